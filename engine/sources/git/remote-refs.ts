import { DroverError } from '../../diagnostics/drover-error.ts';
import { suggest } from '../../schema/suggest.ts';

/** What a repository offers. */
export interface RemoteRefs {
  /** The branch that HEAD stands for, `refs/heads/main`; undefined where it is detached, or there is none. */
  readonly head: string | undefined;
  readonly headOid: string | undefined;
  /** Object ids by full name (`refs/tags/v1`); of annotated tags that of the tag. */
  readonly refs: ReadonlyMap<string, string>;
  /** Of annotated tags: the commit that they stand for. */
  readonly peeled: ReadonlyMap<string, string>;
}

/** What a version stands for. */
export interface Wanted {
  /** What is asked of the server: the commit, or the tag that stands for it. */
  readonly oid: string;
  /** The commit, where it is known without asking. */
  readonly commit: string | undefined;
  /** `refs/heads/main`, or undefined where the version is a commit itself. */
  readonly ref: string | undefined;
}

/** `short`: it may be the beginning of a commit id, which only the whole history tells. */
export type Found = Wanted | 'short' | undefined;

/**
 * What a version stands for, as `git checkout` takes it in a fresh clone: the default branch, then a tag, then another
 * branch; a full commit id stands for itself.
 */
export function findVersion(version: string, remote: RemoteRefs): Found {
  if (version === '' || version === 'HEAD') {
    return remote.headOid === undefined
      ? undefined
      : { oid: remote.headOid, commit: remote.headOid, ref: remote.head };
  }
  if (isCommitId(version))
    return { oid: version.toLowerCase(), commit: version.toLowerCase(), ref: undefined };
  const names = candidates(version, remote.head);
  const name = names.find((one) => remote.refs.has(one));
  const oid = name === undefined ? undefined : remote.refs.get(name);
  if (name === undefined || oid === undefined) return /^[0-9a-f]{4,39}$/i.test(version) ? 'short' : undefined;
  const peeled = remote.peeled.get(name);
  const isBranch = name.startsWith('refs/heads/');
  return { oid, commit: peeled ?? (isBranch ? oid : undefined), ref: name };
}

export function isCommitId(text: string): boolean {
  return /^[0-9a-f]{40}$/i.test(text);
}

function candidates(version: string, head: string | undefined): readonly string[] {
  if (version.startsWith('refs/')) return [version];
  const branch = `refs/heads/${version}`;
  const tag = `refs/tags/${version}`;
  const remote = version.startsWith('origin/') ? [`refs/heads/${version.slice('origin/'.length)}`] : [];
  const partial = /^(?:heads|tags)\//.test(version) ? [`refs/${version}`] : [];
  return head === branch ? [branch, tag] : [tag, branch, ...partial, ...remote];
}

/** That a repository has no such version, with what it has. */
export function noSuchVersion(version: string, what: string, remote: RemoteRefs): DroverError {
  if (remote.refs.size === 0) {
    return new DroverError('source-missing', {
      detail: `${what} is empty: there is no commit in it.`,
      help: 'Push something to it, or name another repository.',
    });
  }
  const names = [...remote.refs.keys()].flatMap(
    (name) => /^refs\/(?:heads|tags)\/(.+)$/.exec(name)?.[1] ?? [],
  );
  const near = suggest(version, names);
  return new DroverError('source-missing', {
    detail: `${what} has no branch, tag or commit ${version === '' ? 'HEAD' : `“${version}”`}.`,
    help: near === undefined ? `It has ${listed(names)}.` : `Did you mean ${near}? It has ${listed(names)}.`,
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8);
  return shown.join(', ') + (names.length > shown.length ? ` and ${names.length - shown.length} more` : '');
}
