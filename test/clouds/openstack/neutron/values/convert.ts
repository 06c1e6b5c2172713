import { canonicalIp, formatIp } from '../address/ip.ts';
import { parseCidr } from '../address/cidr.ts';
import { invalidInput } from '../errors.ts';
import { pythonText } from './python.ts';

/** Makes of a value of the request what is kept; refuses what cannot be made. */
export type Convert = (value: unknown) => unknown;

const YES = new Set(['1', 't', 'true', 'on', 'y', 'yes']);
const NO = new Set(['0', 'f', 'false', 'off', 'n', 'no']);

/** `true`, `"yes"` and 1 alike. */
export function toBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const word = pythonText(value).trim().toLowerCase();
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  throw invalidInput(`'${pythonText(value)}' cannot be converted to boolean`);
}

/** The same, and null. */
export function toBooleanOrNull(value: unknown): boolean | null {
  return value === null ? null : toBoolean(value);
}

/** A whole number from a number or a text; `true` is 1, as in Python. */
export function toInteger(value: unknown): number {
  const number = asInteger(value);
  if (number === undefined) throw invalidInput(`'${pythonText(value)}' is not an integer`);
  return number;
}

/** The whole number that Python's `int` makes of a value. */
export function asInteger(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
  return undefined;
}

/** Null is an empty list. */
export function nullToList(value: unknown): unknown {
  return value === null ? [] : value;
}

/** Addresses in the one way of writing them; whatever is none stays as it is. */
export function toCanonicalIp(value: unknown): unknown {
  return typeof value === 'string' && value.includes(':') ? canonicalIp(value) : value;
}

/** A prefix with its length. */
export function toCanonicalCidr(value: unknown): string {
  const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
  if (!cidr) throw invalidInput(`${pythonText(value)} is not in a CIDR format`);
  return `${formatIp({ version: cidr.version, value: cidr.ip })}/${cidr.prefix}`;
}

/** Small letters. */
export function toLowerCase(value: unknown): string {
  if (typeof value !== 'string') throw invalidInput(`Input value ${pythonText(value)} must be string type`);
  return value.toLowerCase();
}
