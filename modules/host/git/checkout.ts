import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import type { AskedGit } from './git-arguments.ts';
import { addressOf, type Git } from './git-program.ts';
import type { Target } from './remote-refs.ts';

export interface Checkout {
  readonly args: AskedGit;
  readonly dest: string;
  readonly git: Git;
  readonly target: Target;
}

/** Clones what is not there yet. */
export async function clone({ args, dest, git, target }: Checkout, { files }: Connection): Promise<void> {
  const parent = dest.replace(/\/+$/, '').replace(/\/[^/]*$/, '');
  if (parent !== '') await files.makeDirectory(parent, { parents: true });
  const isNamed = target.kind !== 'revision' && args.version !== 'HEAD';
  const branch = isNamed ? ['--branch', args.version] : [];
  const isShallow =
    args.depth !== undefined && (args.version === 'HEAD' || isNamed || args.refspec !== undefined);
  const depth = isShallow
    ? ['--depth', String(args.depth), ...(args.refspec === undefined ? branch : [])]
    : [];
  await git.must(
    [
      'clone',
      ...(args.bare ? ['--bare'] : ['--origin', args.remote]),
      ...depth,
      ...(args.reference === undefined ? [] : ['--reference', args.reference]),
      ...(args.single_branch ? ['--single-branch', ...(isShallow ? [] : branch)] : []),
      ...(args.separate_git_dir === undefined ? [] : [`--separate-git-dir=${args.separate_git_dir}`]),
      addressOf(args.repo),
      dest,
    ],
    undefined,
    'Failed to clone',
  );
  if (args.bare && args.remote !== 'origin')
    await git.must(['remote', 'add', args.remote, addressOf(args.repo)], dest, 'Failed to add the remote');
  if (args.refspec !== undefined)
    await git.must(
      ['fetch', ...(isShallow ? ['--depth', String(args.depth)] : []), args.remote, args.refspec],
      dest,
      'Failed to download remote objects and refs',
    );
}

/** Fetches what is new. */
export async function fetchNew({ args, dest, git, target }: Checkout): Promise<void> {
  const { remote, depth, version } = args;
  const force = args.force ? ['--force'] : [];
  const narrow = depth === undefined || args.bare ? [] : narrowRefs(args, target);
  const refs =
    narrow.length > 0
      ? ['--depth', String(depth), ...force, remote, ...narrow]
      : args.bare
        ? [...force, remote, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
        : ['--tags', ...force, remote, ...allRefs(args)];
  await git.must(['fetch', ...refs], dest, `Failed to download remote objects and refs of ${version}`);
}

function narrowRefs({ refspec, remote, version }: AskedGit, target: Target): readonly string[] {
  if (refspec !== undefined) return [refspec];
  if (target.branch !== undefined)
    return [`+refs/heads/${target.branch}:refs/remotes/${remote}/${target.branch}`];
  return target.kind === 'tag' ? [`+refs/tags/${version}:refs/tags/${version}`] : [];
}

/** A clone of one branch alone fetches that one only, unless it is told to fetch all. */
function allRefs({ refspec, remote, single_branch: isSingle }: AskedGit): readonly string[] {
  const heads = isSingle ? [] : [`+refs/heads/*:refs/remotes/${remote}/*`];
  return [...heads, ...(refspec === undefined ? [] : [refspec])];
}

/** Checks the version out; branches follow the remote's. */
export async function switchTo({ args, dest, git, target }: Checkout): Promise<void> {
  const { remote, version } = args;
  const failing = `Failed to checkout ${version}`;
  if (target.branch === undefined) {
    await git.must(['checkout', '--force', version], dest, failing);
  } else {
    const { branch } = target;
    const upstream = `refs/remotes/${remote}/${branch}`;
    const known = await git.run(['rev-parse', '--verify', '-q', upstream], dest);
    // A clone of one branch alone does not know the others yet.
    if (known.rc !== 0)
      await git.must(
        ['fetch', remote, `+refs/heads/${branch}:${upstream}`],
        dest,
        `Failed to fetch branch from remote: ${branch}`,
      );
    const local = await git.run(['rev-parse', '--verify', '-q', `refs/heads/${branch}`], dest);
    if (local.rc !== 0)
      await git.must(['checkout', '--force', '--track', '-b', branch, `${remote}/${branch}`], dest, failing);
    else {
      await git.must(['checkout', '--force', branch], dest, `Failed to checkout branch ${branch}`);
      await git.must(['reset', '--hard', `${remote}/${branch}`, '--'], dest, failing);
    }
  }
}

/** Throws unless the version is signed with a key that counts. */
export async function verifySignature({ args, dest, git }: Checkout): Promise<void> {
  const { version, gpg_whitelist: keys } = args;
  const kind = await git.run(['cat-file', '-t', version], dest);
  const command = kind.stdout.trim() === 'tag' ? 'verify-tag' : 'verify-commit';
  const { rc, stderr } = await git.run([command, ...(keys.length > 0 ? ['--raw'] : []), version], dest);
  const fingerprint = stderr
    .split('\n')
    .map((line) => line.split(/\s+/))
    .find((words) => words[1] === 'VALIDSIG');
  // Signed with a subkey, the key itself stands at the end.
  const key = fingerprint?.length === 12 ? fingerprint.at(-1) : fingerprint?.[2];
  const problem =
    rc !== 0
      ? `Failed to verify GPG signature of commit/tag "${version}"`
      : keys.length > 0 && !keys.includes(key ?? '')
        ? `The gpg_whitelist does not include the public key "${key ?? 'None'}" for this commit`
        : undefined;
  if (problem !== undefined)
    throw new DroverError('module-failed', {
      detail: problem,
      help: `The files are checked out: do not use them. git said: ${stderr.trim()}`,
    });
}

/** Brings submodules to what the commit says, or to their own branches; tells whether that changed any. */
export async function updateSubmodules({ args, dest, git }: Checkout): Promise<boolean> {
  const status = async (): Promise<string> =>
    (await git.run(['submodule', 'status', '--recursive'], dest)).stdout;
  const before = await status();
  if (before === '') return false;
  await git.must(['submodule', 'sync', '--recursive'], dest, 'Failed to sync submodules');
  const words = ['submodule', 'update', '--init', '--recursive'];
  await git.must(
    [...words, ...(args.track_submodules ? ['--remote'] : []), ...(args.force ? ['--force'] : [])],
    dest,
    'Failed to init/update submodules',
  );
  return (await status()) !== before;
}
