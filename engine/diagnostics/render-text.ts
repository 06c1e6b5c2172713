export type Tone = 'red' | 'yellow' | 'green' | 'blue' | 'bold';

const codes: Readonly<Record<Tone, number>> = { red: 31, yellow: 33, green: 32, blue: 34, bold: 1 };

export function paint(text: string, tone: Tone, color: boolean): string {
  return color ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text;
}

/** Sentences in lines of at most `width` columns, each indented. Line breaks of the text stay; long words are not broken. */
export function wrap(text: string, width: number, indent: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, Math.max(width - indent.length, 20)).map((part) => indent + part));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && textWidth(current) + 1 + textWidth(word) > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

/** Columns that a text takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += characterWidth(char.codePointAt(0) ?? 0);
  return width;
}

/** Marks that stand over or join the character before them. */
const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** 2 for the wide characters of East Asia and emoji, 0 for combining marks, else 1. */
export function characterWidth(point: number): number {
  if (point < 0x300) return 1;
  if (combining.test(String.fromCodePoint(point))) return 0;
  return wideRanges.some(([from, to]) => point >= from && point <= to) ? 2 : 1;
}

/** East Asian Width W and F of Unicode (UAX 11), in coarse blocks. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
