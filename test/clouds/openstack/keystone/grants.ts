import type { Assignment, Role, Scope } from './rows.ts';
import { withImpliedRoles, type IdentityState } from './state.ts';

/** The id of an assignment: the same grant twice is one row. */
export function assignmentId(grant: Omit<Assignment, 'id'>): string {
  return [grant.actor.kind, grant.actor.id, grant.target.kind, grant.target.id, grant.role].join('/');
}

/** The roles of a user in a scope, by assignment, by group and by implication. */
export function rolesOf(state: IdentityState, userId: string, scope: Scope): Role[] {
  if (scope.kind === 'none') return [];
  const target = scope.kind === 'system' ? 'all' : scope.id;
  const groups = state.groups.all().filter((group) => group.users.includes(userId));
  const actors = [userId, ...groups.map((group) => group.id)];
  const names = actors
    .flatMap((actor) => state.assignments.by('actor', actor))
    .filter((grant) => grant.target.kind === scope.kind && grant.target.id === target)
    .flatMap((grant) => withImpliedRoles(state.roles.get(grant.role)?.name ?? ''));
  return [...new Set(names)].flatMap((name) => state.roles.by('name', name));
}

/** The projects in which a user has any role, and which are enabled. */
export function projectsOf(state: IdentityState, userId: string): string[] {
  return state.projects
    .all()
    .filter(
      (project) => project.enabled && rolesOf(state, userId, { kind: 'project', id: project.id }).length > 0,
    )
    .map((project) => project.id);
}
