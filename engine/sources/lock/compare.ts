import type { Requirement } from '../requirements/requirement.ts';
import { isDeclared } from '../resolve/declared.ts';
import type { Lock, LockedAsset } from './lock.ts';

/** Where a lock and the requirements disagree, in words; nothing where they agree. */
export function disagreements(
  lock: Lock,
  requirements: readonly Requirement[],
  files: readonly string[],
): readonly string[] {
  return [
    ...requirements.flatMap((one) => ofRequirement(one, lock)),
    ...[...lock.roles, ...lock.collections].flatMap((asset) =>
      asset.for.some((by) => files.includes(by)) && !requirements.some((one) => isFor(asset, one))
        ? [`${asset.name} is locked, but no longer asked for.`]
        : [],
    ),
    ...lock.roles.concat(lock.collections).flatMap((asset) => orphan(asset, lock, files)),
  ];
}

function ofRequirement(requirement: Requirement, lock: Lock): readonly string[] {
  const list =
    requirement.kind === 'role'
      ? lock.roles
      : requirement.kind === 'collection'
        ? lock.collections
        : lock.playbooks;
  if (list.some((asset) => isFor(asset, requirement))) return [];
  const named = list.find(({ name }) => name === requirement.name);
  const name = requirement.name ?? 'A collection';
  return [
    named === undefined
      ? `${name} is asked for, but not locked.`
      : `${name} is locked for another source or version than is asked for.`,
  ];
}

/** A range may have become another one that the lock meets as well; it was locked for the one that it notes. */
function isFor(asset: LockedAsset, requirement: Requirement): boolean {
  return isDeclared(asset, requirement);
}

/** What nobody asks for any more, because what asked for it was taken out by hand. */
function orphan({ name, for: askers }: LockedAsset, lock: Lock, files: readonly string[]): readonly string[] {
  const known = new Set([
    ...files,
    ...lock.roles.map((one) => `role ${one.name}`),
    ...lock.collections.map((one) => `collection ${one.name}`),
    ...lock.playbooks.map((one) => `playbook ${one.name}`),
  ]);
  const isOfFile = askers.some((by) => /\.ya?ml$/.test(by));
  return isOfFile || askers.some((by) => known.has(by))
    ? []
    : [`${name} is locked, but nothing that is locked asks for it.`];
}
