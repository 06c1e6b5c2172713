import type { YamlEntry, YamlMapping } from '../../../engine/text/yaml-node.ts';
import { dumpInline, dumpPair } from './yaml-dump.ts';

/** A stretch of a text and what is to stand in its place. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text after edits that do not overlap. Insertions at one place stand in the order given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted((one, other) => one.start - other.start || one.end - other.end);
  let out = '';
  let at = 0;
  for (const edit of ordered) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

export interface MappingChange {
  readonly set: ReadonlyMap<string, unknown>;
  readonly remove: ReadonlySet<string>;
  /** The whole of the mapping after the change. */
  readonly after: Readonly<Record<string, unknown>>;
}

/** Edits that change keys of a mapping and leave everything else, comments and layout included, as it was written. */
export function editMapping(text: string, node: YamlMapping, change: MappingChange): readonly TextEdit[] {
  if (text[node.start] === '{')
    return [{ start: node.start, end: node.end, text: JSON.stringify(change.after) }];
  const column = columnOf(text, node.start);
  const edits: TextEdit[] = [];
  const missing: string[] = [];
  for (const [key, value] of change.set) {
    const entry = entryOf(node, key);
    if (entry === undefined) missing.push(key);
    else edits.push(replaceValue(text, entry, value, column));
  }
  for (const key of change.remove) {
    const entry = entryOf(node, key);
    if (entry !== undefined) edits.push(removeEntry(text, node, entry, column));
  }
  return [...edits, ...insertions(text, node, missing.sort(), change.set, column)];
}

function entryOf(node: YamlMapping, key: string): YamlEntry | undefined {
  return node.entries.findLast((entry) => entry.key.kind === 'scalar' && entry.key.text === key);
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found;
}

function replaceValue(
  text: string,
  { key, value: old }: YamlEntry,
  value: unknown,
  column: number,
): TextEdit {
  const colon = text.indexOf(':', key.end) + 1;
  const isBesideKey = old.start > old.end - 1 || old.start < lineEnd(text, colon);
  const isInline = isBesideKey && old.kind === 'scalar';
  const valueColumn = old.start === old.end ? columnOf(text, colon) + 1 : columnOf(text, old.start);
  const inline = dumpInline(value, valueColumn, column + 2);
  if (inline !== undefined && isInline && old.end > old.start)
    return { start: old.start, end: old.end, text: inline };
  // What stands behind the colon of a value that follows on later lines is a comment, and stays.
  const beside = isBesideKey ? '' : text.slice(colon, lineEnd(text, colon)).trimEnd();
  const end = Math.max(old.end, colon);
  if (inline !== undefined) return { start: colon, end, text: ` ${inline}${beside}` };
  const pair = dumpPair('k', value, column).trimEnd();
  return { start: colon, end, text: `${beside}${pair.slice(pair.indexOf('\n'))}` };
}

function removeEntry(text: string, node: YamlMapping, entry: YamlEntry, column: number): TextEdit {
  const next = node.entries[node.entries.indexOf(entry) + 1];
  if (entry === node.entries[0] && next !== undefined)
    return { start: entry.key.start, end: next.key.start, text: '' };
  const end = Math.max(entry.value.end, text.indexOf(':', entry.key.end) + 1);
  return { start: entry.key.start - column, end: Math.min(lineEnd(text, end) + 1, text.length), text: '' };
}

/** New keys stand where the order of the alphabet has them, behind the key before them. */
function insertions(
  text: string,
  node: YamlMapping,
  keys: readonly string[],
  values: ReadonlyMap<string, unknown>,
  column: number,
): readonly TextEdit[] {
  return keys.map((key) => {
    const pair = dumpPair(key, values.get(key), column);
    const after = node.entries.findLast((entry) => entry.key.kind === 'scalar' && entry.key.text < key);
    if (after === undefined)
      return { start: node.start, end: node.start, text: pair.trimStart() + ' '.repeat(column) };
    const at = lineEnd(text, Math.max(after.value.end, text.indexOf(':', after.key.end) + 1));
    return { start: at, end: at, text: `\n${pair.trimEnd()}` };
  });
}
