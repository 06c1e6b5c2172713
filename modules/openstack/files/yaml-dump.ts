import { isBody } from '../kind/wire.ts';
import { scalarText } from './yaml-scalar.ts';

const STEP = 2;

/** A JSON value as PyYAML's safe_dump lays it out: keys sorted, items of a list not indented. Ends with a newline. */
export function dumpYaml(value: unknown): string {
  return isNested(value) ? linesOf(value, 0).join('') : `${inlineText(value, 0, 0)}\n`;
}

/** `key: value` with everything under it, its lines indented by `indent`. */
export function dumpPair(key: string, value: unknown, indent: number): string {
  return pairLines(key, value, indent).join('');
}

/** An item of a list, with everything under it; `- ` stands at column `indent`. */
export function dumpItem(value: unknown, indent: number): string {
  return itemLines(value, indent).join('');
}

/** The value behind a key or dash that ends at column `column`, if it fits there: a scalar, or an empty list or mapping. */
export function dumpInline(value: unknown, column: number, indent: number): string | undefined {
  return isNested(value) ? undefined : inlineText(value, column, indent);
}

/** A value on one line, as JSON: for places inside brackets. */
export function dumpFlow(value: unknown): string {
  // JSON leaves some characters as they are that YAML does not allow, or reads as line breaks.
  return JSON.stringify(value ?? null).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type Nested = Readonly<Record<string, unknown>> | readonly unknown[];

function isNested(value: unknown): value is Nested {
  if (Array.isArray(value)) return value.length > 0;
  return isBody(value) && Object.keys(value).length > 0;
}

function linesOf(value: Nested, indent: number): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => itemLines(item, indent));
  return sortedEntries(value as Readonly<Record<string, unknown>>).flatMap(([key, held]) =>
    pairLines(key, held, indent),
  );
}

function sortedEntries(value: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}

function pairLines(key: string, value: unknown, indent: number): string[] {
  const margin = ' '.repeat(indent);
  const name = scalarText(key, { column: indent, indent, isKey: true });
  if (!isNested(value)) {
    const column = indent + name.length + 2;
    return [`${margin}${name}: ${inlineText(value, column, indent + STEP)}\n`];
  }
  const inner = Array.isArray(value) ? indent : indent + STEP;
  return [`${margin}${name}:\n`, ...linesOf(value, inner)];
}

function itemLines(value: unknown, indent: number): string[] {
  const margin = ' '.repeat(indent);
  if (!isNested(value)) return [`${margin}- ${inlineText(value, indent + 2, indent + STEP)}\n`];
  // The first line under a dash stands beside it.
  const [first = '', ...rest] = linesOf(value, indent + STEP);
  return [`${margin}- ${first.slice(indent + STEP)}`, ...rest];
}

function inlineText(value: unknown, column: number, indent: number): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return scalarText(value, { column, indent, isKey: false });
  return Array.isArray(value) ? '[]' : '{}';
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = String(value);
  // Python writes an exponent with a point before it and a sign behind it.
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}
