import { clearChunks } from './clear-chunks.ts';
import { ledgerLines, note, zeros } from './copy-ledger.ts';
import type { CopyProgress, CopyRequest } from './disk.types.ts';
import type { Progress } from './copy-progress.ts';
import type { CopySession } from './copy-session.ts';
import { isRight, type CopyState } from './copy-state.ts';
import { hashChunks } from './hash-chunks.ts';
import { numbersOf, rangesOf, type Range } from './ranges.ts';

/** One try of a copy. */
export interface Attempt {
  readonly request: CopyRequest;
  readonly state: CopyState;
  readonly session: CopySession;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What is to be sent of a window. */
export interface PreparedWindow {
  readonly window: Range;
  readonly chunks: readonly number[];
  /** Something else than zeros may be there: all bytes of the chunks are written. */
  readonly isMixed: boolean;
  /** Settled when the hashes of the source are known. */
  readonly hashed: Promise<void>;
}

/**
 * Finds out what of a window has to be sent. Where the destination is empty and the source tells its holes, nothing has
 * to be read for that: then the source is read beside the sending. Chunks that are to be zero are made so.
 */
export async function prepareWindow(attempt: Attempt, window: Range): Promise<PreparedWindow> {
  const { state } = attempt;
  const numbers = numbersOf([window]);
  const isMixed = numbers.some(
    (chunk) => state.mixed.has(chunk) || (state.destination[chunk] ?? zeros) !== zeros,
  );
  const readsFirst = isMixed || state.data === undefined;
  const hashed = timed(state, 'scan', () => readSource(attempt, numbers, readsFirst));
  hashed.catch(() => undefined);
  await Promise.all([
    readsFirst ? hashed : undefined,
    isMixed ? readDestination(attempt, numbers) : undefined,
    clearUnknown(attempt, numbers),
  ]);
  await confirm(
    attempt.request,
    state,
    numbers.filter((chunk) => state.mixed.has(chunk) && isRight(state, chunk)),
  );
  await clear(
    attempt,
    numbers.filter((chunk) => state.source[chunk] === zeros && state.destination[chunk] !== zeros),
  );
  return {
    window,
    chunks: numbers.filter((chunk) => !isRight(state, chunk)),
    isMixed,
    hashed,
  };
}

/** Takes note, for later runs, too, of chunks of the destination that were read and are right. */
export async function confirm(
  { ledger }: CopyRequest,
  state: CopyState,
  numbers: readonly number[],
): Promise<void> {
  const isZero = (chunk: number): boolean => state.destination[chunk] === zeros;
  for (const chunk of numbers) state.mixed.delete(chunk);
  const hashed = rangesOf(numbers.filter((chunk) => !isZero(chunk)));
  const empty = rangesOf(numbers.filter(isZero));
  await note(ledger, [
    ...hashed.map(({ from, to }) =>
      ledgerLines.holds(
        from,
        state.destination.slice(from, to).map((content) => content ?? ''),
      ),
    ),
    ...(empty.length > 0 ? [ledgerLines.zeros(empty)] : []),
  ]);
}

/** Adds up how long a stage worked. */
export async function timed<T>(
  { seconds }: CopyState,
  stage: CopyProgress['stage'],
  work: () => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    seconds[stage] += (performance.now() - begun) / 1000;
  }
}

async function readSource(
  { request, state, progress, signal }: Attempt,
  numbers: readonly number[],
  findsZeros: boolean,
): Promise<void> {
  await hashChunks(request.source, {
    chunks: state.chunks,
    ranges: rangesOf(numbers.filter((chunk) => state.source[chunk] === undefined)),
    findsZeros,
    isBeside: !findsZeros,
    signal,
    onChunk: (chunk, content) => {
      state.source[chunk] = content;
      progress.scanned(chunk);
    },
  });
}

/** Chunks that hold anything: what, is read where they are. */
async function readDestination(
  { request, state, signal }: Attempt,
  numbers: readonly number[],
): Promise<void> {
  await hashChunks(request.destination, {
    chunks: state.chunks,
    ranges: rangesOf(
      numbers.filter((chunk) => state.mixed.has(chunk) && state.destination[chunk] === undefined),
    ),
    findsZeros: true,
    signal,
    onChunk: (chunk, content) => {
      state.destination[chunk] = content;
    },
  });
}

/** What nobody has written to yet is made zero. */
function clearUnknown(attempt: Attempt, numbers: readonly number[]): Promise<void> {
  const { state } = attempt;
  return clear(
    attempt,
    numbers.filter((chunk) => state.destination[chunk] === undefined && !state.mixed.has(chunk)),
  );
}

async function clear(
  { request, state, session, signal }: Attempt,
  numbers: readonly number[],
): Promise<void> {
  if (numbers.length === 0) return;
  const ranges = rangesOf(numbers);
  await clearChunks(request.destination, session.destination, { chunks: state.chunks, ranges, signal });
  for (const chunk of numbers) {
    state.destination[chunk] = zeros;
    state.mixed.delete(chunk);
  }
  await note(request.ledger, [ledgerLines.zeros(ranges)]);
}
