import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';
import { bytesOf } from './chunks.ts';
import { zeros } from './copy-ledger.ts';
import { progressOf } from './copy-progress.ts';
import { openSession, type CopySession } from './copy-session.ts';
import { noteMap, openState, windowsLeft, type CopyState } from './copy-state.ts';
import type { CopyReport, CopyRequest, ServedDisk } from './disk.types.ts';
import { isPassing } from './disk-errors.ts';
import { algorithm } from './hash-chunks.ts';
import { prepareWindow, timed, type Attempt } from './prepare-window.ts';
import { lengthOf, rangesOf, type Range } from './ranges.ts';
import { readMap } from './read-map.ts';
import { sendWindow } from './send-window.ts';
import { verifyWindow } from './verify-window.ts';

/** Small enough that one is verified while the next one is sent, and large enough that its beginning does not count. */
const usualWindow = 512 * 1024 ** 2;

/**
 * Copies a disk, and returns when the destination was read and holds what the source does. A copy that is cut off is
 * taken up again where it was; what the ledger remembers of earlier runs is not sent again.
 *
 * Throws `disk-differs` where the copy is not what the source is, `disk-missing`, `disk-too-small`, `disk-in-use`,
 * `disk-full`, `disk-unusable`, `disk-link-refused`, `disk-tools`, and when all tries were cut off `disk-copy-cut-off`
 * or `host-unreachable`. Nothing stays behind on the machines.
 */
export async function copyDisk(request: CopyRequest): Promise<CopyReport> {
  const { signal, settings, warn, label } = request;
  checkSettings(request);
  const state = await openState(request);
  for (;;) {
    try {
      await attemptCopy(request, state);
      return reportOf(state);
    } catch (error) {
      if (isAborted(signal)) throw interrupted(request);
      if (!isPassing(error) || state.resumed >= settings.retries) throw error;
      state.resumed += 1;
      warn?.(
        `${label}: ${messageOf(error)} Taken up again in ${settings.retryDelayMs / 1000} seconds (${state.resumed} of ${settings.retries}).`,
      );
      await sleep(settings.retryDelayMs, undefined, { signal }).catch(() => undefined);
      if (isAborted(signal)) throw interrupted(request);
    }
  }
}

/** Asked anew: it changes while a copy goes on. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function interrupted({ signal, label }: CopyRequest): Error {
  if (signal.reason instanceof DroverError) return signal.reason;
  return new DroverError('interrupted', {
    detail: `${label}: the copy was interrupted. What was copied stays where it is: the next run goes on there.`,
  });
}

function checkSettings({ settings: { chunkSize }, size, label }: CopyRequest): void {
  const isPower = Number.isInteger(Math.log2(chunkSize));
  if (isPower && chunkSize >= 1024 ** 2 && chunkSize <= 1024 ** 3 && Number.isSafeInteger(size) && size > 0)
    return;
  throw new DroverError('disk-unusable', {
    detail: `${label}: ${size} bytes cannot be copied in chunks of ${chunkSize} bytes.`,
    help: 'A chunk has a power of two of bytes, from 1 MiB to 1 GiB, and a disk has at least one byte.',
  });
}

/** One try, with what has to serve the source meanwhile. When it throws, all that it started has ended. */
async function attemptCopy(request: CopyRequest, state: CopyState): Promise<void> {
  const { source } = request;
  const served = source.serve?.(request.signal);
  if (served === undefined) return attemptServed(request, state);
  try {
    await served.ready;
    await attemptServed({ ...request, source: { ...source, uri: served.uri } }, state, served);
  } finally {
    await served.stop();
  }
}

async function attemptServed(request: CopyRequest, state: CopyState, served?: ServedDisk): Promise<void> {
  const stopper = new AbortController();
  const signal = AbortSignal.any([request.signal, stopper.signal]);
  const begun: Promise<unknown>[] = [];
  let session: CopySession | undefined;
  try {
    const finding = findHoles(request, state, signal);
    begun.push(finding.catch(() => undefined));
    session = await openSession(request, signal);
    state.cipher = session.forward.cipher();
    await finding;
    const progress = progressOf(state, request.onProgress);
    const copying = copyWindows({ request, state, session, progress, signal }, begun);
    begun.push(copying.catch(() => undefined));
    await Promise.race([copying, session.failed, ...(served === undefined ? [] : [served.failed])]);
  } finally {
    stopper.abort();
    await session?.close();
    await Promise.all(begun);
  }
}

async function findHoles(
  { source, size }: CopyRequest,
  state: CopyState,
  signal: AbortSignal,
): Promise<void> {
  if (state.hasMap) return;
  await timed(state, 'scan', async () => {
    noteMap(state, await readMap(source, size, signal));
  });
}

/** While one window is sent, the next one is looked at, and the one before is verified. */
async function copyWindows(attempt: Attempt, begun: Promise<unknown>[]): Promise<void> {
  const { state, request } = attempt;
  let sent: Promise<unknown> = Promise.resolve();
  let verified: Promise<unknown> = Promise.resolve();
  const begin = (work: Promise<void>): Promise<void> => {
    begun.push(work.catch(() => undefined));
    return work;
  };
  for (const window of windowsLeft(state, request.settings.windowSize ?? usualWindow)) {
    const preparing = prepareWindow(attempt, window);
    void begin(preparing.then(({ hashed }) => hashed));
    const prepared = await Promise.race([preparing, orFails(verified)]);
    await sent;
    const sending = begin(sendWindow(attempt, prepared));
    const before = verified;
    sent = sending;
    verified = begin(
      sending.then(async () => {
        await before;
        await verifyWindow(attempt, prepared);
      }),
    );
  }
  await verified;
}

/** Rejects when a work does, and never resolves. */
function orFails(work: Promise<unknown>): Promise<never> {
  return work.then(() => new Promise<never>(() => undefined));
}

function reportOf(state: CopyState): CopyReport {
  const { chunks, source, sent, seconds, cipher, resumed } = state;
  const all = createHash('sha256');
  const withData: number[] = [];
  source.forEach((content, chunk) => {
    if (content !== zeros) withData.push(chunk);
    all.update(content === undefined || content === zeros ? Buffer.alloc(32) : Buffer.from(content, 'hex'));
  });
  const bytes = (ranges: readonly Range[]): number => lengthOf(ranges.map((range) => bytesOf(chunks, range)));
  return {
    size: chunks.size,
    dataBytes: bytes(rangesOf(withData)),
    sentBytes: bytes(rangesOf([...sent].sort((a, b) => a - b))),
    chunkSize: chunks.chunkSize,
    algorithm,
    digest: all.digest('hex'),
    seconds: { scan: seconds.scan, copy: seconds.copy, verify: seconds.verify },
    resumed,
    ...(cipher === undefined ? {} : { cipher }),
  };
}
