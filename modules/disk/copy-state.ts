import { chunksOf, chunksWith, bytesOf, windowsOf, type Chunks } from './chunks.ts';
import { ledgerLines, note, readLedger, zeros, type Content } from './copy-ledger.ts';
import type { CopyRequest } from './disk.types.ts';
import { algorithm } from './hash-chunks.ts';
import { common, lengthOf, numbersOf, type Range } from './ranges.ts';

/** All that a copy knows while it goes on: it outlives tries that are cut off. */
export interface CopyState {
  readonly chunks: Chunks;
  /** What the chunks of the source hold, as far as it was looked at. */
  readonly source: Content[];
  /** What those of the destination hold. */
  readonly destination: Content[];
  /** Chunks of the destination that hold anything: something was begun to be written, or an earlier copy is there. */
  readonly mixed: Set<number>;
  /** The bytes of the source that may be other than zero; undefined where it tells nothing of holes, or was not asked. */
  data: readonly Range[] | undefined;
  hasMap: boolean;
  /** Chunks that were sent and are right. */
  readonly sent: Set<number>;
  readonly seconds: { scan: number; copy: number; verify: number };
  cipher: string | undefined;
  resumed: number;
}

/**
 * The state of a copy that begins, or goes on from what its ledger remembers. Of an earlier copy of the disk nothing is
 * believed: both sides are read.
 */
export async function openState(request: CopyRequest): Promise<CopyState> {
  const { ledger, size, settings, destinationHolds } = request;
  const chunks = chunksOf(size, settings.chunkSize);
  const remembered = readLedger(await ledger.read(), chunks, algorithm);
  const unknown: Content[] = Array.from({ length: chunks.count }, () => undefined);
  if (remembered === undefined) await note(ledger, [ledgerLines.head(chunks, algorithm)]);
  const all = numbersOf([{ from: 0, to: chunks.count }]);
  const isEarlier = destinationHolds === 'earlier';
  return {
    chunks,
    source: [...unknown],
    destination: isEarlier ? [...unknown] : [...(remembered?.contents ?? unknown)],
    mixed: new Set(isEarlier ? all : remembered?.begun),
    data: undefined,
    hasMap: false,
    sent: new Set(),
    seconds: { scan: 0, copy: 0, verify: 0 },
    cipher: undefined,
    resumed: 0,
  };
}

/** Takes note of the holes of the source. */
export function noteMap(state: CopyState, data: readonly Range[] | undefined): void {
  state.hasMap = true;
  state.data = data;
  if (data === undefined) return;
  const withData = new Set(numbersOf(chunksWith(state.chunks, data)));
  for (let chunk = 0; chunk < state.chunks.count; chunk += 1)
    if (!withData.has(chunk)) state.source[chunk] = zeros;
}

/** The bytes of chunks that may be other than zero. */
export function dataIn({ chunks, data }: CopyState, ranges: readonly Range[]): readonly Range[] {
  const bytes = ranges.map((range) => bytesOf(chunks, range));
  return data === undefined ? bytes : common(data, bytes);
}

export function isRight({ source, destination }: CopyState, chunk: number): boolean {
  return source[chunk] !== undefined && source[chunk] === destination[chunk];
}

/** The parts that a copy is made in; those that are right already are not among them. */
export function windowsLeft(state: CopyState, windowSize: number): readonly Range[] {
  const { chunks, source } = state;
  const costs = (chunk: number): number =>
    source[chunk] === zeros ? 0 : lengthOf([bytesOf(chunks, one(chunk))]);
  return windowsOf(chunks, windowSize, costs).filter((window) =>
    numbersOf([window]).some((chunk) => !isRight(state, chunk)),
  );
}

function one(chunk: number): Range {
  return { from: chunk, to: chunk + 1 };
}
