import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { disagreements } from '../../sources/lock/compare.ts';
import { lockDigest, type Lock } from '../../sources/lock/lock.ts';
import { lockText } from '../../sources/lock/lock-text.ts';
import type { Project } from '../../sources/project-place.ts';
import { readProject, readProjectLock, shownPath } from '../../sources/project.ts';
import { addressesOf } from '../../sources/resolve/obtain.ts';
import { resolveLock } from '../../sources/resolve/resolve-lock.ts';
import { openLocked } from '../../sources/view.ts';
import type { LockedFolders } from '../../run/options.ts';
import type { RunLock, RunLockOptions } from './for-run.ts';
import { refuseStale } from './lock.ts';
import { countText } from './text.ts';
import { isFrozen, openContext, requireLock } from './work.ts';

/**
 * Makes the content of a project's lock ready. Without a lock it is resolved now, before anything runs, and written
 * nowhere but into the folder of the run: the project's own lock is made by `roles lock` alone.
 */
export async function prepareLock(
  project: Project,
  { flags, signal, warn }: RunLockOptions,
  isOwn: boolean,
): Promise<RunLock> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const sink = collectDiagnostics();
  const requirements = readProject(project, sink);
  const kept = readProjectLock(project);
  const context = openContext({ flags: {}, folder: project.folder, signal, say, warn }, project);
  const options = { folder: project.folder, addresses: addressesOf(requirements) };
  // A run that is gone on with has its own lock: what the requirements have become is no matter of it.
  if (!isOwn) {
    const error = sink.diagnostics.find(({ severity }) => severity === 'error');
    if (error !== undefined) throw new DroverError(error.code, error);
    const frozen = isFrozen(flags, process.env);
    if (frozen) refuseStale({ requirements, project }, requireLock({ lock: kept, project }));
    else if (kept !== undefined) warnOfStale(kept, project, requirements, warn);
  }
  try {
    const lock = kept ?? (await resolveLock({ requirements, folder: project.folder }, context));
    if (kept === undefined) say(`Locked ${countText(lock)} for this run (${lockDigest(lock)}).`);
    const view = await openLocked(lock, context, options);
    return { folders: view, text: lockText(lock), folder: project.folder };
  } finally {
    context.git.close();
  }
}

/** The content of a project's lock, where all of it is on this machine. Nothing is fetched, and nothing resolved. */
export async function openHere(project: Project): Promise<LockedFolders> {
  const ignore = (): void => undefined;
  const { signal } = new AbortController();
  const context = openContext(
    { flags: {}, folder: project.folder, signal, say: ignore, warn: ignore },
    project,
  );
  const lock = requireLock({ lock: readProjectLock(project), project });
  return openLocked(lock, context, { folder: project.folder, addresses: new Map(), isOffline: true });
}

function warnOfStale(
  lock: Lock,
  project: Project,
  requirements: Parameters<typeof disagreements>[1],
  warn: (message: string) => void,
): void {
  const files = project.requirementFiles.map((path) => shownPath(project, path));
  const found = disagreements(lock, requirements, files);
  if (found.length > 0)
    warn(
      `The lock is taken as it is, though the requirements have changed: ${found.join(' ')} Run \`drover roles lock\` to take them up.`,
    );
}
