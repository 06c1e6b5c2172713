import {
  BeyondSimple,
  advance,
  isLineEnd,
  lineAfter,
  lineEnd,
  type LineReader,
  skipSpaces,
} from './simple-yaml-lines.ts';
import type { YamlScalar } from './yaml-node.ts';

/** A block scalar (`|` or `>`) whose header begins at `at`. */
export function readBlockText(reader: LineReader, at: number, parent: number): YamlScalar {
  const { text } = reader;
  const header = readHeader(text, at);
  const least = Math.max(parent + 1, 1);
  const first = lineAfter(text, at);
  const indent = header.indent === undefined ? findIndent(text, first, least) : least + header.indent - 1;
  const lines = collectLines(text, first, indent);
  advance(reader, lines.after);
  if (reader.column >= least) throw new BeyondSimple();
  const value = joinLines(lines.lines, text[at] === '>', header.chomping, lines.endsInNewline);
  return { kind: 'scalar', text: value, plain: false, start: at, end: Math.max(lines.end, at + 1) };
}

type Chomping = 'clip' | 'strip' | 'keep';

function readHeader(
  text: string,
  at: number,
): { readonly indent: number | undefined; readonly chomping: Chomping } {
  const match = /^[|>](?:([1-9])([-+])?|([-+])([1-9])?)?/.exec(text.slice(at, at + 3));
  const end = at + (match?.[0].length ?? 0);
  const after = skipSpaces(text, end);
  if (match === null || !isLineEnd(text, after)) throw new BeyondSimple();
  const digit = match[1] ?? match[4];
  const sign = match[2] ?? match[3];
  return {
    indent: digit === undefined ? undefined : Number(digit),
    chomping: sign === undefined ? 'clip' : sign === '-' ? 'strip' : 'keep',
  };
}

/** The column of the first line with content, at least `least`. Emptier lines before it must not be longer. */
function findIndent(text: string, from: number, least: number): number {
  let longest = 0;
  for (let line = from; line < text.length; line = lineAfter(text, line)) {
    const at = skipSpaces(text, line);
    const column = at - line;
    if (at < text.length && text[at] !== '\n') {
      if (column < least) return Math.max(longest, least);
      if (column < longest) throw new BeyondSimple();
      return column;
    }
    longest = Math.max(longest, column);
  }
  return Math.max(longest, least);
}

interface Lines {
  /** Without their indentation; empty ones at the end too. */
  readonly lines: readonly string[];
  readonly after: number;
  readonly end: number;
  readonly endsInNewline: boolean;
}

function collectLines(text: string, from: number, indent: number): Lines {
  const lines: string[] = [];
  let end = from;
  let line = from;
  while (line < text.length) {
    const at = skipSpaces(text, line);
    const stop = lineEnd(text, line);
    const isBlank = at === stop;
    if (!isBlank && at - line < indent) break;
    lines.push(text.slice(Math.min(line + indent, stop), stop));
    if (!isBlank) end = stop;
    line = lineAfter(text, line);
  }
  return { lines, after: line, end, endsInNewline: text[line - 1] === '\n' };
}

/** Folding and chomping as PyYAML does them: a break between two lines that start with text is a space. */
function joinLines(
  lines: readonly string[],
  isFolded: boolean,
  chomping: Chomping,
  endsInNewline: boolean,
): string {
  let last = lines.length - 1;
  while (last >= 0 && lines[last] === '') last -= 1;
  const content = lines.slice(0, last + 1);
  const trailing = lines.length - content.length;
  if (content.length === 0)
    return chomping === 'keep' ? '\n'.repeat(Math.max(trailing - (endsInNewline ? 0 : 1), 0)) : '';
  const body = isFolded ? fold(content) : content.join('\n');
  const breaks = trailing + (endsInNewline ? 1 : 0);
  if (chomping === 'strip' || breaks === 0) return body;
  return body + '\n'.repeat(chomping === 'keep' ? breaks : 1);
}

function fold(lines: readonly string[]): string {
  let folded = '';
  let previous: string | undefined;
  let blank = 0;
  for (const line of lines) {
    if (line === '') {
      blank += 1;
      continue;
    }
    if (previous !== undefined) {
      const joins = !previous.startsWith(' ') && !line.startsWith(' ');
      folded += joins ? (blank === 0 ? ' ' : '') : '\n';
    }
    folded += '\n'.repeat(blank) + line;
    previous = line;
    blank = 0;
  }
  return folded;
}
