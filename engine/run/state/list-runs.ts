import { stat } from 'node:fs/promises';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { JournaledOperation } from '../../module.ts';
import { openOperations, operationsOf } from '../journal-history.ts';
import { isMissing, journalPath, recordPath, runIds } from './run-folder.ts';
import { lastAttempt, lifeOf, readRecord, type RunLife, type RunRecord } from './run-record.ts';

/** How many operations of a run took place, failed, or were begun without an end. */
export interface RunCounts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly acted: number;
  readonly failed: number;
  readonly open: number;
}

/** A run, as its folder tells of it. */
export interface RunView {
  readonly id: string;
  /** Undefined where there is no run.json, or one that cannot be read: `problem` says why. */
  readonly record: RunRecord | undefined;
  readonly life: RunLife | undefined;
  /** Seconds from its beginning to its end; to its last sign of life where it has none. */
  readonly seconds: number | undefined;
  readonly operations: readonly JournaledOperation[];
  readonly counts: RunCounts;
  readonly problem?: string;
}

/** All runs of a state folder, oldest first. What is damaged in one does not hide the others. */
export async function listRuns(stateFolder: string): Promise<readonly RunView[]> {
  const views: RunView[] = [];
  for (const id of await runIds(stateFolder)) {
    const view = await viewRun(stateFolder, id);
    // A process that was killed before it noted anything has done nothing.
    if (view.record !== undefined || view.operations.length > 0 || view.problem !== undefined)
      views.push(view);
  }
  return views;
}

/** One run. A journal or record that cannot be read is told in `problem`. */
export async function viewRun(stateFolder: string, id: string): Promise<RunView> {
  const problems: string[] = [];
  const orTell = async <T>(read: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      problems.push(error.message);
      return otherwise;
    }
  };
  const record = await orTell(readRecord(recordPath(stateFolder, id)), undefined);
  const operations = await orTell(operationsOf(stateFolder, id), []);
  return {
    id,
    record,
    life: record === undefined ? undefined : lifeOf(record),
    seconds: record === undefined ? undefined : await secondsOf(record, stateFolder),
    operations,
    counts: countsOf(operations),
    ...(problems.length === 0 ? {} : { problem: problems.join(' ') }),
  };
}

function countsOf(operations: readonly JournaledOperation[]): RunCounts {
  const done = (operation: string): number =>
    operations.filter(({ state, entry }) => state === 'done' && entry.operation === operation).length;
  return {
    created: done('create'),
    updated: done('update'),
    deleted: done('delete'),
    acted: done('act'),
    failed: operations.filter(({ state }) => state === 'failed').length,
    open: openOperations(operations).length,
  };
}

/** The time that its attempts took, without the pauses between them. */
async function secondsOf(record: RunRecord, stateFolder: string): Promise<number> {
  const last = lastAttempt(record);
  let seconds = 0;
  for (const attempt of record.attempts) {
    const begun = Date.parse(attempt.begun);
    const ended =
      attempt.ended !== undefined
        ? Date.parse(attempt.ended)
        : attempt !== last
          ? begun
          : lifeOf(record) === 'running'
            ? Date.now()
            : await lastSign(record.id, stateFolder, begun);
    seconds += Math.max(0, ended - begun) / 1000;
  }
  return seconds;
}

async function lastSign(id: string, stateFolder: string, begun: number): Promise<number> {
  try {
    return (await stat(journalPath(stateFolder, id))).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return begun;
    throw error;
  }
}
