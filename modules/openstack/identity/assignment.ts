import type { Body } from '../api/session.types.ts';
import { isBody, textOf } from '../kind/wire.ts';

/*
 * Role assignments as drover knows them. Keystone lists them as objects within objects and without ids; here an
 * assignment is flat, and its id is the path that makes it (PUT) and takes it away (DELETE).
 */

/** Who has a role, or where: `{type: 'group', id}`. The system has the id `all`. */
export interface Party {
  readonly type: 'user' | 'group' | 'project' | 'domain' | 'system';
  readonly id: string;
}

/** The form that drover knows an assignment in; one in that form stays as it is. */
export function assignmentItem(body: Body): Body {
  const { scope, role } = body;
  if (!isBody(scope)) return body;
  const assignee = partyIn(body, ['user', 'group']);
  const place = isBody(scope['system']) ? SYSTEM : partyIn(scope, ['project', 'domain']);
  return assignmentOf({
    assignee,
    scope: place,
    role: isBody(role) ? (textOf(role, 'id') ?? '') : '',
    isInherited: scope['OS-INHERIT:inherited_to'] === 'projects',
  });
}

export const SYSTEM: Party = { type: 'system', id: 'all' };

/** The parts of an assignment. */
export interface AssignmentParts {
  readonly assignee: Party;
  readonly scope: Party;
  readonly role: string;
  /** It holds in all that lies below, and not in the project or domain itself. */
  readonly isInherited: boolean;
}

/** An assignment of these parts. The keys `user_id` and so on are for those that look for one kind of party. */
export function assignmentOf({ assignee, scope, role, isInherited }: AssignmentParts): Body {
  return {
    id: assignmentPath({ assignee, scope, role, isInherited }),
    assignee: { ...assignee },
    scope_of: { ...scope },
    [`${assignee.type}_id`]: assignee.id,
    [`${scope.type}_id`]: scope.id,
    role_id: role,
    is_inherited: isInherited,
  };
}

/** Below the service's endpoint, without the slash in front: `projects/P/users/U/roles/R`. */
export function assignmentPath({ assignee, scope, role, isInherited }: AssignmentParts): string {
  const place = scope.type === 'system' ? 'system' : `${scope.type}s/${encodeURIComponent(scope.id)}`;
  const path = `${place}/${assignee.type}s/${encodeURIComponent(assignee.id)}/roles/${encodeURIComponent(role)}`;
  return isInherited ? `OS-INHERIT/${path}/inherited_to_projects` : path;
}

function partyIn(body: Body, types: readonly Party['type'][]): Party {
  for (const type of types) {
    const party = body[type];
    if (isBody(party)) return { type, id: textOf(party, 'id') ?? '' };
  }
  return { type: types[0] ?? 'user', id: '' };
}
