import { templateError } from '../../errors.ts';
import { compare, isFloat, requireDefined, typeName } from '../../operations.ts';
import { floatText, str } from '../../python-text.ts';
import { Bytes, ObjectValue, Omit, PyFloat, type Value } from '../../value.ts';
import { isTime, isoText } from '../date-time/time-value.ts';
import { entriesOf } from '../dicts/dict-filters.ts';

export interface JsonOptions {
  /** What each level is indented by; undefined: all on one line. */
  readonly indent: string | undefined;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortsKeys: boolean;
  readonly escapesNonAscii: boolean;
  readonly allowsNan: boolean;
  readonly skipsKeys: boolean;
}

/** A value as Python's `json.dumps` writes it. Throws for what JSON has nothing for: sets, functions, what is not there. */
export function writeJson(value: Value, options: JsonOptions): string {
  return write(value, options, '');
}

function write(value: Value, options: JsonOptions, indent: string): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoteJson(value, options.escapesNonAscii);
  if (isFloat(value)) return writeFloat(value instanceof PyFloat ? value.value : value, options);
  if (typeof value === 'number' || typeof value === 'bigint') return str(value);
  if (Array.isArray(value)) {
    const items = Array.from(value, (item) => write(item, options, nested(indent, options)));
    return bracketed('[', items, ']', options, indent);
  }
  const entries = entriesOf(value);
  if (entries !== undefined) return bracketed('{', members(entries, options, indent), '}', options, indent);
  return quoteJson(textFor(value), options.escapesNonAscii);
}

/** The text that stands for a value that JSON has no form for. */
function textFor(value: Value): string {
  requireDefined(value);
  if (value instanceof Bytes) return Buffer.from(value.data).toString('utf8');
  if (value instanceof ObjectValue && isTime(value)) return isoText(value);
  if (value instanceof Omit) return str(value);
  throw templateError(
    `Object of type ${typeName(value)} is not JSON serializable`,
    'Make a list or a text of it first.',
  );
}

function writeFloat(value: number, options: JsonOptions): string {
  if (Number.isFinite(value)) return floatText(value);
  if (!options.allowsNan) throw templateError('Out of range float values are not JSON compliant');
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

function members(
  entries: readonly (readonly [Value, Value])[],
  options: JsonOptions,
  indent: string,
): string[] {
  const sorted = options.sortsKeys ? entries.toSorted(([a], [b]) => compare(a, b)) : entries;
  return sorted.flatMap(([key, item]) => {
    const name = keyName(key, options);
    if (name === undefined) return [];
    const shown = quoteJson(name, options.escapesNonAscii);
    return [shown + options.keySeparator + write(item, options, nested(indent, options))];
  });
}

function keyName(key: Value, options: JsonOptions): string | undefined {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return String(key);
  if (isFloat(key)) return writeFloat(key instanceof PyFloat ? key.value : key, options);
  if (typeof key === 'number' || typeof key === 'bigint') return str(key);
  if (options.skipsKeys) return undefined;
  throw templateError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function nested(indent: string, options: JsonOptions): string {
  return indent + (options.indent ?? '');
}

function bracketed(
  open: string,
  items: readonly string[],
  close: string,
  options: JsonOptions,
  indent: string,
): string {
  if (items.length === 0) return open + close;
  if (options.indent === undefined) return open + items.join(options.itemSeparator) + close;
  const lead = `\n${indent}${options.indent}`;
  return `${open}${lead}${items.join(options.itemSeparator + lead)}\n${indent}${close}`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};

function quoteJson(text: string, escapesNonAscii: boolean): string {
  const special = escapesNonAscii ? /["\\]|[^ -~]/g : /["\\\u0000-\u001f]/g;
  const escaped = text.replace(
    special,
    (unit) => shortEscapes[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
