/** A text that people wrote, with the place it came from. `path` is shown as given. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text was decrypted: it is never shown. */
  readonly secret?: true;
}

/** A stretch of a source text. Offsets count UTF-16 units from 0; line and column count from 1. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** A value together with where it was written. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}

/** The span of `[start, end)` in `file`; line and column are counted from the text. */
export function spanOf(file: SourceFile, start: number, end: number = start): Span {
  const before = file.text.slice(0, start);
  const line = countNewlines(before) + 1;
  const column = start - (before.lastIndexOf('\n') + 1) + 1;
  return { file, start, end, line, column };
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** `path:line:column`, the form that terminals and editors make clickable. */
export function formatPlace(span: Span): string {
  return `${span.file.path}:${span.line}:${span.column}`;
}
