import type * as Isomorphic from 'isomorphic-git';

export type IsomorphicGit = typeof Isomorphic.default;

let loaded: Promise<IsomorphicGit> | undefined;

/** The package, loaded when something is fetched or read for the first time. */
export function isomorphicGit(): Promise<IsomorphicGit> {
  return (loaded ??= import('isomorphic-git').then((module) => module.default));
}
