import { isObject } from '../../http/exchange.ts';
import { flagOf, textOf, type Entity } from '../entity.ts';
import { conflict, refuse } from '../refusals.ts';
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
      tags: [],
      options: isObject(values['options']) ? values['options'] : {},
    };
  },
  update: (row, values) => ({
    ...row,
    ...(values['name'] === undefined ? {} : { name: textOf(values, 'name', 64) }),
    ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
    enabled: flagOf(values, 'enabled') ?? row.enabled,
  }),
  remove(row, { state }) {
    if (row.enabled) throw refuse(403, 'Cannot delete a domain that is enabled, please disable it first.');
    for (const project of state.projects.all())
      if (project.domain_id === row.id) state.projects.remove(project.id);
    for (const user of state.users.all()) if (user.domain_id === row.id) state.users.remove(user.id);
  },
};
