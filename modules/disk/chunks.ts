import { merged, type Range } from './ranges.ts';

/** A disk in pieces of one size; the last one may be shorter. */
export interface Chunks {
  /** Bytes of the disk. */
  readonly size: number;
  readonly chunkSize: number;
  readonly count: number;
}

export function chunksOf(size: number, chunkSize: number): Chunks {
  return { size, chunkSize, count: Math.ceil(size / chunkSize) };
}

const usualSize = 4 * 1024 ** 2;
/** What is remembered of a disk grows with its chunks: larger disks have larger ones. */
const mostChunks = 2 ** 18;

/** Bytes of a chunk where nobody says otherwise: 4 MiB, and of disks of more than 1 TiB as many more as they are larger. */
export function usualChunkSize(size: number): number {
  let chunkSize = usualSize;
  while (size / chunkSize > mostChunks) chunkSize *= 2;
  return chunkSize;
}

/** The bytes of chunks. */
export function bytesOf({ size, chunkSize }: Chunks, { from, to }: Range): Range {
  return { from: from * chunkSize, to: Math.min(to * chunkSize, size) };
}

/** The chunks that have any of some bytes. */
export function chunksWith({ chunkSize }: Chunks, bytes: readonly Range[]): readonly Range[] {
  return merged(
    bytes
      .filter(({ from, to }) => to > from)
      .map(({ from, to }) => ({ from: Math.floor(from / chunkSize), to: Math.ceil(to / chunkSize) })),
  );
}

/**
 * Neighbouring chunks, as many at a time as have up to `most` bytes, of those that `costs` gives for each: one chunk at
 * least.
 */
export function windowsOf(
  { count }: Chunks,
  most: number,
  costs: (chunk: number) => number,
): readonly Range[] {
  const windows: Range[] = [];
  let from = 0;
  let sum = 0;
  for (let chunk = 0; chunk < count; chunk += 1) {
    const cost = costs(chunk);
    if (chunk > from && sum + cost > most) {
      windows.push({ from, to: chunk });
      from = chunk;
      sum = 0;
    }
    sum += cost;
  }
  return from < count ? [...windows, { from, to: count }] : windows;
}
