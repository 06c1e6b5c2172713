import { bytesOf } from './chunks.ts';
import { zeros } from './copy-ledger.ts';
import { dataIn, isRight, type CopyState } from './copy-state.ts';
import type { CopyRequest, CopyStage } from './disk.types.ts';
import { lengthOf, type Range } from './ranges.ts';

/** Tells how far a try of a copy has come. Its stages work side by side: while anything is sent, that is told. */
export interface Progress {
  scanned(chunk: number): void;
  /** Chunks are on their way; a share of 1 says that they are there. */
  sending(ranges: readonly Range[], share: number): void;
  verified(chunk: number): void;
}

/** Reports of one stage come no faster than this, but for its last one. */
const pauseMs = 200;

export function progressOf(state: CopyState, onProgress: CopyRequest['onProgress']): Progress {
  const { chunks, source } = state;
  const { size } = chunks;
  const dataOf = (ranges: readonly Range[]): number => lengthOf(dataIn(state, ranges));
  let scanned = 0;
  let sent = 0;
  let verified = 0;
  let isSending = false;
  let before = 0;
  let foundZeros = 0;
  for (let chunk = 0; chunk < chunks.count; chunk += 1) {
    if (source[chunk] === zeros) foundZeros += lengthOf([bytesOf(chunks, oneAt(chunk))]);
    else if (isRight(state, chunk)) before += dataOf([oneAt(chunk)]);
  }
  let last: { readonly stage: CopyStage; readonly at: number } | undefined;
  const tell = (stage: CopyStage, done: number, total: number): void => {
    const at = performance.now();
    if (last?.stage === stage && at - last.at < pauseMs && done < total) return;
    last = { stage, at };
    onProgress({ stage, done: Math.min(done, total), total });
  };
  const total = (): number => (state.data === undefined ? size - foundZeros : lengthOf(state.data));
  return {
    scanned: (chunk) => {
      const bytes = lengthOf([bytesOf(chunks, oneAt(chunk))]);
      scanned += bytes;
      if (source[chunk] === zeros) foundZeros += bytes;
      if (!isSending && sent === 0) tell('scan', scanned, size);
    },
    sending: (ranges, share) => {
      const bytes = dataOf(ranges);
      isSending = share < 1;
      if (!isSending) sent += bytes;
      tell('copy', before + sent + (isSending ? bytes * share : 0), total());
    },
    verified: (chunk) => {
      verified += dataOf([oneAt(chunk)]);
      if (!isSending) tell('verify', verified, Math.max(sent, verified));
    },
  };
}

function oneAt(chunk: number): Range {
  return { from: chunk, to: chunk + 1 };
}
