import type { YamlMapping, YamlNode, YamlSequence } from '../../../engine/text/yaml-node.ts';
import type { Body } from '../api/session.types.ts';
import { isBody, isSame } from '../kind/wire.ts';
import { columnOf, endOfBlock, isOnOneLine, lineEnd, nextLine, type TextEdit } from './text-edit.ts';
import { entrySlots, itemSlots, type Slot } from './yaml-slots.ts';
import { dumpFlow, dumpInline, dumpItem, dumpPair } from './yaml-dump.ts';

/*
 * Edits of a YAML text by what it is to say. Only what differs is touched: comments, order, quotes and layout of all
 * else stay. Layouts that this does not do justice to exist (an anchor whose value others share): the text is read again
 * afterwards, and edited again where it does not say yet what it is to say.
 */

/** The edits after which the node of a text says `want` in place of `have`. */
export function editNode(text: string, node: YamlNode, have: unknown, want: unknown): readonly TextEdit[] {
  if (node.kind === 'mapping' && isBody(have) && isBody(want)) return editMapping(text, node, have, want);
  if (node.kind === 'sequence' && Array.isArray(have) && Array.isArray(want))
    return editSequence(text, node, have, want);
  return [];
}

function editSlot(text: string, slot: Slot, have: unknown, want: unknown): readonly TextEdit[] {
  if (isSame(have, want)) return [];
  const isAlias = slot.start !== slot.node.start;
  const isEmptied = isNothing(want) || isNothing(have);
  const areAlike = (isBody(have) && isBody(want)) || (Array.isArray(have) && Array.isArray(want));
  if (!isAlias && areAlike && !isEmptied) return editNode(text, slot.node, have, want);
  return replaceSlot(text, slot, want);
}

function isNothing(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}

function editMapping(text: string, node: YamlMapping, have: Body, want: Body): readonly TextEdit[] {
  const slots = entrySlots(text, node);
  const keys = node.entries.map(({ key }) => (key.kind === 'scalar' ? key.text : undefined));
  const isRemoved = (index: number): boolean => {
    const key = keys[index];
    return key !== undefined && Object.hasOwn(have, key) && !Object.hasOwn(want, key);
  };
  const kept = slots.flatMap((slot, index) => (isRemoved(index) ? [] : [{ slot, key: keys[index] ?? '' }]));
  const edits = [...removals(text, slots, isRemoved)];
  for (const { slot, key } of kept) {
    if (Object.hasOwn(want, key)) edits.push(...editSlot(text, slot, have[key], want[key]));
  }
  // Keys that come with a merge key have no place of their own: they get one.
  const missing = Object.keys(want).filter((key) => !keys.includes(key) && !isSame(have[key], want[key]));
  for (const key of missing.sort()) {
    const before = kept.findLast((one) => one.key < key)?.slot;
    const at = before === undefined ? (kept[0]?.slot.head ?? node.start) : undefined;
    edits.push(pairInsertion(text, node, { before, at: at ?? node.start }, key, want[key]));
  }
  return edits;
}

/** New keys stand where the order of the alphabet has them: behind the key before them, or else at `at`. */
function pairInsertion(
  text: string,
  node: YamlMapping,
  place: { readonly before: Slot | undefined; readonly at: number },
  key: string,
  value: unknown,
): TextEdit {
  const { before } = place;
  if (text[node.start] === '{') {
    const pair = `${JSON.stringify(key)}: ${dumpFlow(value)}`;
    if (before !== undefined) return { start: before.end, end: before.end, text: `, ${pair}` };
    const at = node.start + 1;
    return { start: at, end: at, text: node.entries.length === 0 ? pair : `${pair}, ` };
  }
  const column = columnOf(text, node.start);
  const pair = dumpPair(key, value, column);
  if (before === undefined)
    return { start: place.at, end: place.at, text: pair.trimStart() + ' '.repeat(column) };
  const at = endOfBlock(text, before.end, column);
  return { start: at, end: at, text: `\n${pair.trimEnd()}` };
}

function editSequence(
  text: string,
  node: YamlSequence,
  have: readonly unknown[],
  want: readonly unknown[],
): readonly TextEdit[] {
  const slots = itemSlots(text, node);
  let first = 0;
  while (first < have.length && first < want.length && isSame(have[first], want[first])) first += 1;
  let haveEnd = have.length;
  let wantEnd = want.length;
  while (haveEnd > first && wantEnd > first && isSame(have[haveEnd - 1], want[wantEnd - 1])) {
    haveEnd -= 1;
    wantEnd -= 1;
  }
  const shared = Math.min(haveEnd, wantEnd);
  const edits: TextEdit[] = [];
  for (let index = first; index < shared; index += 1) {
    const slot = slots[index];
    if (slot !== undefined) edits.push(...editSlot(text, slot, have[index], want[index]));
  }
  edits.push(...removals(text, slots, (index) => index >= shared && index < haveEnd));
  if (wantEnd > shared) edits.push(itemInsertion(text, node, slots[shared - 1], want.slice(shared, wantEnd)));
  return edits;
}

function itemInsertion(
  text: string,
  node: YamlSequence,
  before: Slot | undefined,
  values: readonly unknown[],
): TextEdit {
  if (text[node.start] === '[') {
    const items = values.map(dumpFlow).join(', ');
    if (before !== undefined) return { start: before.end, end: before.end, text: `, ${items}` };
    return { start: node.start + 1, end: node.start + 1, text: `${items}, ` };
  }
  const column = columnOf(text, node.start);
  const items = values.map((value) => dumpItem(value, column)).join('');
  if (before === undefined)
    return { start: node.start, end: node.start, text: items.trimStart() + ' '.repeat(column) };
  const at = endOfBlock(text, before.end, column);
  return { start: at, end: at, text: `\n${items.trimEnd()}` };
}

/** Takes keys or items out, with what is written beside them. */
function removals(
  text: string,
  slots: readonly Slot[],
  isRemoved: (index: number) => boolean,
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let from = 0; from < slots.length; from += 1) {
    if (!isRemoved(from)) continue;
    let to = from;
    while (to + 1 < slots.length && isRemoved(to + 1)) to += 1;
    edits.push(removalOf(text, slots, from, to));
    from = to;
  }
  return edits;
}

function removalOf(text: string, slots: readonly Slot[], from: number, to: number): TextEdit {
  const [first, last, before, next] = [slots[from], slots[to], slots[from - 1], slots[to + 1]];
  if (first === undefined || last === undefined) return { start: 0, end: 0, text: '' };
  const line = first.head - first.column;
  const isAlone = !first.isFlow && text.slice(line, first.head).trim() === '';
  if (isAlone) return { start: line, end: nextLine(text, last.end), text: '' };
  // What follows moves up: behind the dash, or behind the bracket or comma.
  if (next !== undefined) return { start: first.head, end: next.head, text: '' };
  return { start: before?.end ?? first.head, end: last.end, text: '' };
}

/** Another value in a place. Comments beside it stay. */
export function replaceSlot(text: string, slot: Slot, value: unknown): readonly TextEdit[] {
  const { after, start, end, column, isItem } = slot;
  if (slot.isFlow) return [{ start, end, text: start === end ? ` ${dumpFlow(value)}` : dumpFlow(value) }];
  const isBeside = isOnOneLine(text, after, start);
  const valueColumn = start === end ? columnOf(text, after) + 1 : columnOf(text, start);
  const scalar = dumpInline(value, isBeside ? valueColumn : columnOf(text, after) + 1, column + 2);
  const comment = commentOfBlockText(text, slot);
  const inline = scalar === undefined ? undefined : scalar + comment;
  if (isItem) {
    const written = inline ?? dumpItem(value, column).trim().slice(2);
    return [{ start, end, text: start === end ? ` ${written}` : written }];
  }
  if (inline !== undefined) {
    if (isBeside) return [{ start, end, text: start === end ? ` ${inline}` : inline }];
    // What stands behind the colon of a value that follows on later lines is a comment, and stays.
    const at = after + anchorBehind(text, after).length;
    return [
      { start: at, end: at, text: ` ${inline}` },
      { start: lineEnd(text, after), end, text: '' },
    ];
  }
  const lines = dumpPair('k', value, column).trimEnd().slice(column).slice('k:'.length);
  if (!isBeside) return [{ start: lineEnd(text, after), end, text: lines }];
  // An anchor before the value stays with the key, and so does a comment behind it.
  const properties = start === end ? '' : text.slice(after, start).trimEnd();
  const at = lineEnd(text, end);
  return [
    { start: after, end, text: properties + comment },
    { start: at, end: at, text: lines },
  ];
}

/** A comment beside the `|` or `>` of a block of text: it stands inside the value's own range. */
function commentOfBlockText(text: string, { node, start }: Slot): string {
  if (node.kind !== 'scalar' || !'|>'.includes(text[start] ?? '-')) return '';
  return /[ \t]#.*$/.exec(text.slice(start, lineEnd(text, start)))?.[0] ?? '';
}

function anchorBehind(text: string, after: number): string {
  return /^[ \t]*[&!]\S+/.exec(text.slice(after, lineEnd(text, after)))?.[0] ?? '';
}
