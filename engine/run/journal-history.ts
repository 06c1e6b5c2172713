import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournaledOperation } from '../module.ts';
import { journalPath, readJournal, type ReadEarlier } from './journal.ts';

/**
 * What the runs of a state folder have written so far, oldest first. The journals are read when they are first asked
 * for, and once; a run that wrote nothing has none. Throws `journal-unreadable` for a damaged one.
 */
export function earlierOperations(stateFolder: string): ReadEarlier {
  let read: Promise<readonly JournaledOperation[]> | undefined;
  return () => (read ??= readAll(stateFolder));
}

async function readAll(stateFolder: string): Promise<readonly JournaledOperation[]> {
  const runs = await readdir(join(stateFolder, 'runs')).catch(noneIfMissing);
  const journals: (readonly JournaledOperation[])[] = [];
  for (const run of runs.sort())
    journals.push(await readJournal(journalPath(stateFolder, run)).catch(noneIfMissing));
  return journals.flat();
}

function noneIfMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}
