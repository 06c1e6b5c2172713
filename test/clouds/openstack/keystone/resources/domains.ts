import { flagOf, tagsOf, textOf, type Entity } from '../entity.ts';
import { conflict, refuse } from '../refusals.ts';
import { mergedOptions, refuseImmutableDelete, refuseImmutableUpdate } from '../resource-options.ts';
import type { Domain } from '../rows.ts';

/** Domains: what holds projects and users. */
export const domains: Entity<Domain> = {
  member: 'domain',
  collection: 'domains',
  isHidden: true,
  table: (state) => state.domains,
  view: (row) => ({ ...row }),
  filters: { name: (row) => row.name, enabled: (row) => row.enabled },
  target: (row) => ({ domainId: row.id }),
  create(values, { state }) {
    const name = textOf(values, 'name', 64);
    if (state.domains.by('name', name).length > 0) {
      throw conflict(
        'project',
        `it is not permitted to have two projects acting as domains with the same name: ${name}`,
      );
    }
    return {
      id: state.ids.hex(),
      name,
      description: typeof values['description'] === 'string' ? values['description'] : '',
      enabled: flagOf(values, 'enabled') ?? true,
      tags: tagsOf(values) ?? [],
      options: mergedOptions({}, values),
    };
  },
  update(row, values) {
    refuseImmutableUpdate('domain', row, values);
    return {
      ...row,
      ...(values['name'] === undefined ? {} : { name: textOf(values, 'name', 64) }),
      ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
      enabled: flagOf(values, 'enabled') ?? row.enabled,
      tags: tagsOf(values) ?? row.tags,
      options: mergedOptions(row.options, values),
    };
  },
  remove(row, { state }) {
    refuseImmutableDelete('domain', row);
    if (row.enabled) throw refuse(403, 'Cannot delete a domain that is enabled, please disable it first.');
    for (const project of state.projects.all())
      if (project.domain_id === row.id) state.projects.remove(project.id);
    for (const user of state.users.all()) if (user.domain_id === row.id) state.users.remove(user.id);
    for (const group of state.groups.all()) if (group.domain_id === row.id) state.groups.remove(group.id);
    for (const role of state.roles.all()) if (role.domain_id === row.id) state.roles.remove(role.id);
    for (const grant of state.assignments.all())
      if (grant.target.id === row.id) state.assignments.remove(grant.id);
  },
};
