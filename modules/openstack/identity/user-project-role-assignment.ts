import type { Body } from '../api/session.types.ts';
import { reference } from '../kind/codecs.ts';
import { defineKind } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { requiredReferenceSchema } from '../kind/schemas.ts';
import { textOf } from '../kind/wire.ts';
import { isAssignmentOf } from './about-projects.ts';
import { assign, assumedAssignment } from './assign.ts';
import { projects, userProjectRoleAssignments, users } from './collections.ts';
import { calledIn } from './common.ts';
import { roleReference } from './role-reference.ts';

/**
 * Roles of users on projects, as OS-Migrate knows them. They are made and never taken away. Rules: the identity API
 * reference, "Assign role to user on project".
 */
export const userProjectRoleAssignment = defineKind({
  collection: userProjectRoleAssignments,
  type: 'openstack.identity.UserProjectRoleAssignment',
  file: 'user_project_role_assignments.yml',
  plural: 'user_project_role_assignments',
  about: 'A role that a user has on a project. Administrators assign it.',
  scopedToProject: false,
  adminOnly: true,
  needsAdmin: 'both',
  sameIsOne: true,
  // Others are in the same list, and are none of these.
  keys: (body) =>
    isUserOnProject(body)
      ? [['project_id', 'user_id', 'role_id'].map((key) => textOf(body, key) ?? '').join(' ')]
      : [],
  label: (params) =>
    `role "${nameIn(params['role_ref'])}" of user "${calledIn(params['user_ref'])}" on project "${calledIn(params['project_ref'])}"`,
  identity: (params) => ['project_ref', 'user_ref', 'role_ref'].map((key) => calledIn(params[key])).join(' '),
  isAbout: isAssignmentOf,
  isExported: isUserOnProject,
  fields: [
    {
      name: 'project_ref',
      wire: 'project_id',
      set: 'create',
      identifies: true,
      codec: reference(projects),
      schema: requiredReferenceSchema('The project.'),
    },
    {
      name: 'user_ref',
      wire: 'user_id',
      set: 'create',
      identifies: true,
      codec: reference(users),
      schema: requiredReferenceSchema("The user; the name '%auth%' is the user of the credentials."),
    },
    {
      name: 'role_ref',
      wire: 'role_id',
      set: 'create',
      identifies: true,
      codec: roleReference,
      schema: requiredReferenceSchema('The role, which has to be at the destination.'),
    },
  ],
  info: [{ name: 'project_id' }, { name: 'role_id' }, { name: 'user_id' }],
  roles: {
    filter: 'os_migrate_user_filter',
    filtered: 'params.user_ref.name',
    filterNames: 'users',
    label:
      '{{ item.params.role_ref.name }} of {{ item.params.user_ref.name }} on {{ item.params.project_ref.name }}',
  },
  behaviour: {
    create: (_facts, body, writer) =>
      assign(writer, userProjectRoleAssignments, {
        assignee: { type: 'user', id: textOf(body, 'user_id') ?? '' },
        scope: { type: 'project', id: textOf(body, 'project_id') ?? '' },
        role: textOf(body, 'role_id') ?? '',
        isInherited: false,
      }),
    assumed: assumedAssignment,
  },
});

function isUserOnProject(body: Body): boolean {
  return (
    textOf(body, 'user_id') !== undefined &&
    textOf(body, 'project_id') !== undefined &&
    body['is_inherited'] !== true
  );
}
