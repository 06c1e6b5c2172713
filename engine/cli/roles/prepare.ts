import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { disagreements } from '../../sources/lock/compare.ts';
import { lockDigest, type Lock, type LockedAsset, type LockedList } from '../../sources/lock/lock.ts';
import { playbookIn } from '../../sources/lock/playbook-in.ts';
import { lockText, sortAssets } from '../../sources/lock/lock-text.ts';
import type { Project } from '../../sources/project-place.ts';
import { readProject, readProjectLock, shownPath } from '../../sources/project.ts';
import type { Requirement } from '../../sources/requirements/requirement.ts';
import type { SourceContext } from '../../sources/resolve/context.ts';
import { addressesOf, type ObtainOptions } from '../../sources/resolve/obtain.ts';
import { resolveLock } from '../../sources/resolve/resolve-lock.ts';
import { safeUrl } from '../../sources/safe-url.ts';
import { openLocked, type LockedView } from '../../sources/view.ts';
import type { LockedFolders } from '../../run/options.ts';
import type { RunLock, RunLockOptions } from './for-run.ts';
import { hookPlaybooks } from './hook-playbooks.ts';
import { refuseStale } from './lock.ts';
import { countText } from './text.ts';
import { isFrozen, openContext, requireLock } from './work.ts';

/**
 * Makes the content of a project's lock ready. Without a lock it is resolved now, before anything runs, and written
 * nowhere but into the folder of the run: the project's own lock is made by `roles lock` alone.
 */
export async function prepareLock(
  project: Project,
  { flags, signal, warn, request }: RunLockOptions,
  isOwn: boolean,
): Promise<RunLock> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const sink = collectDiagnostics();
  const requirements = readProject(project, sink);
  const hooks = hookPlaybooks(request, project.folder);
  const kept = readProjectLock(project);
  const context = openContext({ flags: {}, folder: project.folder, signal, say, warn }, project);
  const options = { folder: project.folder, addresses: addressesOf([...requirements, ...hooks]) };
  // A run that is gone on with has its own lock: what the requirements have become is no matter of it.
  if (!isOwn) {
    const error = sink.diagnostics.find(({ severity }) => severity === 'error');
    if (error !== undefined) throw new DroverError(error.code, error);
    const frozen = isFrozen(flags, process.env);
    if (frozen) {
      const lock = requireLock({ lock: kept, project });
      refuseStale({ requirements, project }, lock);
      refuseUnlocked(hooks, lock);
    }
    if (!frozen && kept !== undefined) warnOfStale(kept, project, requirements, warn);
  }
  try {
    const lock = await lockOf(
      { kept, requirements: [...requirements, ...hooks], folder: project.folder, isOwn },
      context,
    );
    if (lock !== kept) say(`Locked ${countText(lock)} for this run (${lockDigest(lock)}).`);
    const view = await openLocked(lock, context, options);
    return {
      folders: foldersOf(view),
      text: lockText(lock),
      folder: project.folder,
      content: { lock, digest: view.digest, open: () => openAgain(lock, project, options, { signal, warn }) },
    };
  } finally {
    context.git.close();
  }
}

interface ToLock {
  readonly kept: Lock | undefined;
  readonly requirements: readonly Requirement[];
  readonly folder: string;
  readonly isOwn: boolean;
}

/** The lock that there is; else one that is made now. Playbooks of hooks that it lacks are added for this run. */
async function lockOf({ kept, requirements, folder, isOwn }: ToLock, context: SourceContext): Promise<Lock> {
  if (kept === undefined) return resolveLock({ requirements, folder }, context);
  const missing = isOwn
    ? []
    : requirements.filter((one) => one.kind === 'playbook' && playbookIn(kept, one) === undefined);
  if (missing.length === 0) return kept;
  const further = await resolveLock({ requirements: missing, folder, before: kept }, context);
  return withFurther(kept, further);
}

/** What stands in a lock stays as it is; what a playbook needs beyond it comes with it. */
function withFurther(kept: Lock, further: Lock): Lock {
  const merged = (list: LockedList): Lock[LockedList] => {
    const known = new Set(kept[list].map(keyOf));
    return sortAssets([...kept[list], ...further[list].filter((asset) => !known.has(keyOf(asset)))]);
  };
  return { roles: merged('roles'), collections: merged('collections'), playbooks: merged('playbooks') };
}

/** Roles and collections have one name each; playbooks of many repositories may have the same. */
function keyOf({ name, src, version = '', commit }: LockedAsset): string {
  return commit !== undefined && /\.ya?ml$/.test(name) ? `${src}//${name},${version}` : name;
}

/** Checks all content of a lock again, and fetches what is damaged by what the lock pins. */
async function openAgain(
  lock: Lock,
  project: Project,
  options: ObtainOptions,
  { signal, warn }: Pick<RunLockOptions, 'signal' | 'warn'>,
): Promise<LockedView> {
  const say = (): void => undefined;
  const context = openContext({ flags: {}, folder: project.folder, signal, say, warn }, project);
  try {
    return await openLocked(lock, context, options);
  } finally {
    context.git.close();
  }
}

function foldersOf({ digest, roles, collections }: LockedView): LockedFolders {
  return { digest, roles: [roles], collections: [collections] };
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
  const options = { folder: project.folder, addresses: new Map(), isOffline: true } as const;
  return foldersOf(await openLocked(lock, context, options));
}

/** With `--frozen`, hooks have what a lock pins, and no more. */
function refuseUnlocked(hooks: readonly Requirement[], lock: Lock): void {
  const missing = hooks.find((one) => playbookIn(lock, one) === undefined);
  if (missing === undefined) return;
  const { name, source, version } = missing;
  const url = source.kind === 'git' ? safeUrl(source.url) : '';
  throw new DroverError('lock-stale', {
    detail: `The playbook ${url}//${name}${version === '' ? '' : `,${version}`} of a hook stands in no lock.`,
    help: `Run drover roles lock --playbook git+${url}//${name}${version === '' ? '' : `,${version}`}, or leave out --frozen (in CI: --no-frozen).`,
  });
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
