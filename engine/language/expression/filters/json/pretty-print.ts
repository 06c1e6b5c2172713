import { compare, isSequence, length, typeName } from '../../operations.ts';
import { repr } from '../../python-text.ts';
import { PySet, Tuple, type Value } from '../../value.ts';
import { entriesOf } from '../dicts/dict-filters.ts';
import { callMethod } from '../text/call-method.ts';

const width = 80;

/** A value as Python's `pprint.pformat` lays it out: in 80 columns, with sorted keys. */
export function pretty(value: Value): string {
  return format(value, 0, 0, 1);
}

/** `indent` columns are taken in front, `allowance` behind. */
function format(value: Value, indent: number, allowance: number, level: number): string {
  const flat = flatText(value);
  if (length(flat) <= width - indent - allowance) return flat;
  if (typeof value === 'string') return wrapText(value, indent, allowance, level);
  if (isSequence(value)) return formatItems(value, indent, allowance, level);
  if (value instanceof PySet && value.items.size > 0) {
    const items = [...value.items.values()].sort(byKey).map((item) => itemText(item, indent, level));
    return `{${joinLines(items, '}', indent, allowance)}}`;
  }
  const entries = entriesOf(value);
  return entries === undefined ? flat : `{${formatEntries(entries, indent, allowance, level)}}`;
}

type Placed = (allowance: number) => string;

function itemText(item: Value, indent: number, level: number): Placed {
  return (allowance) => format(item, indent + 1, allowance, level + 1);
}

function formatItems(value: readonly Value[], indent: number, allowance: number, level: number): string {
  const isTuple = value instanceof Tuple;
  const end = !isTuple ? ']' : value.length === 1 ? ',)' : ')';
  const items = Array.from(value, (item) => itemText(item, indent, level));
  return (isTuple ? '(' : '[') + joinLines(items, end, indent, allowance) + end;
}

function formatEntries(
  entries: readonly (readonly [Value, Value])[],
  indent: number,
  allowance: number,
  level: number,
): string {
  const items = sortedEntries(entries).map(([key, item]): Placed => {
    const name = flatText(key);
    return (room) => `${name}: ${format(item, indent + 1 + length(name) + 2, room, level + 1)}`;
  });
  return joinLines(items, '}', indent, allowance);
}

/** Each item on a line of its own; what closes the whole stands behind the last one. */
function joinLines(items: readonly Placed[], end: string, indent: number, allowance: number): string {
  return items
    .map((item, index) => item(index === items.length - 1 ? allowance + end.length : 1))
    .join(`,\n${' '.repeat(indent + 1)}`);
}

function flatText(value: Value): string {
  if (value instanceof Tuple)
    return value.length === 1
      ? `(${flatText(value[0] ?? null)},)`
      : `(${Array.from(value, flatText).join(', ')})`;
  if (isSequence(value)) return `[${Array.from(value, flatText).join(', ')}]`;
  const entries = entriesOf(value);
  if (entries === undefined) return repr(value);
  return `{${sortedEntries(entries)
    .map(([key, item]) => `${flatText(key)}: ${flatText(item)}`)
    .join(', ')}}`;
}

function sortedEntries(entries: readonly (readonly [Value, Value])[]): (readonly [Value, Value])[] {
  return entries.toSorted(([a], [b]) => byKey(a, b));
}

/** Values that cannot be compared are ordered by their types. */
function byKey(a: Value, b: Value): number {
  try {
    return compare(a, b);
  } catch {
    return compare(`<class '${typeName(a)}'>`, `<class '${typeName(b)}'>`);
  }
}

/** A long text as several ones, one a line, broken at line breaks and at blanks. */
function wrapText(text: string, indentBefore: number, allowanceBefore: number, level: number): string {
  const isOutermost = level === 1;
  const indent = indentBefore + (isOutermost ? 1 : 0);
  const allowance = allowanceBefore + (isOutermost ? 1 : 0);
  const lines = callMethod(text, 'splitlines', true);
  const all = Array.isArray(lines) ? lines.map(String) : [];
  const chunks = all.flatMap((line, index) =>
    wrapLine(line, width - indent, index === all.length - 1 ? allowance : 0),
  );
  if (chunks.length <= 1) return repr(text);
  const joined = chunks.join(`\n${' '.repeat(indent)}`);
  return isOutermost ? `(${joined})` : joined;
}

function wrapLine(line: string, room: number, allowance: number): string[] {
  const whole = repr(line);
  if (length(whole) <= room - allowance) return [whole];
  const parts = [...line.matchAll(/\S*\s*/gu)].map(([part]) => part).filter((part) => part !== '');
  const chunks: string[] = [];
  let current = '';
  parts.forEach((part, index) => {
    const candidate = current + part;
    const limit = index === parts.length - 1 ? room - allowance : room;
    if (length(repr(candidate)) <= limit) current = candidate;
    else {
      if (current !== '') chunks.push(repr(current));
      current = part;
    }
  });
  if (current !== '') chunks.push(repr(current));
  return chunks;
}
