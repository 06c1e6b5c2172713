import type { Body } from '../api/session.types.ts';
import { fixedIps, reference, references } from '../kind/codecs.ts';
import {
  adminStateField,
  descriptionField,
  nameField,
  standardInfo,
  tagsField,
} from '../kind/common-fields.ts';
import { defineKind, type Behaviour, type Kind } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { fixedIpsSchema, referenceSchema, requiredReferenceSchema } from '../kind/schemas.ts';
import { bodiesAt, isBody, textOf } from '../kind/wire.ts';
import { networks, ports, qosPolicies, securityGroups } from './collections.ts';
import { normaliseFixedIps } from './port-addresses.ts';
import { isMadeOfPort, isMeantPort, macIn, narrowPorts, portKeys } from './port-identity.ts';
import { isStandAlone } from './port-owners.ts';
import { settlePort } from './port-settings.ts';
import { normaliseOptions, updatePort } from './port-update.ts';

/**
 * Ports that nobody has: kept for later, for virtual addresses, trunks and floating IPs. Those of servers move with
 * their servers, and those that Neutron makes by itself are made there again. Rules of the fields: Neutron's API
 * reference, "Ports", and its default policies.
 */
export const port: Kind = defineKind({
  collection: ports,
  type: 'openstack.network.Port',
  file: 'ports.yml',
  plural: 'ports',
  about: 'A place in a network that no server and no router has.',
  scopedToProject: true,
  namesMayRepeat: true,
  keys: portKeys,
  isMeant: isMeantPort,
  narrow: narrowPorts,
  areInterchangeable: true,
  label: (params) => `port ${called(params)}`,
  identity: (params) =>
    `${nameIn(params['network_ref'])} ${macIn(params) ?? `${called(params)} ${addresses(params)}`}`,
  isExported: isStandAlone,
  roles: { label: "{{ item.params.name or item.params.mac_address | default('', true) }}" },
  fields: [
    {
      ...nameField,
      schema: { type: 'string', description: 'The name. It may be empty, and that of several.' },
      born: '',
    },
    descriptionField,
    adminStateField,
    {
      name: 'network_ref',
      wire: 'network_id',
      set: 'create',
      identifies: true,
      codec: reference(networks),
      schema: requiredReferenceSchema('The network that it is in.'),
    },
    {
      name: 'mac_address',
      set: 'create',
      normalise: (value) => (typeof value === 'string' ? macIn({ mac_address: value }) : value),
      schema: { type: 'string', nullable: true, description: 'Its MAC address. Null: the cloud chooses.' },
    },
    {
      name: 'fixed_ips_refs',
      wire: 'fixed_ips',
      set: 'always',
      sorted: ['subnet_id', 'ip_address'],
      normalise: normaliseFixedIps,
      codec: fixedIps,
      schema: fixedIpsSchema('Its addresses. Null: the cloud chooses. An empty list: none.'),
    },
    {
      name: 'allowed_address_pairs',
      set: 'always',
      empty: [],
      born: [],
      sorted: ['ip_address', 'mac_address'],
      extension: 'allowed-address-pairs',
      normalise: normalisePairs,
      schema: {
        type: 'array',
        nullable: true,
        description: 'Further addresses that may send through it.',
        items: {
          type: 'object',
          description: 'An address, or a range, with a MAC address.',
          required: ['ip_address'],
          properties: {
            ip_address: { type: 'string', format: 'cidr', description: 'An address or CIDR.' },
            mac_address: { type: 'string', nullable: true, description: 'Null: that of the port.' },
          },
        },
      },
    },
    {
      name: 'security_group_refs',
      wire: 'security_groups',
      set: 'always',
      sorted: [],
      extension: 'security-group',
      codec: references(securityGroups),
      schema: {
        type: 'array',
        nullable: true,
        items: requiredReferenceSchema('A security group.'),
        description: 'Its security groups. Null: the default one. An empty list: none.',
      },
    },
    {
      name: 'is_port_security_enabled',
      wire: 'port_security_enabled',
      set: 'always',
      extension: 'port-security',
      schema: {
        type: 'boolean',
        nullable: true,
        description:
          'Whether it may send from its own addresses only. Without it, it can have no security groups.',
      },
    },
    {
      name: 'qos_policy_ref',
      wire: 'qos_policy_id',
      set: 'always',
      empty: null,
      extension: 'qos',
      codec: reference(qosPolicies),
      schema: referenceSchema('Its QoS policy.'),
    },
    {
      name: 'extra_dhcp_opts',
      set: 'always',
      empty: [],
      born: [],
      sorted: ['opt_name', 'ip_version'],
      extension: 'extra_dhcp_opt',
      normalise: normaliseOptions,
      schema: {
        type: 'array',
        nullable: true,
        description: 'What its guest is told by DHCP besides.',
        items: {
          type: 'object',
          description: 'An option.',
          required: ['opt_name', 'opt_value'],
          properties: {
            opt_name: { type: 'string', description: 'Its name, as dnsmasq knows it, or its number.' },
            opt_value: { type: 'string', description: 'Its value.' },
            ip_version: {
              type: 'integer',
              nullable: true,
              minimum: 4,
              maximum: 6,
              description: '4 or 6. Null: 4.',
            },
          },
        },
      },
    },
    {
      name: 'dns_name',
      set: 'always',
      empty: '',
      born: '',
      extension: 'dns-integration',
      schema: { type: 'string', nullable: true, description: 'The name that it has in DNS.' },
    },
    {
      name: 'dns_domain',
      set: 'always',
      extra: true,
      empty: '',
      born: '',
      extension: 'dns-domain-ports',
      schema: { type: 'string', nullable: true, description: 'The DNS domain, with a dot at the end.' },
    },
    {
      name: 'binding_vnic_type',
      wire: 'binding:vnic_type',
      set: 'always',
      born: 'normal',
      extension: 'binding',
      schema: {
        type: 'string',
        nullable: true,
        description: 'What kind of device its guest gets: normal, direct, ...',
      },
    },
    {
      name: 'binding_profile',
      wire: 'binding:profile',
      set: 'always',
      extra: true,
      empty: {},
      born: {},
      adminOnly: true,
      extension: 'binding',
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description: 'What the driver of the network is told.',
      },
    },
    {
      name: 'numa_affinity_policy',
      set: 'always',
      extra: true,
      empty: null,
      adminOnly: true,
      extension: 'port-numa-affinity-policy',
      schema: {
        type: 'string',
        nullable: true,
        enum: ['required', 'preferred', 'legacy', 'socket'],
        description: 'Whether its device has to be near the memory of its guest.',
      },
    },
    {
      name: 'device_profile',
      set: 'create',
      extra: true,
      adminOnly: true,
      extension: 'port-device-profile',
      schema: { type: 'string', nullable: true, description: 'The profile of an accelerator.' },
    },
    {
      name: 'propagate_uplink_status',
      set: 'create',
      extra: true,
      extension: 'uplink-status-propagation',
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether its guest sees when the uplink is down.',
      },
    },
    {
      name: 'hints',
      set: 'always',
      extra: true,
      empty: {},
      adminOnly: true,
      extension: 'port-hints',
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description: 'Hints for the driver of the network.',
      },
    },
    {
      name: 'is_trusted',
      wire: 'trusted',
      set: 'always',
      extra: true,
      adminOnly: true,
      extension: 'port-trusted-vif',
      schema: { type: 'boolean', nullable: true, description: 'Whether its virtual function is trusted.' },
    },
    {
      name: 'value_specs',
      set: 'create',
      extra: true,
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description:
          'Further keys of the API, for extensions of the destination: sent as they are. Nothing exports them.',
      },
    },
    tagsField(ports),
  ],
  info: [
    ...standardInfo,
    { name: 'device_owner' },
    { name: 'network_id' },
    { name: 'qos_policy_id' },
    { name: 'security_group_ids', wire: 'security_groups', sorted: true },
    { name: 'status' },
  ],
  behaviour: behaviour(),
});

function behaviour(): Behaviour {
  return {
    prepare: (preparation) => settlePort(port, preparation),
    createBody: withSpecs,
    isMadeOf: isMadeOfPort,
    update: updatePort,
  };
}

/** Further keys stand beside those that drover knows. */
function withSpecs(body: Body): Body {
  const { value_specs: specs, ...rest } = body;
  return { ...(isBody(specs) ? specs : {}), ...rest };
}

function normalisePairs(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value
    .filter(isBody)
    .map((pair) => ({ ip_address: pair['ip_address'], mac_address: macIn(pair) ?? null }));
}

function called(params: Body): string {
  const name = textOf(params, 'name') ?? '';
  if (name !== '') return `"${name}"`;
  return macIn(params) ?? addresses(params);
}

function addresses(params: Body): string {
  return bodiesAt(params, 'fixed_ips_refs')
    .flatMap((ip) => textOf(ip, 'ip_address') ?? [])
    .join(', ');
}
