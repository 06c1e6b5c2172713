import { basename } from 'node:path';
import { LockHeld, withLock } from '../../../engine/lock/lock-file.ts';
import type { Files, Pool } from '../../../engine/module.ts';

import { memoryPath } from './snapshot.ts';
import { makeFolder, refusedWrite } from './write-file.ts';

/** Work on one file, one piece after another: items of a loop may run side by side, and so may other runs. */
export interface FileLocks {
  run<T>(path: string, files: Files, work: () => Promise<T>): Promise<T>;
}

/** The locks of a run. */
export function locksOf(pool: Pool): Promise<FileLocks> {
  return pool.get('openstack:file-locks', () => Promise.resolve(fileLocks()));
}

function fileLocks(): FileLocks {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(path, files, work) {
      const locked = (): ReturnType<typeof work> => lockedByAll(path, files, work);
      const before = last.get(path) ?? Promise.resolve();
      const mine = before.then(locked, locked);
      last.set(path, mine);
      return mine;
    },
  };
}

async function lockedByAll<T>(path: string, files: Files, work: () => Promise<T>): Promise<T> {
  const lock = memoryPath(path, `${basename(path)}.lock`);
  try {
    await makeFolder(lock, files);
    return await withLock(lock, files, work);
  } catch (error) {
    if (error instanceof LockHeld)
      throw refusedWrite(
        path,
        new Error(`another run (${holderText(error)}) has been writing it for minutes`),
      );
    throw error instanceof Error && 'code' in error ? refusedWrite(path, error) : error;
  }
}

function holderText({ holder }: LockHeld): string {
  return `process ${holder.pid} on ${holder.host}`;
}
