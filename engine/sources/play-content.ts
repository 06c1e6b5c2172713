import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DroverError } from '../diagnostics/drover-error.ts';
import type { PlayContent, PlayName } from '../module.ts';
import { didYouMean } from '../schema/suggest.ts';
import type { Cache } from './cache.ts';
import type { Lock, LockedAsset } from './lock/lock.ts';
import { playbookRequirement } from './requirements/playbook-source.ts';
import { safeUrl } from './safe-url.ts';
import { checkTree } from './tree/check-tree.ts';
import { digestTree } from './tree/digest-tree.ts';
import { readTree } from './tree/folder.ts';
import { playbookTree } from './tree/playbook-tree.ts';
import type { Tree } from './tree/tree.ts';
import type { LockedView } from './view.ts';

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

/**
 * Finds content for plays inside of a run: what a lock pins, else what stands on this machine, which is copied to the
 * cache when it is first asked for. In both cases the run has the same from then on, whatever becomes of its source.
 */
export function playContent(options: PlayContentOptions): {
  find(name: PlayName, known?: string): Promise<PlayContent>;
} {
  const copies = new Map<string, string>();
  const checking = new Map<string, Promise<PlayContent>>();
  const find = (name: PlayName, known: string | undefined): Promise<PlayContent> =>
    'role' in name
      ? findRole(name.role, known, options, copies)
      : findPlaybook(name.playbook, known, options, copies);
  return {
    // Those who ask at once share a check.
    find(name, known) {
      const key = JSON.stringify([name, known]);
      const under = checking.get(key);
      if (under !== undefined) return under;
      const check = find(name, known).finally(() => checking.delete(key));
      checking.set(key, check);
      return check;
    },
  };
}

async function findRole(
  name: string,
  known: string | undefined,
  options: PlayContentOptions,
  copies: Map<string, string>,
): Promise<PlayContent> {
  const { locked, folders, rolesPath, packaged } = options;
  const asset = locked?.lock.roles.find((one) => one.name === name);
  if (locked !== undefined && asset !== undefined) {
    const view = await locked.open();
    return fromLock(asset, join(view.roles, name), 'role', locked, view);
  }
  const inCollection = await fromCollection(name, locked);
  if (inCollection !== undefined) return inCollection;
  const own = [...folders.map((folder) => join(folder, 'roles')), ...rolesPath].find((folder) =>
    isFolder(join(folder, name)),
  );
  if (own !== undefined) return ownRole(name, own, known, options, copies);
  const home = packaged.find((folder) => isFolder(join(folder, name)));
  if (home !== undefined) return packagedRole(name, home);
  const names = (locked?.lock.roles ?? []).map((one) => one.name);
  throw new DroverError('unknown-role', {
    detail: `The role '${name}' of a hook was not found: neither in a lock nor in ${[...folders.map((folder) => join(folder, 'roles')), ...rolesPath, ...packaged].join(', ')}.`,
    help:
      didYouMean(name, names) ||
      'Name it in requirements.yml and run `drover roles lock`, or check the name.',
  });
}

/** `namespace.collection.role` */
async function fromCollection(name: string, locked: OpenLock | undefined): Promise<PlayContent | undefined> {
  const [namespace, collection, role, ...rest] = name.split('.');
  if (locked === undefined || role === undefined || rest.length > 0) return undefined;
  const asset = locked.lock.collections.find((one) => one.name === `${namespace}.${collection}`);
  if (asset === undefined) return undefined;
  const view = await locked.open();
  const path = join(
    view.collections,
    'ansible_collections',
    namespace ?? '',
    collection ?? '',
    'roles',
    role,
  );
  if (isFolder(path)) return { ...fromLock(asset, path, 'role', locked, view), name };
  throw new DroverError('unknown-role', {
    detail: `The collection ${namespace}.${collection}, as it is locked, has no role ${role}.`,
    help: 'Check the name, or lock a version that has it.',
  });
}

function fromLock(
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

async function ownRole(
  name: string,
  folder: string,
  known: string | undefined,
  options: PlayContentOptions,
  copies: Map<string, string>,
): Promise<PlayContent> {
  // With the others beside it, as it may need them.
  const copy = copied(folder, known, options.cache, copies, () => readTree(folder));
  const view = await options.locked?.open();
  return {
    kind: 'role',
    name,
    digest: copy.digest,
    path: join(copy.path, name),
    origin: join(folder, name),
    ...(options.locked === undefined ? {} : { lock: options.locked.digest }),
    roles: [copy.path, ...(view === undefined ? [] : [view.roles])],
    collections: view === undefined ? [] : [view.collections],
  };
}

function packagedRole(name: string, folder: string): PlayContent {
  const path = join(folder, name);
  return {
    kind: 'role',
    name,
    digest: digestTree(readTree(path)),
    path,
    origin: 'drover',
    roles: [folder],
    collections: [],
  };
}

async function findPlaybook(
  name: string,
  known: string | undefined,
  options: PlayContentOptions,
  copies: Map<string, string>,
): Promise<PlayContent> {
  const { locked, folders, cache } = options;
  if (isRepository(name)) {
    const asset = locked === undefined ? undefined : lockedPlaybook(name, locked.lock);
    if (locked === undefined || asset === undefined) throw notLocked(name);
    const view = await locked.open();
    const path = join(cache.folderOf(asset.digest), asset.name);
    return fromLock(asset, path, 'playbook', locked, view);
  }
  const path = folders.map((folder) => resolve(folder, name)).find((one) => existsSync(one));
  if (path === undefined) {
    throw new DroverError('playbook-not-found', {
      detail: `The playbook ${name} of a hook was not found in ${folders.join(' or in ')}.`,
      help: 'Check the path. One of a repository is written git+https://host/hooks.git//site.yml,main.',
    });
  }
  const copy = copied(path, known, cache, copies, () => playbookTree(path));
  const view = await locked?.open();
  return {
    kind: 'playbook',
    name,
    digest: copy.digest,
    path: join(copy.path, path.slice(dirname(path).length + 1)),
    origin: path,
    ...(locked === undefined ? {} : { lock: locked.digest }),
    roles: [join(copy.path, 'roles'), ...(view === undefined ? [] : [view.roles])],
    collections: view === undefined ? [] : [view.collections],
  };
}

/** Whether a playbook is one of a repository. */
export function isRepository(name: string): boolean {
  return name.startsWith('git+') || name.includes('://');
}

function lockedPlaybook(text: string, lock: Lock): LockedAsset | undefined {
  const { name, source, version } = playbookRequirement(text, 'hooks', '');
  const url = source.kind === 'git' ? safeUrl(source.url) : '';
  return lock.playbooks.find(
    (one) => one.name === name && one.src === url && (one.version ?? '') === version,
  );
}

/** A copy of what stands at a place, made once in a run: as it was when it was first asked for. */
function copied(
  place: string,
  known: string | undefined,
  cache: Cache,
  copies: Map<string, string>,
  read: () => Tree,
): { readonly digest: string; readonly path: string } {
  const before = copies.get(place) ?? known;
  if (before !== undefined) {
    const path = cache.find(before);
    if (path !== undefined) {
      copies.set(place, before);
      return { digest: before, path };
    }
  }
  const tree = read();
  checkTree(tree, place);
  const digest = cache.put(tree);
  if (before !== undefined && before !== digest) {
    throw new DroverError('content-damaged', {
      detail: `${place} is not what the run began with: it had the digest ${before} then, and has ${digest} now. Its copy in the cache is gone.`,
      help: 'Put it back as it was and go on with the run, or begin a new run.',
    });
  }
  copies.set(place, digest);
  return { digest, path: cache.folderOf(digest) };
}

function notLocked(name: string): DroverError {
  return new DroverError('content-not-locked', {
    detail: `The playbook ${safeUrl(name)} of a hook stands in no lock: which commit of it is meant is not known.`,
    help: `Lock it: drover roles lock --playbook ${safeUrl(name)}. Hooks that are given with -e are locked at the start of a run.`,
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
