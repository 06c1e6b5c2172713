import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { servers } from '../../compute/collections.ts';
import { readNow } from '../../kind/await-state.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { waitFor, type Patience } from '../../kind/wait-for.ts';

/**
 * Does a work with a server once nothing else is under way there: as long as Nova makes an image of a server, say, it
 * takes no volume from it and gives it none. The work is done again where something came between; what it throws
 * otherwise is thrown, and its conflict where the server is still busy when the time is over.
 */
export async function whenIdle<T>(
  index: Pick<IndexOfCloud, 'session'>,
  server: string,
  patience: Patience,
  work: () => Promise<T>,
): Promise<T> {
  let conflict: DroverError | undefined;
  const done = await waitFor(async () => {
    if (await isBusy(index, server)) return undefined;
    try {
      return { result: await work() };
    } catch (error) {
      if (!isConflict(error) || !(await isBusy(index, server))) throw error;
      conflict = error;
      return undefined;
    }
  }, patience);
  if (done !== undefined) return done.result;
  if (conflict !== undefined) throw conflict;
  // Nova says what stands against it.
  return work();
}

function isConflict(error: unknown): error is DroverError {
  return error instanceof DroverError && error.code === 'openstack-conflict';
}

async function isBusy(index: Pick<IndexOfCloud, 'session'>, id: string): Promise<boolean> {
  const server = await readNow({ index, collection: servers, id });
  return typeof server?.['OS-EXT-STS:task_state'] === 'string';
}
