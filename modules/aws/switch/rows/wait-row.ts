import { setTimeout as pause } from 'node:timers/promises';
import { interruption } from '../execute/interruption.ts';
import type { ActRow } from '../execute/execute.types.ts';

/** A pause, both ways. One that the end of the run cuts short counts as not waited: the next run waits anew. */
export const waitRow: ActRow = {
  act: async ({ target, vpc, title }, _way, { signal, stopping }) => {
    const end = AbortSignal.any([signal, stopping]);
    await pause(Number(target['seconds']) * 1000, undefined, { signal: end }).catch((error: unknown) => {
      throw stopping.aborted ? interruption(`${vpc}: the run was interrupted in: ${title}.`) : error;
    });
  },
};
