import { addressScopes, subnetPools } from './collections.ts';
import { reference } from '../kind/codecs.ts';
import { pathOf } from '../kind/collection.ts';
import { descriptionField, foundByName, nameField, standardInfo, tagsField } from '../kind/common-fields.ts';
import { defineKind, type Field, type SetField } from '../kind/kind.ts';
import { referenceSchema } from '../kind/schemas.ts';
import type { UndoCall, Writer } from '../kind/write.ts';
import { settle } from './settle-call.ts';
import { compactPrefixes, prefixesWithout } from './prefixes.ts';
import { isSame } from '../kind/wire.ts';

/** Subnet pools. Rules of the fields: Neutron's API reference, "Subnet pools", and its default policies. */
export const subnetPool = defineKind({
  collection: subnetPools,
  type: 'openstack.network.SubnetPool',
  file: 'subnet_pools.yml',
  plural: 'subnet_pools',
  about: 'Ranges that subnets take theirs from.',
  ...foundByName('subnet pool'),
  fields: [
    nameField,
    descriptionField,
    {
      name: 'prefixes',
      set: 'always',
      inCreate: true,
      normalise: compactPrefixes,
      call: setPrefixes,
      schema: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', format: 'cidr', description: 'A CIDR.' },
        description:
          'The ranges, of one version of IP. Those that subnets have taken from cannot be taken out.',
      },
    },
    length('minimum_prefix_length', 'min_prefixlen', 'The prefix of the largest subnet that it gives.'),
    length('maximum_prefix_length', 'max_prefixlen', 'The prefix of the smallest subnet that it gives.'),
    length('default_prefix_length', 'default_prefixlen', 'The prefix of subnets that ask for none.'),
    {
      name: 'default_quota',
      set: 'always',
      schema: {
        type: 'integer',
        nullable: true,
        minimum: 0,
        description: 'How much each project may take: of IPv4 addresses, of IPv6 subnets of /64.',
      },
    },
    {
      name: 'address_scope_ref',
      wire: 'address_scope_id',
      set: 'always',
      empty: null,
      extension: 'address-scope',
      codec: reference(addressScopes),
      schema: referenceSchema('The address scope that it belongs to.'),
    },
    {
      name: 'is_shared',
      wire: 'shared',
      set: 'create',
      born: false,
      adminOnly: true,
      schema: { type: 'boolean', nullable: true, description: 'Whether all projects may use it.' },
    },
    {
      name: 'is_default',
      set: 'always',
      born: false,
      adminOnly: true,
      extension: 'default-subnetpools',
      schema: {
        type: 'boolean',
        nullable: true,
        description:
          'Whether subnets are taken from it that name no pool. The cloud has one for each version of IP.',
      },
    },
    tagsField(subnetPools),
  ],
  info: [...standardInfo, { name: 'address_scope_id' }, { name: 'ip_version' }],
});

function length(name: string, wire: string, description: string): Field {
  return {
    name,
    wire,
    set: 'always',
    schema: { type: 'integer', nullable: true, minimum: 0, maximum: 128, description },
  };
}

/** Ranges are added and taken out one by one: in the body of an update, they can only grow. */
async function setPrefixes({ id, value, found, writer }: Parameters<SetField>[0]): ReturnType<SetField> {
  const before = found['prefixes'];
  const missing = prefixesWithout(value, before);
  const surplus = prefixesWithout(before, value);
  const extensions = await writer.index.session.extensions(subnetPools.service);
  if (extensions.has('subnetpool-prefix-ops')) {
    await change(writer, id, missing, ['add_prefixes', 'remove_prefixes']);
    await change(writer, id, surplus, ['remove_prefixes', 'add_prefixes']);
  } else {
    const call = {
      method: 'PUT',
      path: pathOf(subnetPools, id),
      body: { subnetpool: { prefixes: value } },
    } as const;
    await writer.write({
      operation: 'update',
      collection: subnetPools,
      id,
      ...call,
      before: { prefixes: before },
      undo: { impossible: 'the cloud takes no range out of a subnet pool' },
    });
  }
  return { prefixes: compactPrefixes(value) };
}

async function change(
  writer: Writer,
  id: string,
  prefixes: readonly string[],
  [action, back]: readonly [string, string],
): Promise<void> {
  if (prefixes.length === 0) return;
  const call = (name: string): UndoCall => ({
    method: 'PUT',
    path: `${pathOf(subnetPools, id)}/${name}`,
    body: { prefixes },
  });
  await settle(
    writer,
    { operation: 'act', collection: subnetPools, id, ...call(action), undo: call(back) },
    (pool) => {
      const left = prefixesWithout(prefixes, pool['prefixes']);
      return action === 'add_prefixes' ? left.length === 0 : isSame(left, compactPrefixes(prefixes));
    },
  );
}
