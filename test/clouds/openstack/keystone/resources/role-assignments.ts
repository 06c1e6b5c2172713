import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Route } from '../../http/routes.ts';
import { listReply, type IdentityContext } from '../entity.ts';
import { isYes } from '../filters.ts';
import { assignmentId } from '../grants.ts';
import { enforce } from '../policy.ts';
import { notFound, refuse } from '../refusals.ts';
import type { Assignment } from '../rows.ts';
import { withImpliedRoles, type IdentityState } from '../state.ts';

/** The list of all grants, and the grants of one actor on one target. */
export const roleAssignmentRoutes: readonly Route<IdentityContext>[] = [
  { method: 'GET', path: '/v3/role_assignments', handle: listAssignments },
  ...(['users', 'groups'] as const).flatMap((actors) => [
    ...(['projects', 'domains'] as const).flatMap((targets) =>
      [false, true].flatMap((isInherited) => grantRoutes(targets, actors, isInherited)),
    ),
    ...grantRoutes('system', actors, false),
  ]),
];

function grantRoutes(
  targets: 'projects' | 'domains' | 'system',
  actors: 'users' | 'groups',
  isInherited: boolean,
): Route<IdentityContext>[] {
  const place = targets === 'system' ? 'system' : `${targets}/:target`;
  const path = `/v3/${isInherited ? 'OS-INHERIT/' : ''}${place}/${actors}/:actor/roles`;
  const one = `${path}/:role${isInherited ? '/inherited_to_projects' : ''}`;
  const all = isInherited ? `${path}/inherited_to_projects` : path;
  const grantOf = (parameters: Readonly<Record<string, string>>): Omit<Assignment, 'id'> => ({
    role: parameters['role'] ?? '',
    actor: { kind: actors === 'users' ? 'user' : 'group', id: parameters['actor'] ?? '' },
    target:
      targets === 'system'
        ? { kind: 'system', id: 'all' }
        : { kind: targets === 'projects' ? 'project' : 'domain', id: parameters['target'] ?? '' },
    isInherited,
  });
  return [
    {
      method: 'GET',
      path: all,
      handle(context, parameters) {
        enforce('list_grants', context.caller);
        const wanted = grantOf(parameters);
        const rows = context.state.assignments
          .by('actor', wanted.actor.id)
          .filter((each) => each.target.id === wanted.target.id && each.target.kind === wanted.target.kind)
          .filter((each) => each.isInherited === isInherited)
          .flatMap((each) => context.state.roles.get(each.role) ?? []);
        const items = rows.map((row) => ({
          ...row,
          links: { self: `${context.request.origin}/v3/roles/${row.id}` },
        }));
        return listReply('roles', items, context.request);
      },
    },
    {
      method: 'PUT',
      path: one,
      handle(context, parameters) {
        enforce('create_grant', context.caller);
        const grant = grantOf(parameters);
        checkGrant(context.state, grant);
        const row: Assignment = { id: assignmentId(grant), ...grant };
        if (!context.state.assignments.get(row.id)) context.state.assignments.insert(row);
        return { status: 204 };
      },
    },
    ...(['GET', 'HEAD'] as const).map((method) => ({
      method,
      path: one,
      handle(context: IdentityContext, parameters: Readonly<Record<string, string>>): CloudReply {
        enforce('check_grant', context.caller);
        findGrant(context.state, grantOf(parameters));
        return { status: 204 };
      },
    })),
    {
      method: 'DELETE',
      path: one,
      handle(context, parameters) {
        enforce('revoke_grant', context.caller);
        context.state.assignments.remove(findGrant(context.state, grantOf(parameters)).id);
        return { status: 204 };
      },
    },
  ];
}

function checkGrant(state: IdentityState, grant: Omit<Assignment, 'id'>): void {
  const role = state.roles.get(grant.role);
  if (!role) throw notFound('role', grant.role);
  const actors = grant.actor.kind === 'user' ? state.users : state.groups;
  // Keystone looks for whom an inherited role is given to no more than it has to.
  if (!grant.isInherited && !actors.get(grant.actor.id)) throw notFound(grant.actor.kind, grant.actor.id);
  const targets = { project: state.projects, domain: state.domains, system: undefined }[grant.target.kind];
  if (targets && !targets.get(grant.target.id)) throw notFound(grant.target.kind, grant.target.id);
  const domain = state.projects.get(grant.target.id)?.domain_id;
  if (role.domain_id !== null && domain !== undefined && role.domain_id !== domain) {
    throw refuse(
      403,
      `Project ${grant.target.id} must be in the same domain as the role ${role.id} being assigned.`,
    );
  }
}

function findGrant(state: IdentityState, grant: Omit<Assignment, 'id'>): Assignment {
  checkGrant(state, grant);
  const found = state.assignments.get(assignmentId(grant));
  if (!found) {
    throw notFound(
      'role assignment with role',
      `${grant.role} user or group: ${grant.actor.id}, project, domain, or system: ${grant.target.id}`,
    );
  }
  return found;
}

function listAssignments(context: IdentityContext): CloudReply {
  enforce('list_role_assignments', context.caller);
  const { state, request } = context;
  const { query } = request;
  const wanted: readonly [string, (row: Assignment) => string | undefined][] = [
    ['role.id', (row) => row.role],
    ['user.id', (row) => (row.actor.kind === 'user' ? row.actor.id : undefined)],
    ['group.id', (row) => (row.actor.kind === 'group' ? row.actor.id : undefined)],
    ['scope.project.id', (row) => (row.target.kind === 'project' ? row.target.id : undefined)],
    ['scope.domain.id', (row) => (row.target.kind === 'domain' ? row.target.id : undefined)],
    ['scope.system', (row) => (row.target.kind === 'system' ? (query.get('scope.system') ?? '') : undefined)],
  ];
  if (query.has('user.id') && query.has('group.id')) throw refuse(400, 'Specify a user or group, not both');
  const asks = (name: string): boolean => query.has(name) && isYes(query.get(name) ?? '');
  const withNames = asks('include_names');
  const all = state.assignments.all();
  const rows = (asks('effective') ? all.flatMap((row) => effective(state, row)) : all)
    .filter((row) => wanted.every(([name, of]) => !query.has(name) || of(row) === query.get(name)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return listReply(
    'role_assignments',
    rows.map((row) => viewAssignment(state, row, request.origin, withNames)),
    request,
  );
}

/** What a grant comes to: a group's is its members', and a role brings along those that it implies. */
function effective(state: IdentityState, row: Assignment): Assignment[] {
  const { actor } = row;
  const users = actor.kind === 'user' ? [actor.id] : (state.groups.get(actor.id)?.users ?? []);
  const roles = withImpliedRoles(state, row.role);
  return users.flatMap((id) => roles.map((role) => ({ ...row, role, actor: { kind: 'user', id } })));
}

function viewAssignment(
  state: IdentityState,
  row: Assignment,
  origin: string,
  withNames: boolean,
): JsonObject {
  const { actor, target, role } = row;
  const place = target.kind === 'system' ? 'system' : `${target.kind}s/${target.id}`;
  const path = `${place}/${actor.kind}s/${actor.id}/roles/${role}`;
  return {
    links: {
      assignment: `${origin}/v3/${row.isInherited ? `OS-INHERIT/${path}/inherited_to_projects` : path}`,
    },
    scope: {
      ...(target.kind === 'system'
        ? { system: { all: true } }
        : { [target.kind]: named(state, target.kind, target.id, withNames) }),
      ...(row.isInherited ? { 'OS-INHERIT:inherited_to': 'projects' } : {}),
    },
    [actor.kind]: named(state, actor.kind, actor.id, withNames),
    role: withNames ? { id: role, name: state.roles.get(role)?.name } : { id: role },
  };
}

function named(
  state: IdentityState,
  kind: 'user' | 'group' | 'project' | 'domain',
  id: string,
  withNames: boolean,
): JsonObject {
  if (!withNames) return { id };
  if (kind === 'domain') return { id, name: state.domains.get(id)?.name };
  const row = { user: state.users, group: state.groups, project: state.projects }[kind].get(id);
  const domainId = row?.domain_id ?? '';
  return { id, name: row?.name, domain: { id: domainId, name: state.domains.get(domainId)?.name } };
}
