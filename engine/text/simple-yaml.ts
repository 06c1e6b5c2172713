import { readFlow } from './simple-yaml-flow.ts';
import {
  BeyondSimple,
  advance,
  endLine,
  isLineEnd,
  type LineReader,
  skipSpaces,
} from './simple-yaml-lines.ts';
import { readBlockText } from './simple-yaml-block-text.ts';
import { readPlainText } from './simple-yaml-plain.ts';
import { closingQuote, readQuotedText } from './simple-yaml-quoted.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './yaml-node.ts';

/**
 * Reads the YAML that nearly all playbooks and all export files are written in, some thirty times faster than the
 * full reader: block mappings and lists, scalars of all styles, flow collections on one line, comments. Undefined for
 * all else (anchors, tags, `? `, several documents, tabs, carriage returns) and for every error: the full reader has
 * the last word on those, and words for them.
 */
export function readSimpleYaml(written: string): YamlNode | undefined {
  const text = withoutReturns(written);
  if (beyondSimple.test(text)) return undefined;
  const reader: LineReader = { text, line: 0, column: 0, depth: 0 };
  try {
    return readDocument(reader);
  } catch (error) {
    // A text that is nested beyond the stack is for the full reader to refuse.
    if (error instanceof BeyondSimple || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The line ends of Windows as spaces before those of all others, so that all places stay: a space there says nothing,
 * but in blocks of text and behind a backslash.
 */
function withoutReturns(text: string): string {
  if (!text.includes('\r\n') || /(?:[|>][-+\d]*[ \t]*(?:#.*)?|\\)\r\n/.test(text)) return text;
  return text.replaceAll('\r\n', ' \n');
}

// Tabs, carriage returns, byte order marks and all characters that YAML does not allow.

const beyondSimple = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;

function readDocument(reader: LineReader): YamlNode {
  advance(reader, 0);
  if (reader.column === 0 && reader.text.startsWith('---\n', reader.line)) advance(reader, reader.line + 4);
  if (reader.column < 0) return nothingAt(reader.text.length);
  const node = readBlock(reader, -1);
  if (reader.column >= 0) throw new BeyondSimple();
  return node;
}

/** The node that begins at the reader's column; `parent` is the column that it must stand to the right of. */
function readBlock(reader: LineReader, parent: number): YamlNode {
  reader.depth += 1;
  if (reader.depth > deepest) throw new BeyondSimple();
  const node = readBlockNode(reader, parent);
  reader.depth -= 1;
  return node;
}

/** Nobody writes deeper texts; what reads them further on need not be ready for it. */
const deepest = 200;

function readBlockNode(reader: LineReader, parent: number): YamlNode {
  const at = reader.line + reader.column;
  if (reader.column === 0 && isMarker(reader.text, at)) throw new BeyondSimple();
  if (isDash(reader.text, at)) return readSequence(reader, reader.column);
  if (keyEnd(reader.text, at) !== undefined) return readMapping(reader, reader.column);
  return readInline(reader, at, parent);
}

function readSequence(reader: LineReader, column: number): YamlSequence {
  const start = reader.line + column;
  const items: YamlNode[] = [];
  let end = start + 1;
  while (reader.column === column && isDash(reader.text, reader.line + column)) {
    const dash = reader.line + column;
    const item = readItem(reader, dash, column);
    items.push(item);
    end = Math.max(dash + 1, item.end);
  }
  if (reader.column > column) throw new BeyondSimple();
  return { kind: 'sequence', items, start, end };
}

function readItem(reader: LineReader, dash: number, column: number): YamlNode {
  const at = skipSpaces(reader.text, dash + 1);
  if (!isLineEnd(reader.text, at)) {
    reader.column = at - reader.line;
    return readBlock(reader, column);
  }
  endLine(reader, at);
  return reader.column > column ? readBlock(reader, column) : nothingAt(dash + 1);
}

function readMapping(reader: LineReader, column: number): YamlMapping {
  const start = reader.line + column;
  const entries: YamlEntry[] = [];
  let end = start;
  while (reader.column === column && !isDash(reader.text, reader.line + column)) {
    const at = reader.line + column;
    if (column === 0 && isMarker(reader.text, at)) throw new BeyondSimple();
    const colon = keyEnd(reader.text, at);
    if (colon === undefined) throw new BeyondSimple();
    const key = readKey(reader.text, at, colon);
    const value = readValue(reader, colon + 1, column);
    entries.push({ key, value });
    end = Math.max(colon + 1, value.end);
  }
  if (reader.column >= column) throw new BeyondSimple();
  return { kind: 'mapping', entries, start, end };
}

function readValue(reader: LineReader, after: number, column: number): YamlNode {
  const at = skipSpaces(reader.text, after);
  if (!isLineEnd(reader.text, at)) return readInline(reader, at, column);
  endLine(reader, at);
  if (reader.column > column) return readBlock(reader, column);
  const isListBelow = reader.column === column && isDash(reader.text, reader.line + column);
  return isListBelow ? readSequence(reader, column) : nothingAt(after);
}

/** A scalar or flow collection that begins at `at`; the reader goes on to the line after it. */
function readInline(reader: LineReader, at: number, parent: number): YamlNode {
  switch (reader.text[at]) {
    case '"':
    case "'":
      return readQuotedText(reader, at);
    case '|':
    case '>':
      return readBlockText(reader, at, parent);
    case '[':
    case '{': {
      const node = readFlow(reader.text, at);
      endLine(reader, node.end);
      return node;
    }
    default:
      return readPlainText(reader, at, parent);
  }
}

/** Where the colon of a key stands that begins at `at`; undefined if none begins there. */
function keyEnd(text: string, at: number): number | undefined {
  const first = text[at];
  if (first === '"' || first === "'") {
    const quote = closingQuote(text, at);
    const colon = skipSpaces(text, quote + 1);
    return text[colon] === ':' && isSpaceOrEnd(text, colon + 1) && text.lastIndexOf('\n', quote) < at
      ? colon
      : undefined;
  }
  if (first === undefined || notAKey.includes(first)) return undefined;
  if (first === '?' && isSpaceOrEnd(text, at + 1)) throw new BeyondSimple();
  for (let end = at; end < text.length; end += 1) {
    const char = text[end];
    if (char === '\n') return undefined;
    if (char === ':' && isSpaceOrEnd(text, end + 1)) return end;
    if (char === '#' && text[end - 1] === ' ') return undefined;
  }
  return undefined;
}

const notAKey = '[]{},&*!|>%@`#';

function readKey(text: string, at: number, colon: number): YamlScalar {
  const first = text[at];
  if (first === '"' || first === "'") {
    // A key of quoted text stands on one line: reading it as a value of its own gives its text.
    const line: LineReader = {
      text: text.slice(0, closingQuote(text, at) + 1),
      line: at,
      column: 0,
      depth: 0,
    };
    return readQuotedText(line, at);
  }
  const written = text.slice(at, colon).trimEnd();
  if (colon - at > 1024) throw new BeyondSimple();
  return { kind: 'scalar', text: written, plain: true, start: at, end: at + written.length };
}

function isDash(text: string, at: number): boolean {
  return text[at] === '-' && isSpaceOrEnd(text, at + 1);
}

function isSpaceOrEnd(text: string, at: number): boolean {
  const char = text[at];
  return char === undefined || char === ' ' || char === '\n';
}

/** Directives and the ends and beginnings of documents, at the beginning of a line. */
function isMarker(text: string, at: number): boolean {
  return text[at] === '%' || text.startsWith('---', at) || text.startsWith('...', at);
}

function nothingAt(at: number): YamlScalar {
  return { kind: 'scalar', text: '', plain: true, start: at, end: at };
}
