import { suggest } from '../../schema/suggest.ts';
import type { SourceFiles } from '../files.ts';
import { baseName, folderOfPath, joinPath } from '../files-path.ts';
import type { RoleRequest } from './load-role.ts';

export interface FoundRole {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** Where a role was looked for in vain, and what its name was probably meant to be. */
export interface MissingRole {
  readonly lookedFor: readonly string[];
  readonly near: string | undefined;
}

/**
 * Finds a role by its name: `ns.coll.role` in collections, others in the folders of the search path in order, then in
 * the collections of `collections:`, then as a path. `os_migrate.os_migrate.x` is the role `x` that comes with drover,
 * where no such collection is installed.
 */
export function findRole(request: RoleRequest, files: SourceFiles): FoundRole | MissingRole {
  const candidates = candidatesOf(request);
  const path = candidates.find((candidate) => files.type(candidate) === 'directory');
  if (path !== undefined) {
    const name = request.name.startsWith('/') ? baseName(path) : request.name;
    return { name, path: files.absolute(path) };
  }
  const names = request.searchPath.flatMap((folder) => files.list(folder));
  return { lookedFor: candidates, near: suggest(request.name, names) };
}

const packagedCollection = 'os_migrate.os_migrate.';

function candidatesOf(request: RoleRequest): readonly string[] {
  const { name, searchPath } = request;
  if (isCollectionName(name)) {
    const packaged = name.startsWith(packagedCollection)
      ? searchPath.toReversed().map((folder) => joinPath(folder, name.slice(packagedCollection.length)))
      : [];
    return [
      ...inCollections(request, name),
      ...packaged,
      ...searchPath.map((folder) => joinPath(folder, name)),
    ];
  }
  return [
    ...searchPath.map((folder) => joinPath(folder, name)),
    ...(request.collections ?? []).flatMap((collection) => inCollections(request, `${collection}.${name}`)),
    ...(name.includes('/') ? [joinPath('.', name)] : []),
  ];
}

function isCollectionName(name: string): boolean {
  return /^\w+\.\w+\.\w+$/.test(name);
}

function inCollections(request: RoleRequest, name: string): readonly string[] {
  const [namespace = '', collection = '', role = ''] = name.split('.');
  const inside = `ansible_collections/${namespace}/${collection}/roles/${role}`;
  return collectionFolders(request).map((folder) => joinPath(folder, inside));
}

/** `collections` beside the playbook, that is, beside or in each folder of roles; then the configured ones. */
function collectionFolders({ searchPath, collectionsPath = [] }: RoleRequest): readonly string[] {
  const adjacent = searchPath.map((folder) =>
    joinPath(baseName(folder) === 'roles' ? folderOfPath(folder) : folder, 'collections'),
  );
  return [...new Set([...adjacent, ...collectionsPath])];
}
