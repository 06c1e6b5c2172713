import { readTimestamp } from './yaml-timestamp.ts';

/** What a plain scalar means; a float is marked, because 2.0 is no int. */
export type PlainValue = null | boolean | number | bigint | string | { readonly float: number };

const booleans: ReadonlyMap<string, boolean> = new Map(
  (['yes', 'true', 'on', 'no', 'false', 'off'] as const).flatMap((word, index) =>
    [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()].map(
      (form): [string, boolean] => [form, index < 3],
    ),
  ),
);
const nulls: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

const integerForm =
  /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const plainDigits = /^[1-9][0-9]{0,14}$/;
const floatForm =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * The meaning of a plain scalar by YAML 1.1, with the expressions of PyYAML's resolver: `yes` is true, `0644` is
 * octal, `1_000` and `1:30` are ints, `1e3` is a string (a float needs a point and a signed exponent), a date becomes
 * its ISO text.
 */
export function resolvePlain(text: string): PlainValue {
  if (nulls.has(text)) return null;
  const first = text.charCodeAt(0);
  if (isDigitOrSign(first)) return resolveNumber(text);
  return booleans.get(text) ?? text;
}

/** `0`-`9`, `+`, `-` and `.`: only with these can numbers and dates begin. */
function isDigitOrSign(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;
}

function resolveNumber(text: string): PlainValue {
  if (integerForm.test(text)) return readInteger(text);
  if (floatForm.test(text)) return { float: readFloat(text) };
  return readTimestamp(text) ?? text;
}

/** An int by its YAML 1.1 form; beyond the safe integers a bigint. */
export function readInteger(written: string): number | bigint {
  if (plainDigits.test(written)) return Number(written);
  const text = written.replaceAll('_', '');
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const magnitude = readMagnitude(digits);
  const signed = negative ? -magnitude : magnitude;
  const isSafe = signed <= BigInt(Number.MAX_SAFE_INTEGER) && signed >= BigInt(Number.MIN_SAFE_INTEGER);
  return isSafe ? Number(signed) : signed;
}

function readMagnitude(digits: string): bigint {
  if (digits.includes(':')) return BigInt(readSexagesimal(digits));
  if (/^0[bx]./.test(digits)) return BigInt(digits);
  if (digits.length > 1 && digits.startsWith('0')) return BigInt(`0o${digits.slice(1)}`);
  return /^\d+$/.test(digits) ? BigInt(digits) : 0n;
}

function readFloat(written: string): number {
  const text = written.replaceAll('_', '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '');
  if (digits === '.inf') return sign * Infinity;
  if (digits === '.nan') return NaN;
  return sign * (digits.includes(':') ? readSexagesimal(digits) : Number(digits));
}

/** `1:30:15` is 1 × 3600 + 30 × 60 + 15. */
function readSexagesimal(digits: string): number {
  return digits.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
