import { networks, segments, subnetPools, subnets } from './collections.ts';
import { normaliseAddresses, normaliseCidr, normalisePools, normaliseRoutes } from '../kind/addresses.ts';
import { reference } from '../kind/codecs.ts';
import { descriptionField, nameField, standardInfo, tagsField } from '../kind/common-fields.ts';
import type { Wanted } from '../kind/import-facts.ts';
import { defineKind } from '../kind/kind.ts';
import { namedLabel, nameIn } from '../kind/labels.ts';
import { referenceSchema, requiredReferenceSchema, routesSchema } from '../kind/schemas.ts';
import { isSame, textOf } from '../kind/wire.ts';

const IPV6_MODES = ['dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'] as const;

/**
 * Subnets. A name stands for one in its network, so that networks may have subnets of equal names. Rules of the
 * fields: Neutron's API reference, "Subnets", and its default policies.
 */
export const subnet = defineKind({
  collection: subnets,
  type: 'openstack.subnet.Subnet',
  file: 'subnets.yml',
  plural: 'subnets',
  about: 'A range of addresses of a network.',
  scopedToProject: true,
  namesMayRepeat: true,
  keys: (body) => [`${textOf(body, 'network_id') ?? ''} ${textOf(body, 'name') ?? ''}`],
  narrow: (wanted, candidates) => {
    const sameRange = candidates.filter((body) =>
      isSame(normaliseCidr(body['cidr']), normaliseCidr(wanted['cidr'])),
    );
    return sameRange.length > 0 ? sameRange : candidates;
  },
  label: (params) => namedLabel('subnet', params),
  identity: (params) => `${nameIn(params['network_ref'])} ${String(params['name'])}`,
  fields: [
    nameField,
    {
      name: 'network_ref',
      wire: 'network_id',
      set: 'create',
      codec: reference(networks),
      schema: requiredReferenceSchema('The network that it belongs to.'),
    },
    {
      name: 'ip_version',
      set: 'create',
      schema: { type: 'integer', minimum: 4, maximum: 6, description: '4 or 6.' },
    },
    {
      name: 'cidr',
      set: 'create',
      normalise: normaliseCidr,
      schema: {
        type: 'string',
        format: 'cidr',
        nullable: true,
        description: 'The range. Null: any, from the subnet pool.',
      },
    },
    descriptionField,
    {
      name: 'gateway_ip',
      set: 'always',
      empty: null,
      sendNull: true,
      normalise: normaliseAddresses,
      schema: {
        type: 'string',
        format: 'ip',
        nullable: true,
        description: 'The way out. Null: there is none.',
      },
    },
    {
      name: 'allocation_pools',
      set: 'always',
      sorted: ['start', 'end'],
      normalise: normalisePools,
      schema: {
        type: 'array',
        nullable: true,
        description: 'The addresses that ports get when they ask for none.',
        items: {
          type: 'object',
          description: 'A range of addresses.',
          required: ['start', 'end'],
          properties: {
            start: { type: 'string', format: 'ip', description: 'The first.' },
            end: { type: 'string', format: 'ip', description: 'The last.' },
          },
        },
      },
    },
    {
      name: 'dns_nameservers',
      set: 'always',
      empty: [],
      sorted: [],
      normalise: normaliseAddresses,
      schema: {
        type: 'array',
        nullable: true,
        items: { type: 'string', format: 'ip', description: 'An address.' },
        description: 'The name servers that guests are told of.',
      },
    },
    {
      // The field above comes sorted, for the sake of older readers, but guests ask name servers in their order.
      name: 'dns_nameservers_in_order',
      wire: 'dns_nameservers',
      set: 'always',
      extra: true,
      isWorthSaying: (wire) => Array.isArray(wire) && !isSame(wire, wire.toSorted()),
      normalise: normaliseAddresses,
      schema: {
        type: 'array',
        nullable: true,
        items: { type: 'string', format: 'ip', description: 'An address.' },
        description:
          'The same name servers in the order in which guests ask them. Passed over if they are others than those of dns_nameservers.',
      },
    },
    {
      name: 'host_routes',
      set: 'always',
      empty: [],
      sorted: ['destination', 'nexthop'],
      normalise: normaliseRoutes,
      schema: routesSchema('Routes that guests are told of.'),
    },
    {
      name: 'is_dhcp_enabled',
      wire: 'enable_dhcp',
      set: 'always',
      schema: { type: 'boolean', nullable: true, description: 'Whether guests get their addresses by DHCP.' },
    },
    {
      name: 'ipv6_address_mode',
      set: 'create',
      schema: {
        type: 'string',
        nullable: true,
        enum: IPV6_MODES,
        description: 'How guests get IPv6 addresses.',
      },
    },
    {
      name: 'ipv6_ra_mode',
      set: 'create',
      schema: {
        type: 'string',
        nullable: true,
        enum: IPV6_MODES,
        description: 'What the router announces to them.',
      },
    },
    {
      name: 'subnet_pool_ref',
      wire: 'subnetpool_id',
      set: 'create',
      extension: 'subnet_allocation',
      codec: reference(subnetPools),
      schema: referenceSchema('The pool that its range is taken from.'),
    },
    {
      name: 'use_default_subnet_pool',
      wire: 'use_default_subnetpool',
      set: 'create',
      born: false,
      extension: 'default-subnetpools',
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether its range is taken from the default pool. It cannot be read back.',
      },
    },
    {
      name: 'segment_ref',
      wire: 'segment_id',
      set: 'create',
      adminOnly: true,
      extension: 'segment',
      codec: reference(segments),
      schema: referenceSchema('The segment of the network that it belongs to.'),
    },
    {
      name: 'service_types',
      set: 'always',
      empty: [],
      born: [],
      sorted: [],
      adminOnly: true,
      extension: 'subnet-service-types',
      schema: {
        type: 'array',
        nullable: true,
        items: { type: 'string', description: 'A device owner, or the beginning of one.' },
        description: 'The kinds of ports that get addresses of it.',
      },
    },
    {
      name: 'dns_publish_fixed_ip',
      set: 'always',
      extra: true,
      born: false,
      extension: 'subnet-dns-publish-fixed-ip',
      schema: { type: 'boolean', nullable: true, description: 'Whether its addresses are published in DNS.' },
    },
    tagsField(subnets),
  ],
  behaviour: { prepare: ({ wanted }) => Promise.resolve(withoutStaleOrder(wanted)) },
  info: [
    ...standardInfo,
    { name: 'network_id' },
    { name: 'prefix_length', wire: 'prefixlen' },
    { name: 'segment_id' },
    { name: 'subnet_pool_id', wire: 'subnetpool_id' },
  ],
});

/** Who edits the list of name servers and not their order means the list. */
function withoutStaleOrder(wanted: Wanted): Wanted {
  const servers = normaliseAddresses(wanted.values.get('dns_nameservers'));
  const ordered = normaliseAddresses(wanted.values.get('dns_nameservers_in_order'));
  const isOrderOfThem =
    Array.isArray(servers) && Array.isArray(ordered) && isSame(servers.toSorted(), ordered.toSorted());
  if (isOrderOfThem || ordered === undefined) return wanted;
  const values = new Map(wanted.values);
  values.delete('dns_nameservers_in_order');
  return { ...wanted, values };
}
