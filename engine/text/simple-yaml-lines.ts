/** Thrown when a text is not for the simple reader; it never leaves `readSimpleYaml`. */
export class BeyondSimple extends Error {}

/** A text and the line that is read next: where it starts, and the column of its first character that counts. */
export interface LineReader {
  readonly text: string;
  line: number;
  /** -1 at the end of the text. */
  column: number;
  /** How many blocks are open. */
  depth: number;
}

/** Goes to the first line from `from` on (which must start a line) that is neither empty nor a comment. */
export function advance(reader: LineReader, from: number): void {
  const { text } = reader;
  for (let line = from; line < text.length;) {
    const at = skipSpaces(text, line);
    const char = text[at];
    if (char !== undefined && char !== '\n' && char !== '#') {
      reader.line = line;
      reader.column = at - line;
      return;
    }
    line = lineAfter(text, at);
  }
  reader.line = text.length;
  reader.column = -1;
}

/** Leaves the line at `at`: only spaces and a comment may follow there. */
export function endLine(reader: LineReader, at: number): void {
  const end = skipSpaces(reader.text, at);
  const char = reader.text[end];
  const isComment = char === '#' && reader.text[end - 1] === ' ';
  if (char !== undefined && char !== '\n' && !isComment) throw new BeyondSimple();
  advance(reader, lineAfter(reader.text, end));
}

/** Whether nothing but a comment follows at `at`, which stands after spaces. */
export function isLineEnd(text: string, at: number): boolean {
  const char = text[at];
  return char === undefined || char === '\n' || (char === '#' && text[at - 1] === ' ');
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
}

/** Where the line of `at` ends: its newline, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

export function lineAfter(text: string, at: number): number {
  return Math.min(lineEnd(text, at) + 1, text.length);
}
