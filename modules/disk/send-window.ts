import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { bytesOf } from './chunks.ts';
import { ledgerLines, note } from './copy-ledger.ts';
import { dataIn } from './copy-state.ts';
import { unusable } from './disk-errors.ts';
import { refusalIn, wordsOf } from './open-forward.ts';
import { timed, type Attempt, type PreparedWindow } from './prepare-window.ts';
import { pullDisk } from './pull-disk.ts';
import { merged, rangesOf } from './ranges.ts';
import { isNbd, placeOf } from './nbd-source.ts';
import { serveDisk } from './serve-disk.ts';
import type { Service } from './tool.ts';

/** How long what others say of a failure may take to come. */
const wordsMs = 300;

/** Sends the chunks of a window that are not right yet. What the destination holds of them is not known afterwards. */
export async function sendWindow(attempt: Attempt, { chunks, isMixed }: PreparedWindow): Promise<void> {
  const { request, state, session, progress, signal } = attempt;
  if (chunks.length === 0) return;
  const { source, destination, link, size, settings, ledger } = request;
  const ranges = rangesOf(chunks);
  for (const chunk of chunks) {
    state.mixed.add(chunk);
    state.destination[chunk] = undefined;
  }
  await note(ledger, [ledgerLines.begun(ranges)]);
  await timed(state, 'copy', async () => {
    // Holes of the source are to be holes where all is zero before, and zeros where it is not.
    const bytes = ranges.map((range) => bytesOf(state.chunks, range));
    const service = await serveDisk(source, {
      folder: session.folders.source,
      user: link.user,
      size,
      data: isMixed ? merged(bytes) : dataIn(state, ranges),
      bytesPerSecond: settings.bytesPerSecond,
      signal,
    });
    try {
      await service.ready;
      progress.sending(ranges, 0);
      const pulled = pullDisk(destination, {
        folder: session.folders.destination,
        writesZeros: isMixed,
        signal,
        onShare: (share) => {
          if (share < 1) progress.sending(ranges, share);
        },
      });
      await Promise.race([pulled, service.failed, session.failed]);
      progress.sending(ranges, 1);
    } catch (error) {
      throw await causeOf(attempt, service, error);
    } finally {
      await service.stop();
    }
  });
}

/** nbdcopy alone does not know why nothing comes any more: what others said of it may tell. */
async function causeOf({ request, session }: Attempt, service: Service, error: unknown): Promise<unknown> {
  if (!(error instanceof DroverError) || error.code !== 'disk-copy-cut-off') return error;
  const ended = { nbdkit: false };
  service.failed.catch(() => (ended.nbdkit = true));
  await sleep(wordsMs);
  const { source, destination, link } = request;
  const unread = service.said.filter((line) => /error: (?:pread|read|lseek)/.test(line));
  // What another server of it could not read may be there when that is up again.
  if (unread.length > 0 && !isNbd(placeOf(source)))
    return unusable(source.machine, `${source.device} cannot be read`, {
      rc: 1,
      stdout: '',
      stderr: unread.slice(-1).join('\n'),
    });
  const between = { machine: destination.machine, source: source.machine.name, link };
  // Where nbdkit serves, its socket can be opened: by those who may.
  const words = wordsOf(session.forward.said.slice(-20));
  return (ended.nbdkit ? undefined : refusalIn(between, words)) ?? error;
}
