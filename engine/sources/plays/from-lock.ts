import { dirname, join } from 'node:path';
import type { PlayContent } from '../../module.ts';
import type { LockedAsset } from '../lock/lock.ts';
import type { LockedView } from '../view.ts';
import type { OpenLock } from './options.ts';

/** Content that a lock pins. */
export function fromLock(
  asset: LockedAsset,
  path: string,
  kind: PlayContent['kind'],
  { digest: lock }: OpenLock,
  view: LockedView,
): PlayContent {
  const { name, digest, src, version = 'HEAD', commit, release } = asset;
  const pin = commit?.slice(0, 12) ?? release ?? '';
  return {
    kind,
    name,
    digest,
    path,
    origin: `${src} (${[version, pin].filter((text) => text !== '').join(', ')})`,
    lock,
    roles: [...(kind === 'playbook' ? [join(dirname(path), 'roles')] : []), view.roles],
    collections: [view.collections],
  };
}
