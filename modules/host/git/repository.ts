import { randomBytes } from 'node:crypto';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import { textOf } from '../file-content.ts';
import type { AskedGit } from './git-arguments.ts';
import { archiveFormat } from './git-arguments.ts';
import { addressOf, type Git } from './git-program.ts';
import { findTarget, type Target } from './remote-refs.ts';

/** What is checked out, and what of it would change. */
export interface RepositoryFacts {
  /** Undefined: there is no repository. */
  readonly before: string | undefined;
  /** The branch that is checked out. */
  readonly branch: string | undefined;
  readonly gitFolder: string | undefined;
  readonly isModified: boolean;
  readonly isAddressChanged: boolean;
  readonly areSubmodulesStale: boolean;
  readonly isArchiveStale: boolean;
  /** Undefined: nothing is asked of the remote. */
  readonly target: Target | undefined;
}

export async function readRepository(
  args: AskedGit,
  git: Git,
  connection: Connection,
): Promise<RepositoryFacts> {
  const { dest } = args;
  const gitFolder = dest === undefined ? undefined : await gitFolderOf(dest, args.bare, connection);
  if (dest === undefined || gitFolder === undefined) {
    const target = await findTarget(git, addressOf(args.repo), args.version, undefined);
    return { ...nothing, isArchiveStale: args.archive !== undefined, target };
  }
  const head = await git.run(['rev-parse', '--verify', '-q', 'HEAD'], dest);
  const before = head.stdout.trim();
  const named = await git.run(['symbolic-ref', '-q', '--short', 'HEAD'], dest);
  const branch = named.rc === 0 ? named.stdout.trim() : undefined;
  const common = { before, branch, gitFolder };
  if (!args.update)
    return { ...nothing, ...common, isArchiveStale: await isArchiveStale(args, dest, git, connection) };
  const target = await findTarget(git, addressOf(args.repo), args.bare ? 'HEAD' : args.version, branch);
  const isAtTarget = target.commit === before;
  return {
    ...common,
    isModified: !args.bare && (await hasChanges(git, dest)),
    isAddressChanged: !(await isSameAddress(args, dest, git)),
    areSubmodulesStale: args.recursive && !args.bare && (await areSubmodulesStale(git, dest)),
    isArchiveStale: !isAtTarget
      ? args.archive !== undefined
      : await isArchiveStale(args, dest, git, connection),
    target,
  };
}

const nothing: RepositoryFacts = {
  before: undefined,
  branch: undefined,
  gitFolder: undefined,
  isModified: false,
  isAddressChanged: false,
  areSubmodulesStale: false,
  isArchiveStale: false,
  target: undefined,
};

/** The folder with the repository's own files; undefined where there is none. */
async function gitFolderOf(
  dest: string,
  isBare: boolean,
  { files }: Connection,
): Promise<string | undefined> {
  const path = isBare ? dest : `${dest}/.git`;
  const status = await files.status(path, { follow: true });
  if (status?.type !== 'file') return (await isRepository(path, { files })) ? path : undefined;
  const named = /^gitdir: (.*)/.exec(textOf(await files.read(path)))?.[1] ?? '';
  const folder = named.startsWith('/') ? named : `${dest}/${named}`;
  if (named !== '' && (await isRepository(folder, { files }))) return folder;
  throw new DroverError('module-failed', {
    detail:
      'Current repo does not have a valid reference to a separate Git dir or it refers to the invalid path',
    help: `Look into ${path}, or remove ${dest} to have it cloned again.`,
  });
}

async function isRepository(path: string, { files }: Pick<Connection, 'files'>): Promise<boolean> {
  return (await files.status(`${path}/config`, { follow: true })) !== undefined;
}

/** Whether files that the repository has were changed; others do not count. */
async function hasChanges(git: Git, dest: string): Promise<boolean> {
  const { stdout } = await git.run(['status', '--porcelain', '--untracked-files=no'], dest);
  return stdout.trim() !== '';
}

async function isSameAddress({ repo, remote }: AskedGit, dest: string, git: Git): Promise<boolean> {
  const { rc, stdout } = await git.run(['ls-remote', '--get-url', remote], dest);
  const now = stdout.trim();
  return rc !== 0 || addressOf(now) === addressOf(repo);
}

async function areSubmodulesStale(git: Git, dest: string): Promise<boolean> {
  const { rc, stdout } = await git.run(['submodule', 'status', '--recursive'], dest);
  return rc === 0 && stdout.split('\n').some((line) => line !== '' && !line.startsWith(' '));
}

/** Whether the archive that is there is another one than that of the version. */
async function isArchiveStale(
  args: AskedGit,
  dest: string,
  git: Git,
  { files }: Connection,
): Promise<boolean> {
  if (args.archive === undefined) return false;
  if ((await files.status(args.archive, { follow: true })) === undefined) return true;
  const trial = `/tmp/.drover-archive-${randomBytes(6).toString('hex')}`;
  await writeArchive(args, trial, dest, git);
  try {
    return !Buffer.from(await files.read(trial)).equals(await files.read(args.archive));
  } finally {
    await files.remove(trial);
  }
}

export async function writeArchive(args: AskedGit, path: string, dest: string, git: Git): Promise<void> {
  const prefix = args.archive_prefix === undefined ? [] : [`--prefix=${args.archive_prefix}`];
  const format = archiveFormat(args.archive ?? '') ?? 'tar';
  await git.must(
    ['archive', '--format', format, '--output', path, ...prefix, args.version],
    dest,
    `Git archive command failed to create archive ${args.archive ?? ''} using ${dest} directory`,
  );
}
