import type { Pool } from '../../../engine/module.ts';

/** Work on one file, one piece after another: items of a loop may run side by side. */
export interface FileLocks {
  run<T>(path: string, work: () => Promise<T>): Promise<T>;
}

/** The locks of a run. */
export function locksOf(pool: Pool): Promise<FileLocks> {
  return pool.get('openstack:file-locks', () => Promise.resolve(fileLocks()));
}

function fileLocks(): FileLocks {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(path, work) {
      const before = last.get(path) ?? Promise.resolve();
      const mine = before.then(work, work);
      last.set(path, mine);
      return mine;
    },
  };
}
