/** How many bytes there are in all pieces. */
export function sizeOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((total, chunk) => total + chunk.length, 0);
}

/** The first `count` bytes; nothing is copied. */
export function firstOf(chunks: readonly Buffer[], count: number): Buffer[] {
  return partOf(chunks, 0, count);
}

/** The bytes from `start` up to, not including, `end`; nothing is copied. */
export function partOf(chunks: readonly Buffer[], start: number, end: number): Buffer[] {
  const part: Buffer[] = [];
  let at = 0;
  for (const chunk of chunks) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, chunk.length);
    if (from < to) part.push(chunk.subarray(from, to));
    at += chunk.length;
  }
  return part;
}
