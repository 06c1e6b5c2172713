/** How much of a text on either side of the offset is looked for as YAML may have written it. */
const longest = 300;

/**
 * Where the character at `offset` of a scalar's text stands in its source, from `from` on: as it is, or with the
 * escapes, doubled quotes and folded lines that YAML takes away. Undefined where it cannot be told.
 */
export function writtenOffset(source: string, text: string, offset: number, from = 0): number | undefined {
  const whole = text === '' ? -1 : source.indexOf(text, from);
  if (whole !== -1) return whole + offset;
  const skipped = Math.max(0, offset - longest);
  if (skipped > 0 || text.length > offset + longest)
    return writtenOffset(source, text.slice(skipped, offset + longest), offset - skipped, from);
  const [before, after] = [text.slice(0, offset), text.slice(offset)].map(writtenPattern);
  const found = new RegExp(`(?<before>${before ?? ''})${after ?? ''}`, 'u');
  const match = found.exec(source.slice(from));
  return match === null ? undefined : from + match.index + (match.groups?.['before']?.length ?? 0);
}

function writtenPattern(text: string): string {
  return Array.from(text, pieceOf).join(continuation);
}

/** A line of a text in double quotes that goes on with the next one. */
const continuation = '(?:\\\\\\r?\\n[ \\t]*)?';
const lineEnd = '[ \\t]*\\r?\\n[ \\t]*';

function pieceOf(character: string): string {
  if (character === ' ') return `(?: |${lineEnd}|\\\\ )`;
  if (character === '\n') return '(?:(?:[ \\t]*\\r?\\n)+[ \\t]*|\\\\n)';
  if (character === '\t') return '(?:\\t|\\\\[t\\t])';
  if (character === "'") return "''?";
  if (character === '"' || character === '/') return `\\\\?${character}`;
  if (character === '\\') return '(?:\\\\\\\\|\\\\)';
  const code = character.codePointAt(0) ?? 0;
  const plain = `\\u{${code.toString(16)}}`;
  return `(?:${plain}|\\\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0abefnrtv_NLP]))`;
}
