import { formatCidr, formatNetwork, parseCidr } from '../address/cidr.ts';
import { formatIp, parseIp } from '../address/ip.ts';
import { asInteger } from './convert.ts';
import { pythonRepr, pythonText } from './python.ts';

/** What is wrong with a value, in Neutron's words; nothing if it is right. */
export type Check = (value: unknown) => string | undefined;

/** A text that is not too long. */
export function text(limit?: number): Check {
  return (value) => {
    if (typeof value !== 'string') return `'${pythonText(value)}' is not a valid string`;
    if (limit !== undefined && [...value].length > limit)
      return `'${value}' exceeds maximum length of ${limit}`;
    return undefined;
  };
}

/** A text that says something. */
export function filledText(limit?: number): Check {
  return (value) => {
    const wrong = text(limit)(value);
    if (wrong !== undefined) return wrong;
    return String(value).trim() === '' ? `'${String(value)}' Blank strings are not permitted` : undefined;
  };
}

/** Null, or what the check says. */
export function orNull(check: Check): Check {
  return (value) => (value === null ? undefined : check(value));
}

/** One of a few values. */
export function oneOf(values: readonly unknown[]): Check {
  return (value) => (values.includes(value) ? undefined : `${pythonText(value)} is not in valid_values`);
}

/** A UUID, in any of the ways that Python reads. */
export const uuid: Check = (value) =>
  isUuid(value) ? undefined : `'${pythonText(value)}' is not a valid UUID`;

function isUuid(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return /^[0-9a-f]{32}$/i.test(value.replace(/^urn:uuid:/i, '').replace(/[{}-]/g, ''));
}

/** A number from 0. */
export const nonNegative: Check = (value) => {
  const number = asInteger(value);
  if (number === undefined) return `'${pythonText(value)}' is not an integer`;
  return number < 0 ? `'${number}' should be non-negative` : undefined;
};

/** A number between two others. */
export function range(least: number, most: number): Check {
  return (value) => {
    const number = asInteger(value);
    if (number === undefined) return `'${pythonText(value)}' is not an integer`;
    if (number < least) return `'${number}' is too small - must be at least '${least}'`;
    if (number > most) return `'${number}' is too large - must be no larger than '${most}'`;
    return undefined;
  };
}

/** An address. Leading zeros are refused, as nobody knows whether they are octal. */
export const ipAddress: Check = (value) => {
  if (typeof value === 'string' && parseIp(value)) return undefined;
  const unpadded = typeof value === 'string' ? value.replace(/(^|\.)0+(?=\d)/g, '$1') : '';
  const meant = unpadded.split('.').length === 4 ? parseIp(unpadded) : undefined;
  if (meant) return `'${String(value)}' is not an accepted IP address, '${formatIp(meant)}' is recommended`;
  return `'${pythonText(value)}' is not a valid IP address`;
};

/** A prefix that is written with its length; host bits may be there. */
export const subnet: Check = (value) => {
  const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
  if (typeof value !== 'string' || !cidr) return `'${pythonText(value)}' is not a valid IP subnet`;
  if (value.includes('/') && (cidr.version === 6 || formatCidr(cidr) === value)) return undefined;
  return `'${value}' isn't a recognized IP subnet cidr, '${formatNetwork(cidr)}' is recommended`;
};

/** A list without doubles whose items are all right. */
export function listOf(item: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return `'${pythonText(value)}' is not a list`;
    const items: readonly unknown[] = value;
    const doubles = doublesIn(items);
    if (doubles.length > 0) return `Duplicate items in the list: '${doubles.map(pythonText).join(', ')}'`;
    return firstWrong(items, item);
  };
}

function firstWrong(items: readonly unknown[], item: Check): string | undefined {
  for (const each of items) {
    const wrong = item(each);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function doublesIn(items: readonly unknown[]): unknown[] {
  const texts = items.map((item) => pythonRepr(item));
  return items.filter((_, index) => texts.indexOf(texts[index]!) !== index);
}

/** An object with the keys that must and may be there. */
export function record(checks: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return `'${pythonText(value)}' is not a dictionary`;
    }
    const given = value as Readonly<Record<string, unknown>>;
    const missing = required.filter((key) => !(key in given));
    if (missing.length > 0) return missingKeys(required, Object.keys(given));
    const unexpected = Object.keys(given).filter((key) => !(key in checks));
    if (unexpected.length > 0) return `Unexpected keys supplied: ${unexpected.join(', ')}`;
    for (const [key, check] of Object.entries(checks)) {
      const wrong = key in given ? check(given[key]) : undefined;
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** The complaint about an object that lacks a key, or has one too many. */
export function missingKeys(required: readonly string[], given: readonly string[]): string {
  const names = (keys: readonly string[]): string => keys.map((key) => `'${key}'`).join(', ');
  return `Validation of dictionary's keys failed. Expected keys: {${names(required)}} Provided keys: {${names(given)}}`;
}

/** Anything. */
export const anything: Check = () => undefined;
