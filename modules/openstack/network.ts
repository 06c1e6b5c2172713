import { networks, qosPolicies } from './collections.ts';
import {
  adminStateField,
  availabilityZoneHintsField,
  descriptionField,
  foundByName,
  nameField,
  standardInfo,
  tagsField,
} from './kind/common-fields.ts';
import { reference } from './kind/codecs.ts';
import { exportModule } from './kind/export-module.ts';
import { importModule } from './kind/import-module.ts';
import { infoModule } from './kind/info-module.ts';
import { defineKind } from './kind/kind.ts';
import { referenceSchema } from './kind/schemas.ts';

/** Networks. Rules of the fields: Neutron's API reference, "Networks", and its default policies. */
export const network = defineKind({
  collection: networks,
  type: 'openstack.network.Network',
  file: 'networks.yml',
  plural: 'networks',
  about: 'A network of a project.',
  ...foundByName('network'),
  fields: [
    nameField,
    descriptionField,
    adminStateField,
    {
      name: 'is_shared',
      wire: 'shared',
      set: 'always',
      born: false,
      adminOnly: true,
      schema: { type: 'boolean', nullable: true, description: 'Whether all projects may use it.' },
    },
    {
      name: 'is_router_external',
      wire: 'router:external',
      set: 'always',
      born: false,
      adminOnly: true,
      extension: 'external-net',
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether routers may have their gateways in it.',
      },
    },
    {
      name: 'is_default',
      set: 'always',
      born: false,
      adminOnly: true,
      extension: 'auto-allocated-topology',
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether it is the external network of topologies that are made by themselves.',
      },
    },
    {
      name: 'mtu',
      set: 'always',
      extension: 'net-mtu-writable',
      schema: { type: 'integer', nullable: true, minimum: 0, description: 'The largest packet, in bytes.' },
    },
    {
      name: 'is_port_security_enabled',
      wire: 'port_security_enabled',
      set: 'always',
      extension: 'port-security',
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether new ports get security groups and anti-spoofing rules.',
      },
    },
    {
      name: 'dns_domain',
      set: 'always',
      empty: '',
      born: '',
      extension: 'dns-integration',
      schema: {
        type: 'string',
        nullable: true,
        description: 'The DNS domain of its ports, with a dot at the end.',
      },
    },
    {
      name: 'qos_policy_ref',
      wire: 'qos_policy_id',
      set: 'always',
      empty: null,
      extension: 'qos',
      codec: reference(qosPolicies),
      schema: referenceSchema('The QoS policy of its ports.'),
    },
    availabilityZoneHintsField('network_availability_zone'),
    {
      name: 'is_vlan_transparent',
      wire: 'vlan_transparent',
      set: 'create',
      extension: 'vlan-transparent',
      schema: { type: 'boolean', nullable: true, description: 'Whether it carries VLANs of its guests.' },
    },
    {
      name: 'provider_network_type',
      wire: 'provider:network_type',
      set: 'create',
      adminOnly: true,
      extension: 'provider',
      schema: { type: 'string', nullable: true, description: 'How it is carried: vlan, vxlan, flat, ...' },
    },
    {
      name: 'provider_physical_network',
      wire: 'provider:physical_network',
      set: 'create',
      adminOnly: true,
      extension: 'provider',
      schema: { type: 'string', nullable: true, description: 'The physical network that carries it.' },
    },
    {
      name: 'provider_segmentation_id',
      wire: 'provider:segmentation_id',
      set: 'create',
      adminOnly: true,
      extension: 'provider',
      schema: { type: 'integer', nullable: true, minimum: 0, description: 'The VLAN id or tunnel id.' },
    },
    {
      name: 'segments',
      set: 'create',
      adminOnly: true,
      extension: 'multi-provider',
      schema: {
        type: 'array',
        nullable: true,
        items: {
          type: 'object',
          description: 'A segment, with the keys of the API.',
          properties: {},
          additionalProperties: true,
        },
        description: 'The segments of a network that has several, in place of the provider_* fields.',
      },
    },
    tagsField(networks),
  ],
  info: [
    ...standardInfo,
    { name: 'availability_zones', sorted: true },
    { name: 'qos_policy_id' },
    { name: 'status' },
    { name: 'subnet_ids', wire: 'subnets', sorted: true },
  ],
});

export const exportNetwork = exportModule(network);
export const importNetwork = importModule(network);
export const networksInfo = infoModule(network, { names: ['networks_info'], result: 'networks' });
