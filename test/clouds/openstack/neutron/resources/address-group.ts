import { isObject, type JsonObject } from '../../http/exchange.ts';
import { formatNetwork, parseCidr } from '../address/cidr.ts';
import { addressGroupAttributes } from '../attributes/addresses.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isOwnOrShared } from '../policy/visible.ts';
import type { AddressGroup } from '../rows.ts';
import { listOf, subnet } from '../values/check.ts';
import { pythonRepr } from '../values/python.ts';
import { isSet, type Unset } from '../values/unset.ts';
import { pick } from './network.ts';

export interface AddressGroupInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly addresses: readonly string[] | Unset;
}

export const addressGroupKind: Kind<AddressGroup, AddressGroupInput> = {
  member: 'address_group',
  collection: 'address_groups',
  path: 'address-groups',
  bulk: 'broken',
  extension: 'address-group',
  attributes: addressGroupAttributes,
  table: (state) => state.addressGroups,
  view: (row) => ({ ...row, project_id: row.tenant_id }),
  isVisible: isOwnOrShared,
  notFound: (id) => refuse(404, 'AddressGroupNotFound', `Address group ${id} could not be found.`),
  actions: {
    add_addresses: (row, body, context) => {
      const added = addressesIn(body);
      const there = added.filter((address) => row.addresses.includes(address));
      if (there.length > 0)
        throw refuse(
          400,
          'AddressesAlreadyExist',
          `Addresses ${pythonRepr(there)} already exist in the address group ${row.id}.`,
        );
      return change(row, [...row.addresses, ...added], context);
    },
    remove_addresses: (row, body, context) => {
      const gone = addressesIn(body);
      const missing = gone.filter((address) => !row.addresses.includes(address));
      if (missing.length > 0)
        throw refuse(
          404,
          'AddressesNotFound',
          `Addresses ${pythonRepr(missing)} not found in the address group ${row.id}.`,
        );
      return change(
        row,
        row.addresses.filter((address) => !gone.includes(address)),
        context,
      );
    },
  },

  create: (values, { state }) =>
    state.addressGroups.insert({
      id: state.ids.uuid(),
      tenant_id: values.tenant_id,
      name: values.name,
      description: values.description,
      addresses: stored(isSet(values.addresses) ? values.addresses : []),
    }),

  update: (row, values, { state }) =>
    state.addressGroups.replace({ ...row, ...pick(values, ['name', 'description']) }),

  remove(row, { state }) {
    const isUsed = state.securityGroupRules.all().some((rule) => rule.remote_address_group_id === row.id);
    if (isUsed) {
      throw conflict(
        'AddressGroupInUse',
        `Address group ${row.id} is in use on one or more security group rules.`,
      );
    }
    for (const policy of state.rbacPolicies.by('object', row.id)) state.rbacPolicies.remove(policy.id);
    state.addressGroups.remove(row.id);
  },
};

function stored(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map((address) => formatNetwork(parseCidr(address)!)))].sort();
}

function change(row: AddressGroup, addresses: readonly string[], context: Context): JsonObject {
  const now = context.state.addressGroups.replace({ ...row, addresses: stored(addresses) });
  return { address_group: addressGroupKind.view(now, context) };
}

function addressesIn(body: JsonObject): string[] {
  const inside = isObject(body['address_group']) ? body['address_group'] : body;
  const wrong = listOf(subnet)(inside['addresses']);
  if (wrong !== undefined) throw badRequest(wrong);
  return stored((inside['addresses'] as readonly unknown[]).map(String));
}
