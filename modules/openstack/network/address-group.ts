import { addressGroups } from './collections.ts';
import { normaliseCidr } from '../kind/addresses.ts';
import type { Codec } from '../kind/codec.ts';
import { pathOf } from '../kind/collection.ts';
import { descriptionField, foundByName, nameField, standardInfo } from '../kind/common-fields.ts';
import { defineKind, type SetField } from '../kind/kind.ts';
import type { UndoCall, Writer } from '../kind/write.ts';
import { settle } from './settle-call.ts';

/** Single addresses and CIDRs in the file; Neutron takes CIDRs in their one form only. */
const cidrs: Codec = {
  refersTo: [],
  read: (wire) => Promise.resolve(wire),
  write: (value) => Promise.resolve(cidrsIn(value)),
  references: () => [],
};

/**
 * Address groups. Rules of the fields: Neutron's API reference, "Address groups", and its default policies. They have no
 * tags. Whether they are shared is a matter of RBAC policies.
 */
export const addressGroup = defineKind({
  collection: addressGroups,
  type: 'openstack.network.AddressGroup',
  file: 'address_groups.yml',
  plural: 'address_groups',
  about: 'Addresses that rules of security groups can refer to.',
  ...foundByName('address group'),
  fields: [
    nameField,
    descriptionField,
    {
      name: 'addresses',
      set: 'always',
      empty: [],
      born: [],
      sorted: [],
      inCreate: true,
      normalise: cidrsIn,
      codec: cidrs,
      call: setAddresses,
      schema: {
        type: 'array',
        nullable: true,
        items: { type: 'string', format: 'cidr', description: 'A CIDR, of either version of IP.' },
        description: 'The addresses.',
      },
    },
  ],
  info: [...standardInfo, { name: 'is_shared', wire: 'shared' }],
});

function cidrsIn(value: unknown): unknown {
  return Array.isArray(value) ? [...new Set(value.map(normaliseCidr))] : value;
}

async function setAddresses({ id, value, found, writer }: Parameters<SetField>[0]): ReturnType<SetField> {
  const wanted = listOf(cidrsIn(value));
  const before = listOf(cidrsIn(found['addresses']));
  const missing = wanted.filter((one) => !before.includes(one));
  const surplus = before.filter((one) => !wanted.includes(one));
  await change(writer, id, missing, ['add_addresses', 'remove_addresses']);
  await change(writer, id, surplus, ['remove_addresses', 'add_addresses']);
  return { addresses: wanted };
}

async function change(
  writer: Writer,
  id: string,
  addresses: readonly unknown[],
  [action, back]: readonly [string, string],
): Promise<void> {
  if (addresses.length === 0) return;
  const call = (name: string): UndoCall => ({
    method: 'PUT',
    path: `${pathOf(addressGroups, id)}/${name}`,
    body: { addresses },
  });
  await settle(
    writer,
    { operation: 'act', collection: addressGroups, id, ...call(action), undo: call(back) },
    (group) => {
      const now = listOf(cidrsIn(group['addresses']));
      return addresses.every((one) => now.includes(one) === (action === 'add_addresses'));
    },
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
