/** Digits of numbers as Python's formatting gives them; signs are the caller's. */
import { floatText } from './python-text.ts';

const bases: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
  b: [2, '0b'],
};

/** Digits of a whole number that is not negative: d, o, x, X, b, n; with a prefix where one is wanted. */
export function integerDigits(value: bigint, type: string, withPrefix: boolean): string {
  const [base, prefix] = bases[type] ?? [10, ''];
  const digits = value.toString(base);
  return (withPrefix ? prefix : '') + (type === 'X' ? digits.toUpperCase() : digits);
}

/**
 * Digits of a float that is not negative: e, E, f, F, g, G, with this precision. `keepsPoint` is the alternate form: a
 * point in any case, and no zeros cut.
 */
export function floatDigits(value: number, type: string, precision: number, keepsPoint: boolean): string {
  const isUpper = type === type.toUpperCase();
  const text = Number.isFinite(value)
    ? lowerDigits(value, type.toLowerCase(), precision, keepsPoint)
    : Number.isNaN(value)
      ? 'nan'
      : 'inf';
  return isUpper ? text.toUpperCase() : text;
}

function lowerDigits(value: number, type: string, precision: number, keepsPoint: boolean): string {
  if (type === 'f') return withPoint(fixed(value, precision), keepsPoint);
  if (type === 'e') return withPoint(exponential(value, precision), keepsPoint);
  return shortDigits(value, Math.max(1, precision), Math.max(1, precision), keepsPoint);
}

/** By significant digits; with an exponent where that is below -4, or `limit` or more. */
function shortDigits(value: number, significant: number, limit: number, keepsPoint: boolean): string {
  const exponent = value === 0 ? 0 : Number(exponential(value, significant - 1).split('e')[1]);
  const text =
    exponent < -4 || exponent >= limit
      ? exponential(value, significant - 1)
      : fixed(value, significant - 1 - exponent);
  if (keepsPoint) return withPoint(text, true);
  return text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text;
}

function withPoint(text: string, wanted: boolean): string {
  return wanted && !text.includes('.') ? text.replace(/(?=e|$)/, '.') : text;
}

/** A float without a type: as `str`, or with a precision of significant digits. */
export function generalDigits(value: number, precision: number | undefined, keepsPoint: boolean): string {
  if (precision === undefined) return floatText(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  const significant = Math.max(1, precision);
  const text = shortDigits(value, significant, significant - 1, keepsPoint);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Exact decimal digits: JavaScript's toFixed is right up to 100 places, but gives exponents from 1e21 on. */
function fixed(value: number, precision: number): string {
  if (value < 1e21)
    return roundedToEven(value, Math.min(100, precision)) + '0'.repeat(Math.max(0, precision - 100));
  return `${BigInt(value).toString()}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
}

/** toFixed rounds exact halves up, Python rounds them to even; only values with a short binary fraction have them. */
function roundedToEven(value: number, precision: number): string {
  const text = value.toFixed(precision);
  if (precision > 15 || !isHalf(value, precision)) return text;
  const below = value.toFixed(precision + 1).slice(0, -1);
  const floor = below.endsWith('.') ? below.slice(0, -1) : below;
  return Number(floor.at(-1)) % 2 === 0 ? floor : text;
}

/** Whether a value is exactly halfway between two texts with this many places: its exact digits end in 5 there. */
function isHalf(value: number, precision: number): boolean {
  const digits = value.toFixed(Math.min(100, precision + 60));
  const point = digits.indexOf('.');
  return /^50*$/.test(digits.slice(point + 1 + precision));
}

function exponential(value: number, precision: number): string {
  const [digits = '', exponent = '0'] = evenExponential(value, Math.min(100, precision)).split('e');
  const amount = Math.abs(Number(exponent));
  return `${digits}e${Number(exponent) < 0 ? '-' : '+'}${String(amount).padStart(2, '0')}`;
}

/** toExponential, too, rounds exact halves up. */
function evenExponential(value: number, precision: number): string {
  const text = value.toExponential(precision);
  if (precision > 60) return text;
  const [digits = '', exponent = ''] = value.toExponential(100).split('e');
  const kept = digits.slice(0, precision === 0 ? 1 : precision + 2);
  const isExactHalf = /^\.?50*$/.test(digits.slice(kept.length));
  return isExactHalf && Number(kept.at(-1)) % 2 === 0 ? `${kept}e${exponent}` : text;
}

/** Puts a separator between groups of digits of the whole part; `width` counts zeros to be put before. */
export function grouped(digits: string, separator: string, size: number, width = 0): string {
  const [, whole = '', rest = ''] = (size === 4 ? /^([\da-fA-F]*)()$/ : /^(\d*)(.*)$/).exec(digits) ?? [];
  let filled = whole;
  const separated = (text: string): string =>
    text.replace(new RegExp(`\\B(?=(?:[\\da-fA-F]{${size}})+$)`, 'g'), separator);
  while (separated(filled).length + rest.length < width) filled = `0${filled}`;
  return separated(filled) + rest;
}
