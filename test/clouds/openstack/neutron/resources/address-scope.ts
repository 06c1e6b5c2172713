import { addressScopeAttributes } from '../attributes/addresses.ts';
import { conflict, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isOwnOrShared, isSharedWith } from '../policy/visible.ts';
import type { AddressScope } from '../rows.ts';
import { shareWithAll } from './sharing.ts';

export interface AddressScopeInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly ip_version: 4 | 6;
  readonly shared: boolean;
}

export const addressScopeKind: Kind<AddressScope, AddressScopeInput> = {
  member: 'address_scope',
  collection: 'address_scopes',
  path: 'address-scopes',
  bulk: 'broken',
  extension: 'address-scope',
  attributes: addressScopeAttributes,
  table: (state) => state.addressScopes,
  view: (row, context) => ({
    ...row,
    shared: isSharedWith(context, row.id),
    project_id: row.tenant_id,
  }),
  isVisible: isOwnOrShared,
  notFound: (id) => refuse(404, 'AddressScopeNotFound', `Address scope ${id} could not be found.`),

  create(values, context) {
    const { tenant_id, name, ip_version } = values;
    const row = context.state.addressScopes.insert({
      id: context.state.ids.uuid(),
      tenant_id,
      name,
      ip_version,
    });
    if (values.shared) shareWithAll(row, 'address_scope', 'access_as_shared', context);
    return row;
  },

  update(row, values, context) {
    if (row.id && values.shared === false && isSharedWith(context, row.id)) {
      throw refuse(
        400,
        'AddressScopeUpdateError',
        `Unable to update address scope ${row.id} : Shared address scope can't be unshared.`,
      );
    }
    if (values.shared === true) shareWithAll(row, 'address_scope', 'access_as_shared', context);
    return context.state.addressScopes.replace({
      ...row,
      ...(values.name === undefined ? {} : { name: values.name }),
    });
  },

  remove(row, { state }) {
    if (state.subnetPools.all().some((pool) => pool.address_scope_id === row.id)) {
      throw conflict(
        'AddressScopeInUse',
        `Unable to complete operation on address scope ${row.id}. There are one or more subnet pools in use on the address scope.`,
      );
    }
    for (const policy of state.rbacPolicies.by('object', row.id)) state.rbacPolicies.remove(policy.id);
    state.addressScopes.remove(row.id);
  },
};
