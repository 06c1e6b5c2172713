import { externalNetwork, reference } from '../kind/codecs.ts';
import { normaliseAddresses } from '../kind/addresses.ts';
import { descriptionField, standardInfo, tagsField } from '../kind/common-fields.ts';
import { defineKind } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { referenceSchema, requiredReferenceSchema } from '../kind/schemas.ts';
import { textOf } from '../kind/wire.ts';
import { floatingIps, ports, qosPolicies, routerPorts } from './collections.ts';
import {
  completeFloatingIp,
  floatingIpKeys,
  isMadeOfFloatingIp,
  isMeantFloatingIp,
  narrowFloatingIps,
  settleFloatingIp,
  updateFloatingIp,
} from './floating-ip-settings.ts';
import {
  FORWARDING,
  forwardingsCodec,
  forwardingsOf,
  normaliseForwardings,
  setForwardings,
} from './port-forwardings.ts';

/** Floating IPs. Rules of the fields: Neutron's API reference, "Floating IPs", and its default policies. */
export const floatingIp = defineKind({
  collection: floatingIps,
  type: 'openstack.network.FloatingIP',
  file: 'floating_ips.yml',
  plural: 'floating_ips',
  about: 'An address outside that leads to a port inside, or to ports of several.',
  scopedToProject: true,
  // Neutron attaches it only where a router leads from the port's subnet outside.
  waitsFor: [routerPorts],
  namesMayRepeat: true,
  keys: floatingIpKeys,
  isMeant: isMeantFloatingIp,
  narrow: narrowFloatingIps,
  areInterchangeable: true,
  label: (params) => `floating IP ${textOf(params, 'floating_ip_address') ?? 'of any address'}`,
  identity: (params) =>
    [
      params['floating_ip_address'],
      nameIn(params['port_ref']),
      params['fixed_ip_address'],
      params['description'],
    ]
      .map((part) => (typeof part === 'string' ? part : ''))
      .join(' '),
  complete: completeFloatingIp,
  parts: forwardingsOf,
  roles: {
    filtered: 'params.floating_ip_address',
    label: "{{ item.params.floating_ip_address | default('', true) }}",
  },
  fields: [
    {
      name: 'floating_ip_address',
      set: 'create',
      normalise: normaliseAddresses,
      schema: {
        type: 'string',
        format: 'ip',
        nullable: true,
        description:
          'The address outside. Only administrators may ask for one; for others the cloud chooses.',
      },
    },
    {
      name: 'floating_network_ref',
      wire: 'floating_network_id',
      set: 'create',
      identifies: true,
      codec: externalNetwork,
      schema: requiredReferenceSchema('The external network.'),
    },
    {
      name: 'port_ref',
      wire: 'port_id',
      set: 'always',
      extra: true,
      empty: null,
      codec: reference(ports),
      schema: referenceSchema(
        'The port that it leads to. Not there for ports of servers: these get their floating IPs with their servers.',
      ),
    },
    {
      name: 'fixed_ip_address',
      set: 'always',
      extra: true,
      normalise: normaliseAddresses,
      schema: {
        type: 'string',
        format: 'ip',
        nullable: true,
        description: 'The address of the port, if that has several.',
      },
    },
    descriptionField,
    {
      name: 'qos_policy_ref',
      wire: 'qos_policy_id',
      set: 'always',
      empty: null,
      extension: 'qos-fip',
      codec: reference(qosPolicies),
      schema: referenceSchema('Its QoS policy.'),
    },
    dns('dns_name', 'The name that it has in DNS.'),
    dns('dns_domain', 'The DNS domain, with a dot at the end.'),
    {
      name: 'port_forwardings',
      set: 'always',
      extra: true,
      empty: [],
      born: [],
      sorted: ['protocol', 'external', 'external_port', 'external_port_range'],
      extension: FORWARDING,
      normalise: normaliseForwardings,
      codec: forwardingsCodec,
      call: setForwardings,
      schema: {
        type: 'array',
        nullable: true,
        description: 'What of it leads where, if it leads to several ports.',
        items: {
          type: 'object',
          description: 'A forwarding. On each side it has one port, or a range of ports.',
          required: ['protocol', 'internal_ip_address', 'internal_port_ref'],
          properties: {
            protocol: {
              type: 'string',
              enum: ['tcp', 'udp', 'icmp', 'sctp', 'dccp', 'icmp6', 'ipv6-icmp'],
              description: 'The protocol.',
            },
            external_port: side('The port outside.'),
            external_port_range: range('The ports outside: 8000:8009.'),
            internal_port: side('The port of the guest.'),
            internal_port_range: range('The ports of the guest: as many, or one.'),
            internal_ip_address: {
              type: 'string',
              format: 'ip',
              description: 'An address of the port inside.',
            },
            internal_port_ref: requiredReferenceSchema('The port inside.'),
            description: { type: 'string', nullable: true, description: 'A text for people.' },
          },
        },
      },
    },
    tagsField(floatingIps),
  ],
  info: [
    ...standardInfo,
    { name: 'attached_port_id' },
    { name: 'attached_to' },
    { name: 'floating_network_id' },
    { name: 'qos_policy_id' },
    { name: 'router_id' },
    { name: 'status' },
  ],
  behaviour: { prepare: settleFloatingIp, isMadeOf: isMadeOfFloatingIp, update: updateFloatingIp },
});

function dns(name: string, description: string) {
  return {
    name,
    set: 'create',
    extra: true,
    empty: '',
    born: '',
    extension: 'dns-integration',
    schema: { type: 'string', nullable: true, description },
  } as const;
}

function side(description: string) {
  return { type: 'integer', nullable: true, minimum: 1, maximum: 65535, description } as const;
}

function range(description: string) {
  return { type: 'string', nullable: true, description } as const;
}
