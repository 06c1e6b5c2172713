/** A stretch of a text and what is to stand in its place. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text after edits that do not overlap, their line ends as those of the text. Insertions at one place stand in the
 * order given.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const ordered = edits.toSorted((one, other) => one.start - other.start || one.end - other.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of ordered) {
    parts.push(text.slice(at, edit.start), edit.text.replaceAll('\n', lineBreak));
    at = edit.end;
  }
  return parts.join('') + text.slice(at);
}

/** How far from the beginning of its line a place is. */
export function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** Where the line of a place ends, before its line break. */
export function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  if (found === -1) return text.length;
  return found > at && text[found - 1] === '\r' ? found - 1 : found;
}

/** Where the line after that of a place begins. */
export function nextLine(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found + 1;
}

/** Whether a line break stands between two places. */
export function isOnOneLine(text: string, from: number, to: number): boolean {
  return lineEnd(text, from) >= to;
}

/**
 * The end of the line with which something ends whose key or dash stands at `column`, and of the comments below it that
 * are indented further and so belong to it.
 */
export function endOfBlock(text: string, at: number, column: number): number {
  let end = lineEnd(text, at);
  for (let line = nextLine(text, end); line < text.length; line = nextLine(text, line)) {
    const content = /[^ \t]|$/g;
    content.lastIndex = line;
    const first = content.exec(text)?.index ?? text.length;
    const isBlank = first >= lineEnd(text, line);
    if (isBlank) continue;
    if (text[first] !== '#' || first - line <= column) break;
    end = lineEnd(text, first);
  }
  return end;
}
