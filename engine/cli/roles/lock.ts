import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { whyNotWritten } from '../../diagnostics/why-not-written.ts';
import { didYouMean } from '../../schema/suggest.ts';
import { disagreements } from '../../sources/lock/compare.ts';
import { allAssets, emptyLock, lockDigest, type Lock } from '../../sources/lock/lock.ts';
import { lockText } from '../../sources/lock/lock-text.ts';
import { shownPath } from '../../sources/project.ts';
import { addressesOf } from '../../sources/resolve/obtain.ts';
import { resolveLock } from '../../sources/resolve/resolve-lock.ts';
import { openLocked } from '../../sources/view.ts';
import { exitCodes } from '../exit-codes.ts';
import type { RolesFlags } from './flags.ts';
import { changesOf, changesText, countText } from './text.ts';
import { isFrozen, requireLock, type RolesWork, type RolesOutcome } from './work.ts';

/** `roles lock`: takes up what changed in the requirements; with `--frozen`, only looks whether something did. */
export async function lockRoles(work: RolesWork, flags: RolesFlags): Promise<RolesOutcome> {
  if (work.requirements.length === 0 && work.project.requirementFiles.length === 0) throw nothingAsked(work);
  if (!isFrozen(flags, process.env)) return makeLock(work, () => false);
  const lock = requireLock(work);
  refuseStale(work, lock);
  const { folder } = work.project;
  await openLocked(lock, work.context, { folder, addresses: addressesOf(work.requirements) });
  return outcome(
    work,
    lock,
    lock,
    `${countText(lock)} locked as the requirements have it; all of it is there.\n`,
  );
}

/** `roles update NAME…`: resolves these anew, and leaves the others. */
export async function updateRoles(
  work: RolesWork,
  flags: RolesFlags,
  names: readonly string[],
): Promise<RolesOutcome> {
  const lock = requireLock(work);
  const known = allAssets(lock).map(({ name }) => name);
  if (names.length === 0 && flags.all !== true) {
    throw new DroverError('bad-usage', {
      detail: 'roles update takes the names of what is to be resolved anew.',
      help: `Name them, or give --all. There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`,
    });
  }
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw new DroverError('bad-usage', {
      detail: `The lock has nothing by the name ${strange}.`,
      help: didYouMean(strange, known) || `There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`,
    });
  }
  return makeLock(work, (name) => flags.all === true || names.includes(name));
}

async function makeLock(work: RolesWork, isMoved: (name: string) => boolean): Promise<RolesOutcome> {
  const before = work.lock ?? emptyLock;
  const { requirements, context, project } = work;
  const lock = await resolveLock({ requirements, folder: project.folder, before, isMoved }, context);
  const isSame = work.lock !== undefined && lockDigest(lock) === lockDigest(before);
  if (!isSame) writeLock(project.lockPath, lock);
  const where = relative(process.cwd(), project.lockPath);
  const text = isSame
    ? `${where} has ${countText(lock)} already; nothing changed.\n`
    : `${changesText(changesOf(before, lock))}Locked ${countText(lock)} in ${where}.\n`;
  return outcome(work, before, lock, text);
}

function outcome({ project }: RolesWork, before: Lock, lock: Lock, text: string): RolesOutcome {
  return {
    text,
    json: { lock: project.lockPath, digest: lockDigest(lock), changes: changesOf(before, lock), ...lock },
    exitCode: exitCodes.ok,
  };
}

/** Throws `lock-stale` with all that is not as the requirements have it. */
export function refuseStale(
  { requirements, project }: Pick<RolesWork, 'requirements' | 'project'>,
  lock: Lock,
): void {
  const files = project.requirementFiles.map((path) => shownPath(project, path));
  const found = disagreements(lock, requirements, files);
  if (found.length === 0) return;
  throw new DroverError('lock-stale', {
    detail: `${relative(process.cwd(), project.lockPath)} is not what the requirements ask for:\n${found.join('\n')}`,
    help: 'Run `drover roles lock` and keep what it writes, or leave out --frozen (in CI: --no-frozen).',
  });
}

/** Writes a lock whole: whoever reads it meanwhile finds the old one or the new one. */
export function writeLock(path: string, lock: Lock): void {
  const beside = `${path}.new-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, lockText(lock));
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new DroverError('file-unwritable', {
      detail: `The lock ${path} cannot be written: ${whyNotWritten(error)}.`,
      help: 'Name another place with --lock.',
      cause: error,
    });
  }
}

function nothingAsked({ project }: RolesWork): DroverError {
  return new DroverError('file-not-found', {
    detail: `There is no requirements.yml in ${project.folder}, nor in roles or collections below it.`,
    help: 'Write one with `roles:` and `collections:`, or name it with --requirements.',
  });
}
