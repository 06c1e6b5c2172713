import { BeyondSimple, endLine, type LineReader, skipSpaces } from './simple-yaml-lines.ts';
import type { YamlScalar } from './yaml-node.ts';

/** Text in quotes that begins at `at`; as in PyYAML, further lines may be indented as they like. */
export function readQuotedText(reader: LineReader, at: number): YamlScalar {
  const { text } = reader;
  const close = closingQuote(text, at);
  const raw = text.slice(at + 1, close);
  const isDouble = text[at] === '"';
  const folded = raw.includes('\n') ? foldLines(raw, isDouble) : raw;
  const value = isDouble ? unescape(folded) : folded.replaceAll("''", "'");
  endLine(reader, close + 1);
  return { kind: 'scalar', text: value, plain: false, start: at, end: close + 1 };
}

/** Where the quote that opens at `at` is closed. */
export function closingQuote(text: string, at: number): number {
  const quote = text.charAt(at);
  for (let close = text.indexOf(quote, at + 1); close !== -1;) {
    if (quote === "'") {
      if (text[close + 1] !== "'") return close;
      close = text.indexOf(quote, close + 2);
    } else {
      if (backslashesBefore(text, close) % 2 === 0) return close;
      close = text.indexOf(quote, close + 1);
    }
  }
  throw new BeyondSimple();
}

function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (text[at - 1 - count] === '\\') count += 1;
  return count;
}

/** Line breaks inside quotes: one is a space, each further one a newline; a backslash at the end joins the lines. */
function foldLines(raw: string, isDouble: boolean): string {
  if (/^(?:---|\.\.\.)/m.test(raw.slice(raw.indexOf('\n')))) throw new BeyondSimple();
  const lines = raw.split('\n');
  let folded = '';
  let blank = 0;
  let joined = true;
  for (const [index, line] of lines.entries()) {
    const isFirst = index === 0;
    const isLast = index === lines.length - 1;
    const content = isFirst ? line : line.slice(skipSpaces(line, 0));
    const trimmed = isLast ? content : content.trimEnd();
    if (content === '' && !isFirst && !isLast) {
      blank += 1;
    } else {
      if (!isFirst) folded += blank > 0 ? '\n'.repeat(blank) : joined ? '' : ' ';
      const isJoint = !isLast && isDouble && backslashesBefore(trimmed, trimmed.length) % 2 === 1;
      if (isJoint && trimmed.length < content.length) throw new BeyondSimple();
      folded += isJoint ? trimmed.slice(0, -1) : trimmed;
      joined = isJoint;
      blank = 0;
    }
  }
  return folded;
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const escape = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(escape, (_match, x?: string, u?: string, long?: string, char: string = '') => {
    const code = x ?? u ?? long;
    if (code !== undefined) {
      const point = Number.parseInt(code, 16);
      if (point > 0x10ffff) throw new BeyondSimple();
      return String.fromCodePoint(point);
    }
    const plain = escapes[char];
    if (plain === undefined) throw new BeyondSimple();
    return plain;
  });
}
