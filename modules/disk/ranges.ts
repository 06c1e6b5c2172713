/** What lies from `from` up to and without `to`: bytes of a disk, or indexes of chunks. Lists are in order, apart. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ranges as a list is: in order, with those that touch or overlap made one, without empty ones. */
export function merged(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
  const result: Range[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    if (last === undefined || range.from > last.to) result.push(range);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return result;
}

/** What lies in both of two lists. */
export function common(one: readonly Range[], other: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  let at = 0;
  for (const { from, to } of one) {
    while ((other[at]?.to ?? Infinity) <= from) at += 1;
    for (let next = at; next < other.length; next += 1) {
      const second = other[next];
      if (second === undefined || second.from >= to) break;
      result.push({ from: Math.max(from, second.from), to: Math.min(to, second.to) });
    }
  }
  return result;
}

export function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Numbers in ascending order as ranges. */
export function rangesOf(numbers: readonly number[]): readonly Range[] {
  const result: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = result.at(-1);
    if (last?.to === number) last.to += 1;
    else result.push({ from: number, to: number + 1 });
  }
  return result;
}

/** The numbers of ranges. */
export function numbersOf(ranges: readonly Range[]): readonly number[] {
  return ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));
}
