import { common, merged, type Range } from './ranges.ts';

/**
 * The bytes of a disk that may be other than zero, from what `nbdinfo --map --json` prints (bit 1 of an extent's type
 * says that it reads as zeros; NBD protocol, base:allocation). Undefined where the disk tells nothing of holes.
 */
export function parseMap(json: string, size: number): readonly Range[] | undefined {
  const listed: unknown = JSON.parse(json);
  if (!Array.isArray(listed)) throw new TypeError('the map is no list');
  const extents = listed.map(readExtent);
  const data = merged(extents.filter(({ isZero }) => !isZero));
  const [first] = data;
  return first?.from === 0 && first.to >= size ? undefined : common(data, [{ from: 0, to: size }]);
}

function readExtent(written: unknown): Range & { readonly isZero: boolean } {
  const { offset, length, type } = written as Readonly<Record<string, unknown>>;
  if (typeof offset !== 'number' || typeof length !== 'number' || typeof type !== 'number')
    throw new TypeError(`the map has an extent without offset, length or type: ${JSON.stringify(written)}`);
  return { from: offset, to: offset + length, isZero: Math.floor(type / 2) % 2 === 1 };
}

/** What nbdkit's extentlist filter reads: only these bytes are data, all else is holes. */
export function extentList(data: readonly Range[]): string {
  // Without a line, the filter takes nothing for data, which is what no line says.
  return data.map(({ from, to }) => `${from} ${to - from}\n`).join('');
}
