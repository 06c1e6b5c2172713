import { addressScopes } from './collections.ts';
import { foundByName, nameField } from '../kind/common-fields.ts';
import type { Wanted } from '../kind/import-facts.ts';
import { defineKind, type Preparation } from '../kind/kind.ts';

/** Address scopes. Rules of the fields: Neutron's API reference, "Address scopes", and its default policies. */
export const addressScope = defineKind({
  collection: addressScopes,
  type: 'openstack.network.AddressScope',
  file: 'address_scopes.yml',
  plural: 'address_scopes',
  about: 'Subnet pools whose addresses do not overlap, so that routers need not translate between them.',
  ...foundByName('address scope'),
  fields: [
    nameField,
    {
      name: 'ip_version',
      set: 'create',
      schema: { type: 'integer', minimum: 4, maximum: 6, description: '4 or 6.' },
    },
    {
      name: 'is_shared',
      wire: 'shared',
      set: 'always',
      born: false,
      adminOnly: true,
      oneWay: 'Neutron does not let an address scope that is shared be shared no longer.',
      schema: { type: 'boolean', nullable: true, description: 'Whether all projects may use it.' },
    },
  ],
  info: [{ name: 'id' }, { name: 'project_id' }],
  behaviour: { prepare: (preparation) => Promise.resolve(keepShared(preparation)) },
});

/** Neutron does not take back that a scope is shared. */
function keepShared({ wanted, found }: Preparation): Wanted {
  if (found?.['shared'] !== true || wanted.values.get('is_shared') !== false) return wanted;
  const values = new Map(wanted.values);
  values.delete('is_shared');
  const warning = 'is_shared: it is shared at the destination, and Neutron does not take that back.';
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}
