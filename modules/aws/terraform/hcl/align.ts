/** A line; with `value` it is an assignment that stands on one line. */
export interface Line {
  readonly depth: number;
  readonly lead: string;
  readonly value?: string;
}

/** The text of lines: the signs of neighbouring assignments stand below one another. */
export function align(lines: readonly Line[]): string {
  const width = widths(lines);
  return lines.map((line, index) => `${textOf(line, width[index] ?? 0)}\n`).join('');
}

function textOf({ depth, lead, value }: Line, width: number): string {
  const text = '  '.repeat(depth) + lead;
  return value === undefined ? text : `${text}${' '.repeat(width - columns(lead))} = ${value}`;
}

/** For each line: how wide the widest name is of the assignments around it without a break. */
function widths(lines: readonly Line[]): readonly number[] {
  const result: number[] = lines.map(() => 0);
  for (let start = 0; start < lines.length;) {
    let end = start;
    let widest = 0;
    for (let line = lines[end]; line?.value !== undefined; line = lines[++end])
      widest = Math.max(widest, columns(line.lead));
    result.fill(widest, start, end);
    start = Math.max(end, start + 1);
  }
  return result;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A letter with its marks takes one column. */
function columns(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : [...segmenter.segment(text)].length;
}
