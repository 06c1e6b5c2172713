import type { Collection } from '../kind/collection.ts';

/* What belongs to Keystone, which no project owns. */

const identity = (name: string, importedBy: string) =>
  ({
    name,
    title: name,
    service: 'identity',
    path: `/${name}s`,
    many: `${name}s`,
    one: name,
    updateMethod: 'PATCH',
    owned: false,
    importedBy,
  }) as const satisfies Collection;

export const domains: Collection = identity('domain', 'import_domains');
export const projects: Collection = { ...identity('project', 'import_projects'), inDomain: true };
export const users: Collection = { ...identity('user', 'import_users'), inDomain: true };
export const groups: Collection = { ...identity('group', 'import_groups'), inDomain: true };
export const roles: Collection = { ...identity('role', 'import_user_project_role_assignments') };
