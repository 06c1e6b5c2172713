import { isObject, type JsonObject } from '../../http/exchange.ts';
import { textOf, type Entity, type IdentityContext } from '../entity.ts';
import { conflict, notFound } from '../refusals.ts';
import type { Project } from '../rows.ts';

/** Projects: what owns networks and servers. */
export const projects: Entity<Project> = {
  member: 'project',
  collection: 'projects',
  isHidden: true,
  table: (state) => state.projects,
  view: (row) => ({ ...row }),
  filters: {
    name: (row) => row.name,
    domain_id: (row) => row.domain_id,
    parent_id: (row) => row.parent_id,
    enabled: (row) => String(row.enabled),
    is_domain: (row) => String(row.is_domain),
  },
  target: (row) => ({ projectId: row.id }),
  create(values, context) {
    const name = textOf(values, 'name', 64);
    const domainId = typeof values['domain_id'] === 'string' ? values['domain_id'] : domainOfCaller(context);
    if (!context.state.domains.get(domainId)) throw notFound('domain', domainId);
    refuseDouble(name, domainId, context);
    return {
      id: context.state.ids.hex(),
      name,
      domain_id: domainId,
      description: typeof values['description'] === 'string' ? values['description'] : '',
      enabled: values['enabled'] !== false,
      parent_id: typeof values['parent_id'] === 'string' ? values['parent_id'] : domainId,
      is_domain: false,
      tags: Array.isArray(values['tags']) ? values['tags'].map(String) : [],
      options: isObject(values['options']) ? values['options'] : {},
    };
  },
  update(row, values, context) {
    const name = values['name'] === undefined ? row.name : textOf(values, 'name', 64);
    if (name !== row.name) refuseDouble(name, row.domain_id, context);
    return {
      ...row,
      name,
      ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
      ...(typeof values['enabled'] === 'boolean' ? { enabled: values['enabled'] } : {}),
      ...(Array.isArray(values['tags']) ? { tags: values['tags'].map(String) } : {}),
    };
  },
  remove(row, { state }) {
    for (const grant of state.assignments.all())
      if (grant.target.id === row.id) state.assignments.remove(grant.id);
    for (const each of state.applicationCredentials.all()) {
      if (each.project_id === row.id) state.applicationCredentials.remove(each.id);
    }
  },
};

/** The domain that something is made in if the request names none. */
export function domainOfCaller({ state, caller }: IdentityContext): string {
  return caller.domainId ?? state.projects.get(caller.projectId ?? '')?.domain_id ?? 'default';
}

function refuseDouble(name: string, domainId: string, { state }: IdentityContext): void {
  if (!state.projects.by('name', name).some((each) => each.domain_id === domainId)) return;
  throw conflict(
    'project',
    `it is not permitted to have two projects with the same name in the same domain : ${name}`,
  );
}

/** A project without what only administrators set, for lists of one's own. */
export function viewProject(row: Project, origin: string): JsonObject {
  return { ...row, links: { self: `${origin}/v3/projects/${row.id}` } };
}
