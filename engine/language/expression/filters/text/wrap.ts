import { templateError } from '../../errors.ts';
import { length } from '../../operations.ts';

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

const blank = '[\\t\\n\\v\\f\\r ]';
const solid = '[^\\t\\n\\v\\f\\r ]';
const word = '[\\p{L}\\p{N}_]';
const letter = '[\\p{L}_]';
const mark = '[\\p{L}\\p{N}_!"\'&.,?]';

// Where Python's textwrap lets a line break: at blanks, behind hyphens within words, and around em-dashes.
const hyphenatedChunk = new RegExp(
  `(${blank}+|(?<=${mark})-{2,}(?=${word})|${solid}+?(?:-(?:(?<=${letter}{2}-)|(?<=${letter}-${letter}-))` +
    `(?=${letter}-?${letter})|(?=${blank}|$)|(?<=${mark})(?=-{2,}${word})))`,
  'u',
);
const blankChunk = new RegExp(`(${blank}+)`, 'u');

/** The lines of a paragraph, as Python's `textwrap.wrap` breaks it with its white space kept. */
export function wrapLine(text: string, options: WrapOptions): string[] {
  const { width } = options;
  if (width <= 0) throw templateError(`invalid width ${width} (must be > 0)`);
  const chunks = text
    .split(options.breakOnHyphens ? hyphenatedChunk : blankChunk)
    .filter((chunk) => chunk !== '')
    .reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    if (lines.length > 0 && isBlank(chunks.at(-1))) chunks.pop();
    const line = takeLine(chunks, options);
    if (isBlank(line.at(-1))) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

/** Takes the chunks of one line from the end of the pile. */
function takeLine(chunks: string[], options: WrapOptions): string[] {
  const line: string[] = [];
  let used = 0;
  for (let next = chunks.at(-1); next !== undefined; next = chunks.at(-1)) {
    if (used + length(next) > options.width) break;
    used += length(next);
    line.push(next);
    chunks.pop();
  }
  const tooLong = chunks.at(-1);
  if (tooLong === undefined || length(tooLong) <= options.width) return line;
  if (options.breakLongWords) {
    const characters = [...tooLong];
    const end = breakingPoint(characters, options.width - used, options);
    line.push(characters.slice(0, end).join(''));
    chunks[chunks.length - 1] = characters.slice(end).join('');
  } else if (line.length === 0) {
    line.push(tooLong);
    chunks.pop();
  }
  return line;
}

function breakingPoint(characters: readonly string[], space: number, options: WrapOptions): number {
  const hyphen = options.breakOnHyphens ? characters.slice(0, space).lastIndexOf('-') : -1;
  const hasText = characters.slice(0, Math.max(0, hyphen)).some((character) => character !== '-');
  return hyphen > 0 && hasText ? hyphen + 1 : space;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && chunk.trim() === '';
}
