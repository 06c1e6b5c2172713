import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { LockedFolders, RunRequest } from '../../run/options.ts';
import { runFolder } from '../../run/state/run-folder.ts';
import type { OpenLock } from '../../sources/plays/options.ts';
import { lockName, projectOf, type Project } from '../../sources/project-place.ts';
import type { FlagValues } from '../flags.ts';
import { Interrupted } from '../interrupt.ts';
import { packageFolder } from '../package-folder.ts';
import type { Resumed } from '../run-journal.ts';

/** The lock that a run runs with. */
export interface RunLock {
  readonly folders: LockedFolders;
  /** What is kept in the folder of the run. */
  readonly text: string;
  /** The folder of the project, from which paths of the lock start. */
  readonly folder: string;
  /** For plays inside of the run. */
  readonly content: OpenLock;
}

export interface RunLockOptions {
  readonly request: Pick<RunRequest, 'playbooks' | 'extraVars' | 'vaultPasswords'>;
  readonly flags: Pick<FlagValues, 'lock' | 'frozen'>;
  readonly resumed: Resumed | undefined;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/**
 * The lock of a run: of a run that is gone on with, its own; else that beside the playbook (or in this folder, or
 * `--lock`), which is never resolved anew; else one that is made now, where there are requirements. Undefined where
 * there is neither.
 */
export async function lockForRun(options: RunLockOptions): Promise<RunLock | undefined> {
  const own = ownLock(options.resumed);
  // What a run has begun without a lock goes on without one.
  if (own === undefined && options.resumed !== undefined) return undefined;
  const project =
    own === undefined
      ? (findProject(options) ?? (await projectOfHooks(options)))
      : projectOf(own.folder, { lock: own.path });
  if (project === undefined) return undefined;
  const { prepareLock } = await import('./prepare.ts');
  try {
    return await prepareLock(project, options, own !== undefined);
  } catch (error) {
    throw options.signal.aborted ? new Interrupted() : error;
  }
}

/** This folder, where nothing has requirements but hooks that name playbooks of repositories. */
async function projectOfHooks({ request }: RunLockOptions): Promise<Project | undefined> {
  if (!request.extraVars.some((text) => text.trim().startsWith('@') || text.includes('hooks')))
    return undefined;
  const { hookPlaybooks } = await import('./hook-playbooks.ts');
  const folder = process.cwd();
  return hookPlaybooks(request, folder).length === 0 ? undefined : projectOf(folder);
}

/** What lint reads of a lock: its content, as far as it is on this machine; else why it is not read. */
export async function lockForLint(
  request: Pick<RunRequest, 'playbooks'>,
  flags: RunLockOptions['flags'],
): Promise<{ readonly folders: LockedFolders | undefined; readonly problems: readonly Diagnostic[] }> {
  const project = findProject({ request, flags });
  if (project === undefined || !existsSync(project.lockPath)) return { folders: undefined, problems: [] };
  const { openHere } = await import('./prepare.ts');
  try {
    return { folders: await openHere(project), problems: [] };
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    const isMissing = error.code === 'source-missing';
    return {
      folders: undefined,
      problems: [isMissing ? { ...error.diagnostic, severity: 'warning' } : error.diagnostic],
    };
  }
}

/** The lock that a run has kept. */
function ownLock(
  resumed: Resumed | undefined,
): { readonly path: string; readonly folder: string } | undefined {
  const lock = resumed?.record.lock;
  if (resumed === undefined || lock === undefined) return undefined;
  const path = join(runFolder(resumed.place.stateFolder, resumed.record.id), lockName);
  if (existsSync(path)) return { path, folder: lock.folder };
  throw new DroverError('run-not-resumable', {
    detail: `Run ${resumed.record.id} ran with the lock ${lock.digest}, but its file ${path} is gone.`,
    help: 'Run the playbook again with a lock that is known to be right (--lock).',
  });
}

function findProject({
  request,
  flags,
}: {
  readonly request: Pick<RunRequest, 'playbooks'>;
  readonly flags: RunLockOptions['flags'];
}): Project | undefined {
  if (flags.lock !== undefined) return named(flags.lock);
  const own = packageFolder();
  const folders = request.playbooks
    .map((path) => resolve(dirname(path)))
    .filter((folder) => relative(own, folder) !== 'playbooks');
  const found = [...new Set(folders)].map((folder) => projectOf(folder)).filter(hasAny);
  const [first, second] = found;
  if (first !== undefined && second !== undefined) {
    throw new DroverError('bad-usage', {
      detail: `The playbooks of this run have requirements of their own in ${first.folder} and in ${second.folder}.`,
      help: 'Name the lock that holds for all of them with --lock, or run them one after another.',
    });
  }
  const here = projectOf(process.cwd());
  return first ?? (hasAny(here) ? here : undefined);
}

function hasAny(project: Project): boolean {
  return existsSync(project.lockPath) || project.requirementFiles.length > 0;
}

function named(path: string): Project {
  const full = resolve(path);
  if (existsSync(full)) return projectOf(dirname(full), { lock: full });
  throw new DroverError('bad-usage', {
    detail: `There is no lock ${path}.`,
    help: 'Make one with `drover roles lock`, or leave out --lock.',
  });
}
