import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { whyNotWritten } from '../../diagnostics/why-not-written.ts';
import {
  breakLock,
  LockHeld,
  takeLock,
  type HeldLock,
  type Holder,
  type LockFiles,
} from '../../lock/lock-file.ts';
import { isRunning } from '../../lock/process-identity.ts';
import type { Files, WriteTarget } from '../../module.ts';

export interface RunLocksOptions {
  readonly runId: string;
  /** The data directory of the run; without one, only projects are locked. */
  readonly dataFolder: string | undefined;
  /** Where the locks of projects are, for all data directories of a person on this machine. */
  readonly locksFolder: string;
  readonly files: LockFiles & Pick<Files, 'makeDirectory'>;
  /** Takes locks away from whoever holds them. */
  readonly isForced: boolean;
  readonly warn: (message: string) => void;
}

/** The locks of a run: held until it ends, each taken when it is first asked for. */
export interface RunLocks {
  /** Throws `run-locked` where another run holds it, the first time and ever after. */
  ofDataFolder(): Promise<void>;
  /** The same for a project of a cloud, and for the data directory. */
  ofProject(target: WriteTarget): Promise<void>;
  /** For a write that was not announced: as `ofProject`, unless its project is locked already, however its cloud is called. */
  ofWrite(target: Partial<WriteTarget>): Promise<void>;
  /** A lock of another file, which stands for what the words say. */
  of(path: string, what: string): Promise<void>;
  release(): Promise<void>;
}

/** One run at a time writes to a project, and one with the files of a data directory. Nobody waits. */
export function runLocks(options: RunLocksOptions): RunLocks {
  const taken = new Map<string, Promise<HeldLock | undefined>>();
  const projects = new Set<string>();
  const of = async (path: string, what: string): Promise<void> => {
    let lock = taken.get(path);
    if (lock === undefined) taken.set(path, (lock = take(path, what, options)));
    await lock;
  };
  const ofDataFolder = async (): Promise<void> => {
    const { dataFolder } = options;
    if (dataFolder !== undefined)
      await of(join(dataFolder, '.drover', 'lock'), `with the data directory ${dataFolder}`);
  };
  const ofProject = async ({ cloud, project }: WriteTarget): Promise<void> => {
    projects.add(project);
    await ofDataFolder();
    await of(projectLock(options.locksFolder, cloud, project), `to the project ${project} of ${cloud}`);
  };
  return {
    of,
    ofDataFolder,
    ofProject,
    async ofWrite({ cloud, project }) {
      if (cloud === undefined) return;
      if (project === undefined) await ofDataFolder();
      else if (!projects.has(project)) await ofProject({ cloud, project });
    },
    async release() {
      const locks = await Promise.allSettled([...taken.values()].reverse());
      taken.clear();
      for (const lock of locks)
        if (lock.status === 'fulfilled') await lock.value?.release().catch(() => undefined);
    },
  };
}

function projectLock(folder: string, cloud: string, project: string): string {
  const key = createHash('sha256')
    .update(JSON.stringify([cloud, project]))
    .digest('hex')
    .slice(0, 32);
  return join(folder, `${key}.lock`);
}

/** A run may take hours: only its end, or that of its process, ends its locks. */
const TIMES = { staleMs: Infinity, patienceMs: 0 };

async function take(
  path: string,
  what: string,
  { runId, files, isForced, warn }: RunLocksOptions,
): Promise<HeldLock | undefined> {
  try {
    await files.makeDirectory(dirname(path), { parents: true });
    if (isForced) await breakLock(path, files);
    const lock = await takeLock(path, files, { ...TIMES, purpose: runId });
    if (lock === undefined)
      warn(
        `The file system of ${dirname(path)} has no links, and so no locks: see that no other run writes ${what}.`,
      );
    else if (lock.abandonedBy !== undefined) warn(takenOver(lock.abandonedBy, runId));
    return lock;
  } catch (error) {
    if (error instanceof LockHeld) throw locked(error.holder, what, path);
    throw new DroverError('lock-unusable', {
      detail: `The lock ${path} cannot be taken: ${whyNotWritten(error)}. Nothing was changed.`,
      help: 'Make its folder one that you can write to.',
      cause: error,
    });
  }
}

function takenOver({ purpose, pid }: Holder, runId: string): string {
  const which = purpose === '' || purpose === runId ? 'this run' : `run ${purpose}`;
  return `The lock of ${which} was left behind: its process ${pid} is no more. It is taken over.${
    which === 'this run' ? '' : ` drover run --resume ${purpose} goes on with that run.`
  }`;
}

function locked(holder: Holder, what: string, path: string): DroverError {
  const { host, pid, purpose, since } = holder;
  const run = purpose === '' ? 'Another run' : `Run ${purpose}`;
  const begun = new Date(since * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return new DroverError('run-locked', {
    detail: `${run} is writing ${what}: process ${pid} on ${host}, since ${begun} UTC. Nothing was changed.`,
    help:
      isRunning(holder) === undefined
        ? `Wait until it has ended. If it is no more, which cannot be seen from this machine, add --force-unlock. The lock is ${path}.`
        : `Wait until it has ended, or end it (kill ${pid}); then run the same again. The lock is ${path}.`,
  });
}
