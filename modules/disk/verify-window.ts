import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { bytesOf } from './chunks.ts';
import { isRight } from './copy-state.ts';
import { hashChunks } from './hash-chunks.ts';
import { confirm, timed, type Attempt, type PreparedWindow } from './prepare-window.ts';
import { rangesOf } from './ranges.ts';

/** Reads what was sent where it is now. Throws `disk-differs` where that is not what the source holds. */
export async function verifyWindow(
  attempt: Attempt,
  { chunks, isMixed, hashed }: PreparedWindow,
): Promise<void> {
  const { request, state, progress, signal } = attempt;
  await timed(state, 'verify', () =>
    hashChunks(request.destination, {
      chunks: state.chunks,
      ranges: rangesOf(chunks),
      findsZeros: isMixed || state.data === undefined,
      signal,
      onChunk: (chunk, content) => {
        state.destination[chunk] = content;
        progress.verified(chunk);
      },
    }),
  );
  await hashed;
  const right = chunks.filter((chunk) => isRight(state, chunk));
  for (const chunk of right) state.sent.add(chunk);
  await confirm(request, state, right);
  if (right.length < chunks.length)
    throw differs(
      attempt,
      chunks.filter((chunk) => !isRight(state, chunk)),
    );
}

function differs({ request, state }: Attempt, chunks: readonly number[]): DroverError {
  const places = rangesOf(chunks).map((range) => {
    const { from, to } = bytesOf(state.chunks, range);
    return `${range.from === range.to - 1 ? `chunk ${range.from}` : `chunks ${range.from} to ${range.to - 1}`} (bytes ${from} to ${to - 1})`;
  });
  const shown = places.slice(0, 10).join(', ');
  const more = places.length > 10 ? ` and ${places.length - 10} more places` : '';
  return new DroverError('disk-differs', {
    detail: `${request.label}: ${request.destination.device} of ${request.destination.machine.name} does not hold what ${request.source.device} of ${request.source.machine.name} does, after all was written: ${shown}${more}.`,
    help: 'Something else writes to one of the two disks, or a disk, its storage or the memory of a machine is faulty: find out which. The next run sends these chunks again.',
  });
}
