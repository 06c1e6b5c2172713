import {
  BeyondSimple,
  advance,
  lineAfter,
  lineEnd,
  type LineReader,
  skipSpaces,
} from './simple-yaml-lines.ts';
import type { YamlScalar } from './yaml-node.ts';

const cannotBegin = '&*!|>%@`,[]{}#"\'';

/** A plain scalar with its continuation lines, which stand to the right of `parent`. */
export function readPlainText(reader: LineReader, at: number, parent: number): YamlScalar {
  const { text } = reader;
  if (!canBegin(text, at)) throw new BeyondSimple();
  const first = contentEnd(text, at);
  let end = first.end;
  let written = text.slice(at, end);
  let line = lineAfter(text, end);
  let goesOn = !first.hasComment;
  while (goesOn) {
    const next = skipBlankLines(text, line);
    if (next.at >= text.length || next.at - next.line <= parent || text[next.at] === '#') break;
    if (next.at === next.line && /^(?:---|\.\.\.)/.test(text.slice(next.at, next.at + 3)))
      throw new BeyondSimple();
    const content = contentEnd(text, next.at);
    written += next.blank === 0 ? ' ' : '\n'.repeat(next.blank);
    written += text.slice(next.at, content.end);
    end = content.end;
    line = lineAfter(text, end);
    goesOn = !content.hasComment;
  }
  advance(reader, line);
  return { kind: 'scalar', text: written, plain: true, start: at, end };
}

function canBegin(text: string, at: number): boolean {
  const first = text[at] ?? '\n';
  if (cannotBegin.includes(first)) return false;
  const next = text[at + 1] ?? '\n';
  return !'-?:'.includes(first) || (next !== ' ' && next !== '\n');
}

/** Where the content of a line ends; throws for a colon that would make a key of it. */
function contentEnd(text: string, at: number): { readonly end: number; readonly hasComment: boolean } {
  const line = text.slice(at, lineEnd(text, at));
  const comment = line.indexOf(' #');
  const content = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
  if (content.endsWith(':') || content.includes(': ')) throw new BeyondSimple();
  return { end: at + content.length, hasComment: comment !== -1 };
}

function skipBlankLines(
  text: string,
  from: number,
): { readonly line: number; readonly at: number; readonly blank: number } {
  let line = from;
  let blank = 0;
  for (;;) {
    const at = skipSpaces(text, line);
    if (text[at] !== '\n') return { line, at, blank };
    blank += 1;
    line = at + 1;
  }
}
