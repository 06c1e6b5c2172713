import type { Cache } from '../cache.ts';
import type { Lock } from '../lock/lock.ts';
import type { LockedView } from '../view.ts';

/** What content of plays is looked for in. */
export interface PlayContentOptions {
  readonly cache: Cache;
  readonly locked: OpenLock | undefined;
  /** Folders of playbooks: their `roles` are looked into, and paths of playbooks start there. */
  readonly folders: readonly string[];
  /** Further folders of roles. */
  readonly rolesPath: readonly string[];
  /** Folders of the roles that come with drover. */
  readonly packaged: readonly string[];
}

/** A lock, and what makes its content ready: each part is checked against its digest each time. */
export interface OpenLock {
  readonly lock: Lock;
  readonly digest: string;
  open(): Promise<LockedView>;
}
