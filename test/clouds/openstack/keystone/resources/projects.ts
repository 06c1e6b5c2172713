import type { JsonObject } from '../../http/exchange.ts';
import { flagOf, tagsOf, textOf, type Entity, type IdentityContext } from '../entity.ts';
import { ancestorsOf } from '../grants.ts';
import { conflict, refuse } from '../refusals.ts';
import { mergedOptions, refuseImmutableDelete, refuseImmutableUpdate } from '../resource-options.ts';
import type { Project } from '../rows.ts';

const OWN_FIELDS = new Set([
  'name',
  'domain_id',
  'description',
  'enabled',
  'parent_id',
  'is_domain',
  'tags',
  'options',
]);

/** Projects: what owns networks and servers. */
export const projects: Entity<Project> = {
  member: 'project',
  collection: 'projects',
  isHidden: true,
  table: (state) => state.projects,
  view: ({ extra, ...row }) => ({ ...extra, ...row }),
  filters: {
    name: (row) => row.name,
    domain_id: (row) => row.domain_id,
    parent_id: (row) => row.parent_id,
    enabled: (row) => row.enabled,
    is_domain: (row) => row.is_domain,
    tags: (row) => row.tags,
  },
  target: (row) => ({ projectId: row.id, domainId: row.domain_id }),
  create(values, context) {
    const name = textOf(values, 'name', 64);
    const domainId = typeof values['domain_id'] === 'string' ? values['domain_id'] : domainOfCaller(context);
    // What a body names and is not there is a bad request; what a path names is not found.
    if (!context.state.domains.get(domainId)) throw refuse(400, `Could not find domain: ${domainId}.`);
    const parentId = typeof values['parent_id'] === 'string' ? values['parent_id'] : domainId;
    refuseParent(parentId, domainId, context);
    refuseDouble(name, domainId, context);
    return {
      id: context.state.ids.hex(),
      name,
      domain_id: domainId,
      description: typeof values['description'] === 'string' ? values['description'] : '',
      enabled: flagOf(values, 'enabled') ?? true,
      parent_id: parentId,
      is_domain: false,
      tags: tagsOf(values) ?? [],
      options: mergedOptions({}, values),
      extra: extraOf(values),
    };
  },
  update(row, values, context) {
    refuseImmutableUpdate('project', row, values);
    if (![undefined, row.domain_id].includes(values['domain_id'] as string | undefined)) {
      throw refuse(400, 'Cannot change Domain ID');
    }
    if (![undefined, row.parent_id].includes(values['parent_id'] as string | undefined)) {
      throw refuse(403, 'Update of `parent_id` is not allowed.');
    }
    const name = values['name'] === undefined ? row.name : textOf(values, 'name', 64);
    if (name !== row.name) refuseDouble(name, row.domain_id, context);
    const enabled = flagOf(values, 'enabled') ?? row.enabled;
    refuseSwitch(row, enabled, context);
    return {
      ...row,
      name,
      ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
      enabled,
      tags: tagsOf(values) ?? row.tags,
      options: mergedOptions(row.options, values),
      extra: { ...row.extra, ...extraOf(values) },
    };
  },
  remove(row, { state }) {
    refuseImmutableDelete('project', row);
    if (state.projects.all().some((each) => each.parent_id === row.id)) {
      throw refuse(
        403,
        `Cannot delete the project ${row.id} since it is not a leaf in the hierarchy. ` +
          'Use the cascade option if you want to delete a whole subtree.',
      );
    }
    for (const grant of state.assignments.all())
      if (grant.target.id === row.id) state.assignments.remove(grant.id);
    for (const each of state.applicationCredentials.all()) {
      if (each.project_id === row.id) state.applicationCredentials.remove(each.id);
    }
  },
};

/** A parent has to be there, in the same domain, and enabled with all above it. */
function refuseParent(parentId: string, domainId: string, { state }: IdentityContext): void {
  const parent = state.projects.get(parentId);
  if (parentId !== domainId) {
    if (!parent) throw refuse(400, `Could not find project: ${parentId}.`);
    if (parent.domain_id !== domainId) {
      throw refuse(
        400,
        `Cannot create project, since it specifies its domain_id ${domainId}, but specifies a parent in a different domain (${parent.domain_id}).`,
      );
    }
  }
  const disabled = [parentId, ...ancestorsOf(state, parentId), domainId].find(
    (id) => (state.projects.get(id) ?? state.domains.get(id))?.enabled === false,
  );
  if (disabled === undefined) return;
  throw refuse(400, `cannot create a project in a branch containing a disabled project: ${disabled}`);
}

/** A project is enabled below enabled ones only, and disabled above disabled ones only. */
function refuseSwitch(row: Project, enabled: boolean, { state }: IdentityContext): void {
  if (enabled === row.enabled) return;
  const isDisabled = (id: string): boolean =>
    (state.projects.get(id) ?? state.domains.get(id))?.enabled === false;
  if (enabled && [...ancestorsOf(state, row.id)].some(isDisabled))
    throw refuse(403, `Cannot enable project ${row.id} since it has disabled parents`);
  const below = state.projects.all().filter((each) => ancestorsOf(state, each.id).has(row.id));
  if (!enabled && below.some((each) => each.enabled))
    throw refuse(403, `Cannot disable project ${row.id} since its subtree contains enabled projects.`);
}

function extraOf(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !OWN_FIELDS.has(name)));
}

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
  const { extra, ...own } = row;
  return { ...extra, ...own, links: { self: `${origin}/v3/projects/${row.id}` } };
}
