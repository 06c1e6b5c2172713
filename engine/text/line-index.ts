import type { SourceFile, Span } from '../diagnostics/span.ts';

/** Makes spans of one text. Lines are counted once, on the first span. */
export type Spanner = (start: number, end?: number) => Span;

/** Spans of `file`, each in logarithmic time, for texts of which many places are needed. */
export function spannerOf(file: SourceFile): Spanner {
  let lineStarts: readonly number[] | undefined;
  return (start, end = start) => {
    lineStarts ??= lineStartsOf(file.text);
    const line = lastAtMost(lineStarts, start);
    return { file, start, end, line: line + 1, column: start - (lineStarts[line] ?? 0) + 1 };
  };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the last number that is not above `limit`; the numbers rise, and the first is 0. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
