import { setTimeout as pause } from 'node:timers/promises';
import type { ActRow } from '../execute/execute.types.ts';

/** A pause, both ways. It ends early with the run, which the next operation sees. */
export const waitRow: ActRow = {
  act: async ({ target }, _way, { signal, stopping }) => {
    const end = AbortSignal.any([signal, stopping]);
    await pause(Number(target['seconds']) * 1000, undefined, { signal: end }).catch((error: unknown) => {
      if (!stopping.aborted) throw error;
    });
  },
};
