import type { JournaledOperation } from '../module.ts';
import { readJournal, type JournalHistory } from './journal.ts';
import { findRun } from './state/find-run.ts';
import { isMissing, journalPath, runIds } from './state/run-folder.ts';

/** The run that asks: of itself, it only remembers what it did before it was resumed. */
export interface OwnRun {
  readonly id: string;
  /** The number of the last operation before it was resumed; 0 for a run that is new. */
  readonly resumedAfter: number;
}

/**
 * What the runs of a state folder have written so far. The journals are read when they are first asked for, and once;
 * a run that wrote nothing has none. Throws `journal-unreadable` for a damaged one.
 */
export function journalHistory(stateFolder: string, own?: OwnRun): JournalHistory {
  let all: Promise<readonly JournaledOperation[]> | undefined;
  let ownBefore: Promise<readonly JournaledOperation[]> | undefined;
  return {
    earlier: () => (all ??= readAll(stateFolder, own)),
    run: (name) => readOne(stateFolder, name, own),
    unfinished: () => (ownBefore ??= readUnfinished(stateFolder, own)),
  };
}

async function readAll(stateFolder: string, own?: OwnRun): Promise<readonly JournaledOperation[]> {
  const journals: (readonly JournaledOperation[])[] = [];
  for (const id of await runIds(stateFolder))
    journals.push(before(await operationsOf(stateFolder, id), id, own));
  return journals.flat();
}

async function readOne(
  stateFolder: string,
  name: string,
  own?: OwnRun,
): Promise<readonly JournaledOperation[]> {
  const ids = (await runIds(stateFolder)).filter((id) => id !== own?.id || own.resumedAfter > 0);
  const id = name === 'last' ? await newestThatWrote(stateFolder, ids) : findRun(name, ids, stateFolder);
  return before(await operationsOf(stateFolder, id), id, own);
}

async function newestThatWrote(stateFolder: string, ids: readonly string[]): Promise<string> {
  for (const id of [...ids].reverse()) if ((await operationsOf(stateFolder, id)).length > 0) return id;
  return findRun('last', [], stateFolder);
}

async function readUnfinished(stateFolder: string, own?: OwnRun): Promise<readonly JournaledOperation[]> {
  if (own === undefined || own.resumedAfter === 0) return [];
  return openOperations(before(await operationsOf(stateFolder, own.id), own.id, own));
}

/** What one run wrote; nothing where it has no journal. */
export async function operationsOf(stateFolder: string, id: string): Promise<readonly JournaledOperation[]> {
  try {
    return await readJournal(journalPath(stateFolder, id));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function before(
  operations: readonly JournaledOperation[],
  id: string,
  own: OwnRun | undefined,
): readonly JournaledOperation[] {
  return id === own?.id ? operations.filter(({ number }) => number <= own.resumedAfter) : operations;
}

/** Operations that were begun without an end, and not begun again: what a run was cut off in. */
export function openOperations(operations: readonly JournaledOperation[]): readonly JournaledOperation[] {
  const last = new Map(operations.map((operation) => [sameAs(operation), operation.number]));
  return operations.filter(
    (operation) => operation.state === 'intended' && last.get(sameAs(operation)) === operation.number,
  );
}

function sameAs({ entry }: JournaledOperation): string {
  const { operation, kind, name, cloud, project, source, id } = entry;
  return JSON.stringify([operation, kind, name, cloud, project, source, id]);
}
