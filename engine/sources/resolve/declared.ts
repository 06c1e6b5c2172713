import type { LockedAsset } from '../lock/lock.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { safeUrl } from '../safe-url.ts';

/** What a lock keeps of a requirement as it was written: it is held against the requirement later. */
export type Declared = Pick<LockedAsset, 'type' | 'src'> & {
  readonly path?: string;
  readonly version?: string;
};

export function declaredOf({ kind, source, version }: Requirement): Declared {
  const any = version === '' || (kind === 'collection' && version === '*');
  const common = any ? {} : { version };
  switch (source.kind) {
    case 'git': {
      // The path of a playbook is its name.
      const path = kind === 'playbook' ? '' : source.path;
      return { type: 'git', src: safeUrl(source.url), ...(path === '' ? {} : { path }), ...common };
    }
    case 'archive':
      return { type: 'archive', src: safeUrl(source.location), ...common };
    case 'folder':
      return { type: 'folder', src: source.path, ...common };
    case 'galaxy':
      return { type: 'galaxy', src: source.name, ...common };
  }
}

/** Whether a lock has been made for what is asked now. */
export function isDeclared(asset: LockedAsset, requirement: Requirement): boolean {
  const declared = declaredOf(requirement);
  return (
    (requirement.name === undefined || requirement.name === asset.name) &&
    asset.type === declared.type &&
    isAt(requirement, asset.src, declared.src) &&
    isAt(requirement, asset.path ?? '', declared.path ?? '') &&
    (asset.version ?? '') === (declared.version ?? '') &&
    // A signature is asked for now: it was not when this was locked.
    (requirement.signers === undefined || asset.signed !== undefined)
  );
}

/** A folder of collections stands for each of the folders in it. */
function isAt({ kind, source }: Requirement, locked: string, declared: string): boolean {
  if (locked === declared) return true;
  if (kind !== 'collection' || (source.kind !== 'git' && source.kind !== 'folder')) return false;
  const rest =
    declared === '' ? locked : locked.startsWith(`${declared}/`) ? locked.slice(declared.length + 1) : '';
  return rest !== '' && !rest.includes('/') && !rest.includes(':');
}

/** `role x`, `collection a.b`, `playbook site.yml of …`: how locks and messages name what asks. */
export function byName(requirement: Pick<Requirement, 'kind' | 'name'>): string {
  return `${requirement.kind} ${requirement.name ?? '?'}`;
}
