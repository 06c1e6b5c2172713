import { textOf, type Entity } from '../entity.ts';
import { conflict, refuse } from '../refusals.ts';
import type { Role } from '../rows.ts';

/** Roles. */
export const roles: Entity<Role> = {
  member: 'role',
  collection: 'roles',
  table: (state) => state.roles,
  view: (row) => ({ ...row }),
  filters: { name: (row) => row.name },
  create(values, { state }) {
    const name = textOf(values, 'name');
    if (state.roles.by('name', name).length > 0) {
      throw conflict('role', `Duplicate entry found with name ${name}`);
    }
    const description = typeof values['description'] === 'string' ? values['description'] : null;
    return { id: state.ids.hex(), name, domain_id: null, description, options: {} };
  },
  update(row, values) {
    refuseImmutable('update', row);
    return {
      ...row,
      ...(values['name'] === undefined ? {} : { name: textOf(values, 'name') }),
      ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
    };
  },
  remove(row, { state }) {
    refuseImmutable('delete', row);
    for (const grant of state.assignments.all())
      if (grant.role === row.id) state.assignments.remove(grant.id);
  },
};

/** The roles of a new cloud stay as they are. The stray mark in the message is Keystone's. */
function refuseImmutable(verb: string, { id, options }: Role): void {
  if (options['immutable'] !== true) return;
  throw refuse(
    403,
    `Unable to ${verb} immutable role resource: \`${id}. Set resource option "immutable" to false first.`,
  );
}
