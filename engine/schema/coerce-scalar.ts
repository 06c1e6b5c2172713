import { LiteralFloat, readPythonLiteral, type LiteralValue } from '../text/python-literal.ts';
import { pythonText, pythonType } from './python-words.ts';

/** A converted value, or in Ansible's words why it cannot be converted. */
export type Coerced = { readonly value: unknown } | { readonly failure: string };

const truths: ReadonlySet<string> = new Set(['y', 'yes', 'on', '1', 'true', 't']);
const falsehoods: ReadonlySet<string> = new Set(['n', 'no', 'off', '0', 'false', 'f']);

export function toBoolean(value: unknown): Coerced {
  if (typeof value === 'boolean') return { value };
  if (typeof value !== 'string' && typeof value !== 'number') {
    return { failure: `${pythonType(value)} cannot be converted to a bool` };
  }
  const word = String(value).toLowerCase().trim();
  if (truths.has(word)) return { value: true };
  if (falsehoods.has(word)) return { value: false };
  return {
    failure: `The value '${pythonText(value)}' is not a valid boolean.  Valid booleans include: ${[...truths, ...falsehoods].map((one) => `'${one}'`).join(', ')}`,
  };
}

export function toInteger(value: unknown): Coerced {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return { value };
  if (typeof value === 'boolean') return { value: value ? 1 : 0 };
  if (typeof value === 'string' && /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(value)) {
    const number = BigInt(value.trim().replace(/^\+/, '').replaceAll('_', ''));
    return { value: Number.isSafeInteger(Number(number)) ? Number(number) : number };
  }
  return { failure: `${pythonType(value)} cannot be converted to an int` };
}

export function toNumber(value: unknown): Coerced {
  if (typeof value === 'number') return { value };
  if (typeof value === 'boolean') return { value: value ? 1 : 0 };
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))
    return { value: Number(value) };
  return { failure: `${pythonType(value)} cannot be converted to a float` };
}

/** Any value as text, as Python prints it. */
export function toText(value: unknown): Coerced {
  if (value === null) return { failure: "'None' is not a string and conversion is not allowed" };
  return { value: pythonText(value) };
}

export function toList(value: unknown): Coerced {
  if (Array.isArray(value)) return { value };
  if (typeof value === 'string') return { value: value.split(',') };
  if (typeof value === 'number') return { value: [String(value)] };
  return { failure: `${pythonType(value)} cannot be converted to a list` };
}

/** A dictionary: as it is, JSON or a Python literal in braces, or `k=v` words with commas or spaces between them. */
export function toDictionary(value: unknown): Coerced {
  if (isDictionary(value)) return { value };
  if (typeof value !== 'string') return { failure: `${pythonType(value)} cannot be converted to a dict` };
  const text = value.trim();
  if (text.startsWith('{')) return parseBraces(text);
  if (text.includes('=')) return { value: parsePairs(text) };
  return { failure: 'dictionary requested, could not parse JSON or key=value' };
}

export function isDictionary(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseBraces(text: string): Coerced {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const literal = readPythonLiteral(text)?.value;
    return literal instanceof Map
      ? { value: plain(literal) }
      : { failure: 'unable to evaluate string as dictionary' };
  }
}

function plain(value: LiteralValue): unknown {
  if (value instanceof LiteralFloat) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, one]) => [pythonText(plain(key)), plain(one)]));
  return value;
}

/** Quotes keep commas and spaces together; a backslash keeps the next character. */
function parsePairs(text: string): Readonly<Record<string, unknown>> {
  const pairs: Record<string, unknown> = {};
  const words = text.match(/(?:\\.|"[^"]*"|'[^']*'|[^\s,])+/g) ?? [];
  for (const word of words) {
    const plainWord = word.replace(/\\(.)|["']/g, (_match, kept: string | undefined) => kept ?? '');
    const equals = plainWord.indexOf('=');
    if (equals > 0) pairs[plainWord.slice(0, equals).trim()] = plainWord.slice(equals + 1).trim();
  }
  return pairs;
}
