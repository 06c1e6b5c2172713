import type { Assignment, Role, Scope } from './rows.ts';
import { withImpliedRoles, type IdentityState } from './state.ts';

/** The id of an assignment: the same grant twice is one row. */
export function assignmentId(grant: Omit<Assignment, 'id'>): string {
  const { actor, target, role, isInherited } = grant;
  return [actor.kind, actor.id, target.kind, target.id, role, ...(isInherited ? ['inherited'] : [])].join(
    '/',
  );
}

/** The roles of a user in a scope, by assignment, by group, by implication and from above. */
export function rolesOf(state: IdentityState, userId: string, scope: Scope): Role[] {
  if (scope.kind === 'none') return [];
  const target = scope.kind === 'system' ? 'all' : scope.id;
  const above = scope.kind === 'project' ? ancestorsOf(state, scope.id) : new Set<string>();
  const groups = state.groups.all().filter((group) => group.users.includes(userId));
  const actors = [userId, ...groups.map((group) => group.id)];
  const ids = actors
    .flatMap((actor) => state.assignments.by('actor', actor))
    .filter((grant) =>
      grant.isInherited
        ? above.has(grant.target.id)
        : grant.target.kind === scope.kind && grant.target.id === target,
    )
    .flatMap((grant) => withImpliedRoles(state, grant.role));
  return [...new Set(ids)].flatMap((id) => state.roles.get(id) ?? []);
}

/** The ids of the projects above a project, and of its domain. */
export function ancestorsOf(state: IdentityState, projectId: string): Set<string> {
  const found = new Set<string>();
  for (
    let project = state.projects.get(projectId);
    project !== undefined && !found.has(project.parent_id);
    project = state.projects.get(project.parent_id)
  ) {
    found.add(project.parent_id);
    found.add(project.domain_id);
  }
  return found;
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
