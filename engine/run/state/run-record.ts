import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { whyNotWritten } from '../../diagnostics/why-not-written.ts';
import { isRunning, type ProcessIdentity } from '../../lock/process-identity.ts';
import { syncFolders } from '../durable-lines.ts';
import { isMissing } from './run-folder.ts';

/** Flags that say how hosts are reached, and as whom. */
export interface AskedReach {
  readonly timeout?: string;
  readonly sshCommonArgs?: string;
  readonly askPass?: true;
  readonly become?: true;
  readonly becomeUser?: string;
  readonly becomeMethod?: string;
  readonly askBecomePass?: true;
}

/** What was asked on the command line, so that it can be asked again. Paths are absolute; there are no secrets in it. */
export interface Asked {
  readonly playbooks: readonly string[];
  readonly inventories: readonly string[];
  /** `-e`, in order, but for what is withheld. */
  readonly extraVars: readonly string[];
  /** What is not kept, since it is secret or cannot be read again: variables by their names, else in words. */
  readonly withheld: readonly string[];
  readonly limit?: string;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly diff: boolean;
  readonly forks?: string;
  readonly startAtTask?: string;
  readonly vaultPasswordFiles: readonly string[];
  readonly vaultIds: readonly string[];
  readonly askVaultPassword: boolean;
  readonly user?: string;
  readonly privateKey?: string;
  readonly connection?: string;
  /** How hosts are reached, and as whom: flags by their names. Passwords are asked for again. */
  readonly reach?: AskedReach;
  readonly forceHandlers: boolean;
}

/** One process that worked on a run: the first, or one that went on with it. Times are ISO 8601, UTC. */
export interface Attempt {
  readonly process: ProcessIdentity;
  readonly drover: string;
  readonly begun: string;
  readonly ended?: string;
  readonly exitCode?: number;
  /** `running` stays where a process was killed. */
  readonly state: 'running' | 'ended' | 'interrupted';
}

/** A lock of roles: `folder` is that of the project, from which its paths start. */
export interface RecordedLock {
  readonly digest: string;
  readonly folder: string;
}

/** What `run.json` says of a run. */
export interface RunRecord {
  readonly format: 1;
  readonly id: string;
  /** `run`, `migrate`, `undo` ... */
  readonly command: string;
  /** Where it was started: paths that playbooks and variables give start from there. */
  readonly folder: string;
  readonly asked: Asked;
  /** SHA-256 of the files that say what is to be done, by path. */
  readonly sources: Readonly<Record<string, string>>;
  /** The lock of roles that it runs with; the lock itself stands beside the record. */
  readonly lock?: RecordedLock;
  /** The last is the newest. There is at least one. */
  readonly attempts: readonly Attempt[];
}

/** `cut off`: its process is no more; `elsewhere`: it is another machine's, and may be running. */
export type RunLife = 'running' | 'elsewhere' | 'ended' | 'interrupted' | 'cut off';

export function lastAttempt({ attempts }: RunRecord): Attempt | undefined {
  return attempts.at(-1);
}

/** What has become of a run, as far as this machine can tell. */
export function lifeOf(record: RunRecord): RunLife {
  const last = lastAttempt(record);
  if (last === undefined) return 'cut off';
  if (last.state !== 'running') return last.state;
  const running = isRunning(last.process);
  if (running === undefined) return 'elsewhere';
  return running ? 'running' : 'cut off';
}

/** Writes `run.json` as a whole, readable by its owner alone: whoever reads it finds the old or the new one. */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  const folder = dirname(path);
  // One name, so that what a killed process leaves is written over.
  const beside = `${path}.new`;
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(beside, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    await syncFolders(folder, made === undefined ? folder : dirname(made));
  } catch (error) {
    throw new DroverError('journal-unwritable', {
      detail: `The record of the run, ${path}, cannot be written: ${whyNotWritten(error)}.`,
      help: 'Make room there, or choose another data directory (os_migrate_data_dir) that can be written; then run the same playbook again.',
      cause: error,
    });
  }
}

/** Writes further files into the folder of a run, before its record says that it is one. */
export async function writeBeside(
  folder: string,
  files: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  for (const [name, text] of files) {
    const path = join(folder, name);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = await open(`${path}.new`, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    } catch (error) {
      throw new DroverError('journal-unwritable', {
        detail: `${path}, which belongs to the run, cannot be written: ${whyNotWritten(error)}.`,
        help: 'Make room there, or choose another data directory (os_migrate_data_dir) that can be written; then run the same playbook again.',
        cause: error,
      });
    }
  }
}

/** Reads `run.json`; undefined where there is none. Throws `journal-unreadable` for one that is damaged or too new. */
export async function readRecord(path: string): Promise<RunRecord | undefined> {
  let text;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(path, messageOf(error), error);
  }
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, messageOf(error), error);
  }
  if (isRecord(record)) return record;
  throw unreadable(path, 'it is not of the form that this version of drover writes');
}

/** The file is our own: beside its format, only what all readers lean on is looked at. */
function isRecord(value: unknown): value is RunRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<RunRecord>;
  return (
    record.format === 1 &&
    typeof record.id === 'string' &&
    typeof record.command === 'string' &&
    typeof record.folder === 'string' &&
    Array.isArray(record.asked?.playbooks) &&
    Array.isArray(record.attempts)
  );
}

function unreadable(path: string, why: string, cause?: unknown): DroverError {
  return new DroverError('journal-unreadable', {
    detail: `The record of a run, ${path}, cannot be read: ${why}.`,
    help: 'The file was changed by hand, damaged, or written by a newer drover. What the run did stands in journal.jsonl beside it, and drover undo needs no more; to go on, run the playbook again: what is there already is found.',
    ...(cause === undefined ? {} : { cause }),
  });
}
