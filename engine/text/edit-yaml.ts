import { DroverError } from '../diagnostics/drover-error.ts';
import { spanOf } from '../diagnostics/span.ts';
import { readFullYaml } from './full-yaml.ts';
import { formatPointer, parsePointer } from './json-pointer.ts';
import { readSimpleYaml } from './simple-yaml.ts';
import type { YamlMapping, YamlNode, YamlSequence } from './yaml-node.ts';
import { flowText, keyText, valueText, yamlText, type WritableValue } from './yaml-text.ts';

/**
 * A YAML text that is edited by JSON Pointers. Each edit gives a new editor; all that is not edited stays as it is,
 * byte for byte: comments, quotes, order, empty lines.
 */
export interface YamlEditor {
  readonly text: string;
  /** Gives a key or index a value; makes the mappings that lead to it where they are missing. */
  set(pointer: string, value: WritableValue): YamlEditor;
  /** Takes a key or item out; comments around it stay. A pointer to nothing changes nothing. */
  delete(pointer: string): YamlEditor;
  /** Puts an item at the end of a list; makes the list where it is missing. */
  append(pointer: string, value: WritableValue): YamlEditor;
}

/** An editor of a text. Throws DroverError `yaml-syntax` where it cannot be read; `path` is for that message. */
export function editYaml(text: string, path = '<text>'): YamlEditor {
  const root = readRoot(text, path);
  const edited = (changed: string): YamlEditor => editYaml(changed, path);
  return {
    text,
    set: (pointer, value) => edited(setValue(text, root, parsePointer(pointer), value)),
    delete: (pointer) => edited(deleteValue(text, root, parsePointer(pointer))),
    append: (pointer, value) => edited(appendValue(text, root, parsePointer(pointer), value)),
  };
}

function readRoot(text: string, path: string): YamlNode {
  const simple = readSimpleYaml(text);
  if (simple !== undefined) return simple;
  const { roots, problems } = readFullYaml({ path, text });
  const [problem] = problems;
  const [root] = roots;
  if (root !== undefined && problem === undefined) return root;
  throw new DroverError('yaml-syntax', {
    detail: problem?.detail ?? 'The text holds no document.',
    help: problem?.help,
    span: spanOf({ path, text }, problem?.start ?? 0, problem?.end ?? 0),
  });
}

function setValue(text: string, root: YamlNode, path: readonly string[], value: WritableValue): string {
  const [found, missing] = follow(root, path);
  const parent =
    path.length === missing.length
      ? undefined
      : follow(root, path.slice(0, path.length - missing.length - 1))[0];
  const [next, ...further] = missing;
  if (next === undefined) return replaceNode(text, found, parent, value);
  const nested = wrapIn(further, value);
  if (found.kind === 'mapping' && found.entries.length > 0) return addEntry(text, found, next, nested);
  if (found.kind === 'sequence' && found.items.length > 0) return addItem(text, found, nested);
  return replaceNode(text, found, parent, wrapIn([next], nested));
}

/** The node at the path, or the last one on the way to it, and what is left of the path there. */
function follow(root: YamlNode, path: readonly string[]): readonly [YamlNode, readonly string[]] {
  let node = root;
  for (const [index, step] of path.entries()) {
    const next = childOf(node, step);
    if (next === undefined) return [node, path.slice(index)];
    node = next;
  }
  return [node, []];
}

function childOf(node: YamlNode, step: string): YamlNode | undefined {
  if (node.kind === 'sequence') return /^\d+$/.test(step) ? node.items[Number(step)] : undefined;
  if (node.kind === 'scalar') return undefined;
  return node.entries.findLast(({ key }) => key.kind === 'scalar' && key.text === step)?.value;
}

function wrapIn(path: readonly string[], value: WritableValue): WritableValue {
  return path.reduceRight<WritableValue>(
    (inner, key) => (key === '-' ? [inner] : new Map([[key, inner]])),
    value,
  );
}

/** A new value in the place of a node. */
function replaceNode(
  text: string,
  node: YamlNode,
  parent: YamlNode | undefined,
  value: WritableValue,
): string {
  if (parent === undefined) return replaceRoot(text, node, value);
  if (isFlow(text, parent)) return splice(text, node.start, node.end, flowText(value));
  const column = columnOf(text, parent.start);
  if (parent.kind === 'sequence') {
    const inline = yamlText(value, column + 2);
    const isAfterDash = text.slice(0, node.start).endsWith('-');
    return splice(text, node.start, node.end, isAfterDash ? ` ${inline}` : inline);
  }
  const colon = colonBefore(text, node, parent);
  const lineEnd = endOfLine(text, colon);
  const written = valueText(value, column);
  // A value on the line of its key leaves the comment there; one on lines of its own begins after that.
  if (written.startsWith('\n')) {
    const from =
      node.start <= lineEnd && node.kind === 'scalar' && node.start < node.end ? node.end : colon + 1;
    const comment = node.end <= lineEnd ? text.slice(node.end, lineEnd) : text.slice(from, lineEnd);
    const rest = Math.max(lineEnd, node.end);
    return splice(text, colon + 1, rest, comment.trimEnd() + written);
  }
  if (node.start <= lineEnd) return splice(text, colon + 1, node.end, written);
  const comment = text.slice(colon + 1, lineEnd);
  return splice(text, colon + 1, node.end, written + comment);
}

function replaceRoot(text: string, node: YamlNode, value: WritableValue): string {
  const isNothing = node.start === node.end;
  const before = text.slice(0, node.start);
  const gap = isNothing && before !== '' && !before.endsWith('\n') ? '\n' : '';
  const end = isNothing && text.slice(node.end).trim() === '' ? '\n' : '';
  return splice(text, node.start, node.end, gap + yamlText(value) + end);
}

function addEntry(text: string, mapping: YamlMapping, key: string, value: WritableValue): string {
  const last = mapping.entries.at(-1);
  if (isFlow(text, mapping)) {
    const written = `${mapping.entries.length === 0 ? '' : ', '}${keyText(key, true)}: ${flowText(value)}`;
    return splice(text, lastContent(text, mapping.end - 1), mapping.end - 1, written);
  }
  const column = columnOf(text, mapping.start);
  return insertLine(
    text,
    last?.value.end ?? mapping.end,
    `${' '.repeat(column)}${keyText(key)}:${valueText(value, column)}`,
  );
}

function appendValue(text: string, root: YamlNode, path: readonly string[], value: WritableValue): string {
  const [found, missing] = follow(root, path);
  if (missing.length === 0 && found.kind === 'sequence' && found.items.length > 0)
    return addItem(text, found, value);
  const isNothing =
    found.kind === 'scalar'
      ? found.text === '' || found.text === 'null' || found.text === '~'
      : found.kind === 'sequence';
  if (missing.length === 0 && !isNothing) throw new RangeError(`There is no list at ${formatPointer(path)}.`);
  return setValue(text, root, path, [value]);
}

function addItem(text: string, list: YamlSequence, value: WritableValue): string {
  if (isFlow(text, list)) {
    return splice(text, lastContent(text, list.end - 1), list.end - 1, `, ${flowText(value)}`);
  }
  const column = columnOf(text, list.start);
  const last = list.items.at(-1);
  return insertLine(text, last?.end ?? list.end, `${' '.repeat(column)}- ${yamlText(value, column + 2)}`);
}

function deleteValue(text: string, root: YamlNode, path: readonly string[]): string {
  const step = path.at(-1);
  const [parent, missing] = follow(root, path.slice(0, -1));
  if (
    step === undefined ||
    missing.length > 0 ||
    childOf(parent, step) === undefined ||
    parent.kind === 'scalar'
  )
    return text;
  const parts =
    parent.kind === 'mapping'
      ? parent.entries.map(({ key, value }) => ({ start: key.start, end: value.end }))
      : parent.items.map((item) => ({ start: dashBefore(text, item, parent), end: item.end }));
  const index =
    parent.kind === 'mapping'
      ? parent.entries.findLastIndex(({ key }) => key.kind === 'scalar' && key.text === step)
      : Number(step);
  const part = parts[index];
  if (part === undefined) return text;
  if (parts.length === 1) {
    const grandparent = path.length < 2 ? undefined : follow(root, path.slice(0, -2))[0];
    return replaceNode(text, parent, grandparent, parent.kind === 'mapping' ? new Map() : []);
  }
  const next = parts[index + 1];
  if (isFlow(text, parent)) {
    const before = parts[index - 1];
    return next === undefined && before !== undefined
      ? splice(text, before.end, part.end, '')
      : splice(text, part.start, next?.start ?? part.end, '');
  }
  const lineStart = text.lastIndexOf('\n', part.start - 1) + 1;
  const isAlone = text.slice(lineStart, part.start).trim() === '';
  // The first key after a dash: the next one moves up to it.
  if (!isAlone && next !== undefined) return splice(text, part.start, next.start, '');
  return splice(text, lineStart, Math.min(endOfLine(text, part.end) + 1, text.length), '');
}

function isFlow(text: string, node: YamlNode): boolean {
  return text[node.start] === '{' || text[node.start] === '[';
}

function splice(text: string, start: number, end: number, added: string): string {
  return text.slice(0, start) + added + text.slice(end);
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** The end of what is written before `at`, without the spaces. */
function lastContent(text: string, at: number): number {
  return text.slice(0, at).trimEnd().length;
}

/** A line of its own after the line in which something ends. */
function insertLine(text: string, after: number, line: string): string {
  // A block scalar ends at the end of its last line already.
  const at = after > 0 && text[after - 1] === '\n' ? after - 1 : endOfLine(text, after);
  return splice(text, at, at, `\n${line}`);
}

function colonBefore(text: string, node: YamlNode, parent: YamlMapping | YamlNode): number {
  const entry = parent.kind === 'mapping' ? parent.entries.find(({ value }) => value === node) : undefined;
  return text.indexOf(':', entry?.key.end ?? 0);
}

function dashBefore(text: string, item: YamlNode, parent: YamlSequence): number {
  return isFlow(text, parent) ? item.start : text.lastIndexOf('-', Math.max(item.start - 1, 0));
}
