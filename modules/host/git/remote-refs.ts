import type { Git } from './git-program.ts';

/** What a version is at the remote. */
export interface Target {
  readonly kind: 'branch' | 'tag' | 'revision';
  /** The branch that is checked out; of HEAD the one that it stands for. */
  readonly branch?: string;
  /** Undefined: it is known only when it was fetched. */
  readonly commit: string | undefined;
}

/** Asks the remote for a version. `branch`: the one that HEAD stands for, where the machine has one checked out. */
export async function findTarget(
  git: Git,
  address: string,
  version: string,
  branch: string | undefined,
): Promise<Target> {
  if (/^[0-9a-f]{40}$/.test(version)) return { kind: 'revision', commit: version };
  const name = version === 'HEAD' ? branch : version;
  const patterns =
    name === undefined ? ['HEAD'] : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/tags/${name}^{}`];
  const told = await git.must(
    ['ls-remote', '--symref', address, ...patterns],
    undefined,
    `Could not determine remote revision for ${version}`,
  );
  return targetIn(told, name);
}

/** Reads `ls-remote --symref`; no name: HEAD. */
export function targetIn(text: string, name: string | undefined): Target {
  const refs = new Map<string, string>();
  let head: string | undefined;
  for (const line of text.split('\n')) {
    const [left = '', ref = ''] = line.split('\t');
    if (left.startsWith('ref: refs/heads/')) head = ref === 'HEAD' ? left.slice(16) : head;
    else if (ref !== '') refs.set(ref, left);
  }
  if (name === undefined)
    return {
      kind: 'branch',
      commit: refs.get('HEAD'),
      ...(head === undefined ? {} : { branch: head }),
    };
  const branch = refs.get(`refs/heads/${name}`);
  if (branch !== undefined) return { kind: 'branch', branch: name, commit: branch };
  const tag = refs.get(`refs/tags/${name}^{}`) ?? refs.get(`refs/tags/${name}`);
  if (tag !== undefined) return { kind: 'tag', commit: tag };
  return { kind: 'revision', commit: undefined };
}
