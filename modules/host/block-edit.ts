import { pythonPattern } from './python-pattern.ts';
import { endedLine, splitKeepingEnds } from './line-edit.ts';

export interface BlockRequest {
  /** The lines between the markers; none: the block is taken away. */
  readonly block: string;
  /** The line in front of the block, and the line behind it. */
  readonly begin: string;
  readonly end: string;
  readonly insertafter?: string | undefined;
  readonly insertbefore?: string | undefined;
  /** Where an empty line parts it from other lines. */
  readonly isSetOff?: { readonly before: boolean; readonly behind: boolean };
}

/** Puts a block where it was, or where it is wanted; a text that has it is given back as it is. */
export function placeBlock(text: string, request: BlockRequest): string {
  const { begin, end, block } = request;
  const lines = [...splitKeepingEnds(text)];
  const at = withoutBlock(lines, begin, end) ?? placeOf(lines, request);
  if (at > 0) lines[at - 1] = endedLine(lines[at - 1] ?? '');
  const wanted = block === '' ? [] : [`${begin}\n`, ...splitKeepingEnds(endedLine(block)), `${end}\n`];
  return lines.toSpliced(at, 0, ...setOff(wanted, lines[at - 1], lines[at], request)).join('');
}

/** The block with the empty lines that it is to have between other lines, where there are none. */
function setOff(
  wanted: readonly string[],
  above: string | undefined,
  below: string | undefined,
  { isSetOff }: BlockRequest,
): readonly string[] {
  if (wanted.length === 0) return wanted;
  const isOpen = (line: string | undefined): boolean => line !== undefined && line !== '\n';
  return [
    ...(isSetOff?.before === true && isOpen(above) ? ['\n'] : []),
    ...wanted,
    ...(isSetOff?.behind === true && isOpen(below) ? ['\n'] : []),
  ];
}

/** Takes the block out of the lines, markers and all: where it was. The last of several markers count. */
function withoutBlock(lines: string[], begin: string, end: string): number | undefined {
  const first = lines.lastIndexOf(`${begin}\n`);
  const last = lines.lastIndexOf(`${end}\n`);
  if (first === -1 || last === -1) return undefined;
  const from = Math.min(first, last);
  lines.splice(from, Math.abs(last - first) + 1);
  return from;
}

/** Where a new block goes: at the last line that matches, and at the end where none does. */
function placeOf(lines: readonly string[], { insertafter, insertbefore }: BlockRequest): number {
  if (insertbefore === 'BOF') return 0;
  const anchor = insertafter === 'EOF' ? undefined : (insertafter ?? insertbefore);
  if (anchor === undefined) return lines.length;
  const pattern = pythonPattern(anchor);
  const found = lines.findLastIndex((line) => pattern.test(line));
  if (found === -1) return lines.length;
  return insertafter === undefined ? found : found + 1;
}
