/** Digits of numbers as Python's formatting gives them; signs are the caller's. */
import { floatText } from './python-text.ts';

/** Digits of a whole number that is not negative: d, o, x, X, b, n; with a prefix where one is wanted. */
export function integerDigits(value: bigint, type: string, withPrefix: boolean): string {
  const bases: Readonly<Record<string, readonly [number, string]>> = {
    o: [8, '0o'],
    x: [16, '0x'],
    X: [16, '0X'],
    b: [2, '0b'],
  };
  const [base, prefix] = bases[type] ?? [10, ''];
  const digits = value.toString(base);
  return (withPrefix ? prefix : '') + (type === 'X' ? digits.toUpperCase() : digits);
}

/** Digits of a float that is not negative: e, E, f, F, g, G, with this precision. */
export function floatDigits(value: number, type: string, precision: number, keepsZeros: boolean): string {
  const isUpper = type === type.toUpperCase();
  if (!Number.isFinite(value))
    return isUpper ? (Number.isNaN(value) ? 'NAN' : 'INF') : Number.isNaN(value) ? 'nan' : 'inf';
  const text = lowerDigits(value, type.toLowerCase(), precision, keepsZeros);
  return isUpper ? text.toUpperCase() : text;
}

function lowerDigits(value: number, type: string, precision: number, keepsZeros: boolean): string {
  if (type === 'f') return fixed(value, precision);
  if (type === 'e') return exponential(value, precision);
  const significant = Math.max(1, precision);
  const exponent = value === 0 ? 0 : Number(value.toExponential(significant - 1).split('e')[1]);
  const text =
    exponent < -4 || exponent >= significant
      ? exponential(value, significant - 1)
      : fixed(value, significant - 1 - exponent);
  if (keepsZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}

/** Exact decimal digits: JavaScript's toFixed is right up to 100 places, but gives exponents from 1e21 on. */
function fixed(value: number, precision: number): string {
  if (value < 1e21) return roundedToEven(value, Math.min(100, precision));
  return `${BigInt(value).toString()}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
}

/** toFixed rounds exact halves up, Python rounds them to even; only values with a short binary fraction have them. */
function roundedToEven(value: number, precision: number): string {
  const text = value.toFixed(precision);
  const scaled = value * 10 ** precision;
  if (precision > 15 || scaled % 1 !== 0.5 || scaled / 10 ** precision !== value) return text;
  return Math.floor(scaled) % 2 === 0 ? (Math.floor(scaled) / 10 ** precision).toFixed(precision) : text;
}

function exponential(value: number, precision: number): string {
  const [digits = '', exponent = '0'] = value.toExponential(Math.min(100, precision)).split('e');
  const amount = Math.abs(Number(exponent));
  return `${digits}e${Number(exponent) < 0 ? '-' : '+'}${String(amount).padStart(2, '0')}`;
}

/** Puts a separator between groups of digits of the whole part. */
export function grouped(digits: string, separator: string, size = 3): string {
  const [whole = '', ...rest] = digits.split(/(?=[.eE])/);
  const pattern = new RegExp(`\\B(?=(?:[\\da-fA-F]{${size}})+$)`, 'g');
  return whole.replace(pattern, separator) + rest.join('');
}

/** A float without a type: as `str`, or with a precision of significant digits. */
export function generalDigits(value: number, precision: number | undefined): string {
  if (precision === undefined) return floatText(value);
  const text = floatDigits(value, 'g', precision, false);
  return /[.e]|inf|nan/.test(text) ? text : `${text}.0`;
}
