import type { Body } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { textOf } from '../kind/wire.ts';
import { assignmentItem } from './assignment.ts';
import { readByDomain, readRoles } from './read-by-domain.ts';

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

export const domains: Collection = { ...identity('domain', 'import_domains'), item: withOptions };

export const projects: Collection = {
  ...identity('project', 'import_projects'),
  inDomain: true,
  item: withOptions,
};

/** Keystone leaves out what nobody has set, so that it cannot be told from what may not be seen: null says it. */
export const users: Collection = {
  ...identity('user', 'import_users'),
  inDomain: true,
  read: (index) => readByDomain(index, users, domains),
  item: (body) => ({ description: null, email: null, default_project_id: null, ...withOptions(body) }),
};

export const groups: Collection = {
  ...identity('group', 'import_groups'),
  inDomain: true,
  read: (index) => readByDomain(index, groups, domains),
};

export const roles: Collection = {
  ...identity('role', 'import_roles'),
  inDomain: true,
  read: (index) => readRoles(index, roles, domains),
  item: withOptions,
};

/** Who has which role where: one list of all of them. An assignment has no id but the path by which it is made. */
const assignments = {
  service: 'identity',
  path: '/role_assignments',
  many: 'role_assignments',
  one: 'role_assignment',
  owned: false,
  item: assignmentItem,
  read: readAssignments,
} as const satisfies Partial<Collection>;

/** Those of users on projects, which OS-Migrate moves, too. */
export const userProjectRoleAssignments: Collection = {
  ...assignments,
  name: 'user_project_role_assignment',
  title: 'user project role assignment',
  importedBy: 'import_user_project_role_assignments',
};

/** The others: of groups, on domains and the system, and inherited ones. */
export const roleAssignments: Collection = {
  ...assignments,
  name: 'role_assignment',
  title: 'role assignment',
  importedBy: 'import_role_assignments',
};

/** Old releases know no options. */
function withOptions(body: Body): Body {
  return { options: {}, ...body };
}

/** Assignments are filtered by the names of those who have them. */
async function readAssignments(index: IndexOfCloud): Promise<readonly Body[]> {
  const { service, path, many } = assignments;
  const listed = await index.session.list(service, path, many);
  const [allUsers, allGroups] = await Promise.all([index.load(users), index.load(groups)]);
  return listed.map(assignmentItem).map((body) => {
    const assignee =
      allUsers.byId(textOf(body, 'user_id') ?? '') ?? allGroups.byId(textOf(body, 'group_id') ?? '');
    return { ...body, name: assignee === undefined ? '' : (textOf(assignee, 'name') ?? '') };
  });
}
