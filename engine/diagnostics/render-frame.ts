import { characterWidth, paint, textWidth, type Tone } from './render-text.ts';
import type { Span } from './span.ts';

export interface FrameOptions {
  readonly color: boolean;
  readonly width: number;
  readonly tone: Tone;
}

const contextLines = 2;
const tabWidth = 4;

/**
 * The lines around a span with their numbers, two before and two after, and carets below the span's first line. Tabs
 * are shown as spaces; a line that is longer than the width is cut so that the span stays in sight.
 */
export function codeFrame(span: Span, options: FrameOptions): readonly string[] {
  const lines = span.file.text.split('\n');
  const first = Math.max(1, span.line - contextLines);
  const last = Math.min(lastLine(lines), span.line + contextLines);
  const gutter = String(last).length;
  const room = Math.max(options.width - gutter - 3, 20);
  const marked = lines[span.line - 1] ?? '';
  const caret = placeCaret(marked, span);
  const shift = Math.max(0, Math.min(caret.start - 10, caret.start + caret.width - room + 4));
  const frame: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const bar = paint(`${String(number).padStart(gutter)} |`, 'blue', options.color);
    frame.push(`${bar} ${cut(expandTabs(lines[number - 1] ?? ''), shift, room)}`.trimEnd());
    if (number === span.line) frame.push(caretLine(caret, shift, room, gutter, options));
  }
  return frame;
}

/** The number of the last line that is worth showing: a newline at the end begins no line of its own. */
function lastLine(lines: readonly string[]): number {
  return lines.at(-1) === '' && lines.length > 1 ? lines.length - 1 : lines.length;
}

interface Caret {
  readonly start: number;
  readonly width: number;
}

function placeCaret(line: string, span: Span): Caret {
  const from = span.column - 1;
  const length = Math.max(0, Math.min(span.end - span.start, line.length - from));
  const start = textWidth(expandTabs(line.slice(0, from)));
  const end = textWidth(expandTabs(line.slice(0, from + length)));
  return { start, width: Math.max(1, end - start) };
}

function caretLine(caret: Caret, shift: number, room: number, gutter: number, options: FrameOptions): string {
  const width = Math.max(1, Math.min(caret.width, room - (caret.start - shift)));
  const bar = paint(`${' '.repeat(gutter)} |`, 'blue', options.color);
  return `${bar} ${' '.repeat(caret.start - shift)}${paint('^'.repeat(width), options.tone, options.color)}`;
}

function expandTabs(text: string): string {
  if (!text.includes('\t')) return visible(text);
  let expanded = '';
  for (const char of text) {
    expanded += char === '\t' ? ' '.repeat(tabWidth - (textWidth(expanded) % tabWidth)) : char;
  }
  return visible(expanded);
}

/** Control characters would move the cursor, or worse. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\u00b7');
}

/** The columns `[shift, shift + room)` of a line, with dots where something was cut off. */
function cut(text: string, shift: number, room: number): string {
  if (shift === 0 && textWidth(text) <= room) return text;
  let column = 0;
  let shown = '';
  for (const char of text) {
    const width = characterWidth(char.codePointAt(0) ?? 0);
    if (column >= shift && column + width <= shift + room) shown += char;
    else if (column < shift && column + width > shift) shown += ' ';
    column += width;
  }
  if (shift > 0) shown = `…${shown.slice(1)}`;
  return column > shift + room ? `${shown.slice(0, -1)}…` : shown;
}
