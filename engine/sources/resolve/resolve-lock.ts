import { emptyLock, type Lock } from '../lock/lock.ts';
import { sortAssets } from '../lock/lock-text.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { atItsPlace } from './at-its-place.ts';
import { checkReach } from './check-reach.ts';
import type { SourceContext } from './context.ts';
import { inParallel } from './in-parallel.ts';
import { addressesOf } from './obtain.ts';
import { resolveCollections } from './resolve-collections.ts';
import { resolvePlaybook } from './resolve-playbook.ts';
import { resolveRoles, type RolesOptions } from './resolve-roles.ts';

export interface LockRequest {
  readonly requirements: readonly Requirement[];
  /** The folder of the lock. */
  readonly folder: string;
  /** A lock that there is: what was locked for the same stays as it is. */
  readonly before?: Lock | undefined;
  /** Names that are resolved anew all the same. */
  readonly isMoved?: (name: string) => boolean;
}

/** Resolves all that is asked for, with all that it needs, to content that is in the cache. */
export async function resolveLock(request: LockRequest, context: SourceContext): Promise<Lock> {
  const { requirements, folder, before = emptyLock, isMoved = () => false } = request;
  const common = { folder, addresses: addressesOf(requirements), isMoved };
  const of = (kind: Requirement['kind'], all: readonly Requirement[]): readonly Requirement[] =>
    all.filter((one) => one.kind === kind);
  const options = (list: keyof Lock): RolesOptions => ({ ...common, before: before[list] });
  const playbooks = await inParallel(of('playbook', requirements), (one) =>
    atItsPlace(one, () => resolvePlaybook(one, context, options('playbooks'))),
  );
  for (const [index, { dependencies }] of playbooks.entries()) {
    const source = of('playbook', requirements)[index]?.source;
    if (source !== undefined) checkReach(source, dependencies);
  }
  const inner = playbooks.flatMap(({ dependencies }) => dependencies);
  const asked = { own: of('role', requirements), inner: of('role', inner) };
  const roles = await resolveRoles(asked, context, options('roles'));
  const collections = await resolveCollections(
    [...of('collection', requirements), ...of('collection', inner), ...roles.collections],
    context,
    options('collections'),
  );
  return {
    roles: sortAssets(roles.assets),
    collections: sortAssets(collections),
    playbooks: sortAssets(playbooks.map(({ asset }) => asset)),
  };
}
