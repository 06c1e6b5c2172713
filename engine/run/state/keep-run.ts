import { dirname, join } from 'node:path';
import { messageOf } from '../../diagnostics/drover-error.ts';
import { thisProcess } from '../../lock/process-identity.ts';
import type { Journal } from '../../module.ts';
import { journalHistory, operationsOf } from '../journal-history.ts';
import { fileJournal, memoryJournal } from '../journal.ts';
import { lockedJournal } from './locked-journal.ts';
import { journalPath, recordPath, runFolder } from './run-folder.ts';
import { runLocks, type RunLocks, type RunLocksOptions } from './run-locks.ts';
import { writeBeside, writeRecord, type Attempt, type RunRecord } from './run-record.ts';
import { fileState, memoryState, type RunStateLines } from './state-lines.ts';

/** How a run came to its end. */
export interface RunEnd {
  readonly exitCode: number;
  readonly isInterrupted: boolean;
}

/** The journal and the state of a run, which are closed when it ends. */
export interface KeptRun extends Journal {
  readonly state: RunStateLines;
  /** Whether the run has a folder: it has written something, or means to. */
  isBegun(): boolean;
  /** Makes the folder of the run, if there is none: for a run that is to be known even if it writes nothing else. */
  begin(): Promise<void>;
  /** Notes how the run ended, if it wrote anything, and gives its locks back. Never throws. */
  close(end?: RunEnd): Promise<void>;
}

export interface KeepRunOptions extends Omit<RunLocksOptions, 'runId'> {
  readonly stateFolder: string;
  readonly runId: string;
  readonly drover: string;
  /** What is to be noted of the run: asked for with its first write. The attempts are added. */
  readonly record: () => Omit<RunRecord, 'attempts'>;
  /** Further files of its folder, by name: written before the record. */
  readonly beside?: ReadonlyMap<string, string>;
  /** What `run.json` says already, of a run that is gone on with. */
  readonly resumed?: RunRecord;
}

/** A run in check mode: reads what others wrote, keeps in memory what it would write, and locks nothing. */
export function keepNothing(stateFolder: string): KeptRun {
  return {
    ...memoryJournal(journalHistory(stateFolder)),
    state: memoryState(stateFolder),
    isBegun: () => false,
    begin: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/**
 * A run that may write. Its folder is made with its first write: one that only read has nothing to undo, and nothing
 * to go on with. A run that is gone on with is noted and locked at once; its journal goes on. Throws `run-locked`
 * where another process goes on with it.
 */
export async function keepRun(options: KeepRunOptions): Promise<KeptRun> {
  const { stateFolder, runId, resumed } = options;
  const locks = runLocks(options);
  try {
    if (resumed !== undefined)
      await locks.of(join(runFolder(stateFolder, runId), 'lock'), `in the run ${runId}`);
    const before = resumed === undefined ? [] : await operationsOf(stateFolder, runId);
    const last = before.reduce((most, { number }) => Math.max(most, number), 0);
    const history = journalHistory(stateFolder, { id: runId, resumedAfter: last });
    const keeper = recordKeeper(options);
    if (resumed !== undefined) await keeper.begin();
    const journal = fileJournal(journalPath(stateFolder, runId), { history, last });
    const state = fileState(stateFolder);
    return {
      ...lockedJournal(journal, locks, () => keeper.begin()),
      state,
      isBegun: () => keeper.isBegun(),
      begin: () => keeper.begin(),
      close: (end) => closeAll([() => journal.close(), () => state.close()], keeper, locks, end),
    };
  } catch (error) {
    await locks.release();
    throw error;
  }
}

interface RecordKeeper {
  /** Writes the record, the first time that it is called. */
  begin(): Promise<void>;
  isBegun(): boolean;
  end(end: RunEnd): Promise<void>;
}

function recordKeeper({
  stateFolder,
  runId,
  drover,
  record,
  resumed,
  warn,
  beside,
}: KeepRunOptions): RecordKeeper {
  const path = recordPath(stateFolder, runId);
  const attempt: Attempt = {
    process: thisProcess(),
    drover,
    begun: new Date().toISOString(),
    state: 'running',
  };
  const written = (now: Attempt): RunRecord => ({
    ...record(),
    attempts: [...(resumed?.attempts ?? []), now],
  });
  let begun: Promise<void> | undefined;
  return {
    begin: () =>
      (begun ??= writeBeside(dirname(path), beside).then(() => writeRecord(path, written(attempt)))),
    isBegun: () => begun !== undefined,
    async end({ exitCode, isInterrupted }) {
      if (begun === undefined) return;
      try {
        await begun;
        const ended = new Date().toISOString();
        const state = isInterrupted ? 'interrupted' : 'ended';
        await writeRecord(path, written({ ...attempt, ended, exitCode, state }));
      } catch (error) {
        warn(`How the run ended could not be noted: ${messageOf(error)}`);
      }
    },
  };
}

async function closeAll(
  files: readonly (() => Promise<void>)[],
  keeper: RecordKeeper,
  locks: RunLocks,
  end: RunEnd | undefined,
): Promise<void> {
  for (const close of files) await close().catch(() => undefined);
  if (end !== undefined) await keeper.end(end);
  await locks.release();
}
