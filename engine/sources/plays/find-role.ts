import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { PlayContent } from '../../module.ts';
import { didYouMean } from '../../schema/suggest.ts';
import { digestTree } from '../tree/digest-tree.ts';
import { readTree } from '../tree/folder.ts';
import { copied, type Copies } from './copies.ts';
import { fromLock } from './from-lock.ts';
import type { OpenLock, PlayContentOptions } from './options.ts';

/** A role: of the lock, of a collection there, of this machine, or of drover. Throws `unknown-role`. */
export async function findRole(
  name: string,
  known: string | undefined,
  options: PlayContentOptions,
  copies: Copies,
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

async function ownRole(
  name: string,
  folder: string,
  known: string | undefined,
  options: PlayContentOptions,
  copies: Copies,
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

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
