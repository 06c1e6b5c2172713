import type { YamlMapping, YamlNode, YamlSequence } from '../../../engine/text/yaml-node.ts';
import { columnOf, nextLine } from './text-edit.ts';

/** A value with the place that it stands in. */
export interface Slot {
  readonly node: YamlNode;
  /** The column of the key or dash. */
  readonly column: number;
  /** Where the key or dash begins. */
  readonly head: number;
  /** Behind the colon or dash. */
  readonly after: number;
  /** The value itself; where an alias stands for it, the alias. */
  readonly start: number;
  readonly end: number;
  readonly isItem: boolean;
  readonly isFlow: boolean;
}

/** The places of a mapping's values. */
export function entrySlots(text: string, node: YamlMapping): readonly Slot[] {
  const isFlow = text[node.start] === '{';
  return node.entries.map(({ key, value }) => {
    const after = text.indexOf(':', key.end) + 1;
    const own = ownRange(text, value, after);
    return {
      node: value,
      column: columnOf(text, key.start),
      head: key.start,
      after,
      ...own,
      isItem: false,
      isFlow,
    };
  });
}

/** The places of a list's items. */
export function itemSlots(text: string, node: YamlSequence): readonly Slot[] {
  const isFlow = text[node.start] === '[';
  const column = columnOf(text, node.start);
  let at = node.start;
  return node.items.map((item, index) => {
    const head =
      index === 0 && !isFlow
        ? node.start
        : isFlow
          ? flowItem(text, at, index === 0 ? '[' : ',')
          : dashBelow(text, at, column);
    const after = isFlow ? head : head + 1;
    const own = ownRange(text, item, after);
    at = Math.max(own.end, after);
    return { node: item, column, head, after, ...own, isItem: true, isFlow };
  });
}

/** Where the item begins that stands behind a bracket, or behind another item and its comma. */
function flowItem(text: string, at: number, before: ',' | '['): number {
  const gap = /(?:\s|#.*)*/y;
  const skip = (from: number): number => {
    gap.lastIndex = from;
    return from + (gap.exec(text)?.[0].length ?? 0);
  };
  const mark = skip(at);
  return text[mark] === before ? skip(mark + 1) : mark;
}

function dashBelow(text: string, at: number, column: number): number {
  for (let line = nextLine(text, at); line < text.length; line = nextLine(text, line)) {
    if (text[line + column] === '-' && text.slice(line, line + column).trim() === '') return line + column;
  }
  return text.length;
}

/** Of a value: itself without the line break that ends a block of text. Of an alias, which stands elsewhere: the alias. */
function ownRange(
  text: string,
  node: YamlNode,
  after: number,
): { readonly start: number; readonly end: number } {
  if (node.start >= after) {
    const end = node.start + text.slice(node.start, node.end).trimEnd().length;
    return { start: node.start, end: Math.max(node.start, end) };
  }
  const alias = /\s*(\*[^\s,[\]{}]+)/y;
  alias.lastIndex = after;
  const found = alias.exec(text);
  const end = found === null ? after : alias.lastIndex;
  return { start: end - (found?.[1]?.length ?? 0), end };
}
