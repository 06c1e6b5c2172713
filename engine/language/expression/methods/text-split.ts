/** Splitting and stripping texts, as str does. */
import { templateError } from '../errors.ts';

/** A character that is white space to Python. */
export const blank =
  '[\\t-\\r\\u001c- \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const blanks = new RegExp(`${blank}+`, 'u');
const leading = new RegExp(`^${blank}+`, 'u');
const trailing = new RegExp(`${blank}+$`, 'u');

/** `strip`, `lstrip` and `rstrip`: takes characters of `set` away, or white space. */
export function strip(text: string, sides: 'both' | 'left' | 'right', set: string | undefined): string {
  if (set === undefined) {
    const left = sides === 'right' ? text : text.replace(leading, '');
    return sides === 'left' ? left : left.replace(trailing, '');
  }
  const taken = new Set(set);
  const characters = [...text];
  let [start, end] = [0, characters.length];
  if (sides !== 'right') while (start < end && taken.has(characters[start] ?? '')) start += 1;
  if (sides !== 'left') while (end > start && taken.has(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}

/** `split`: at `separator`, or at white space; at most `limit` times where that is not negative. */
export function split(text: string, separator: string | undefined, limit: number): string[] {
  if (separator === undefined) return splitBlank(text, limit);
  if (separator === '') throw templateError('empty separator');
  const parts = text.split(separator);
  return limit < 0 || parts.length <= limit + 1
    ? parts
    : [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitBlank(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = strip(text, 'left', undefined);
  while (rest !== '') {
    const match = parts.length === limit ? null : blanks.exec(rest);
    if (match === null) {
      parts.push(parts.length === limit ? rest : strip(rest, 'right', undefined));
      break;
    }
    parts.push(rest.slice(0, match.index));
    rest = rest.slice(match.index + match[0].length);
  }
  return parts;
}

/** `rsplit`: the same from the right. */
export function splitRight(text: string, separator: string | undefined, limit: number): string[] {
  const reverse = (one: string): string => [...one].reverse().join('');
  return split(reverse(text), separator === undefined ? undefined : reverse(separator), limit)
    .map(reverse)
    .reverse();
}

const lineEnd = '[\\n\\r\\v\\f\\u001c-\\u001e\\u0085\\u2028\\u2029]';

/** The lines of a text, by all that Python takes for the end of a line. */
export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines = text.split(new RegExp(`(?<=\\r\\n|(?!\\r\\n)${lineEnd})`, 'u')).filter((line) => line !== '');
  return keepEnds ? lines : lines.map((line) => line.replace(new RegExp(`(?:\\r\\n|${lineEnd})$`, 'u'), ''));
}

/** `expandtabs`. */
export function expandTabs(text: string, size: number): string {
  let column = 0;
  let out = '';
  for (const character of text) {
    if (character === '\t') {
      const width = size <= 0 ? 0 : size - (column % size);
      out += ' '.repeat(width);
      column += width;
    } else {
      out += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return out;
}
