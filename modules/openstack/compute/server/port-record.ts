import type { Body } from '../../api/session.types.ts';
import type { Codec } from '../../kind/codec.ts';
import { defineKind, type Field } from '../../kind/kind.ts';
import { isBody, isEmpty, isSame } from '../../kind/wire.ts';
import { macIn } from '../../network/port-identity.ts';
import { port } from '../../network/port.ts';
import type { Nested } from './nested.ts';
import { trunkField } from './trunk-of-port.ts';

/*
 * The ports of a server. OS-Migrate's files have five fields of one; the others are those of ports that nobody has.
 */

/** What Nova and the agents note of the host that a port is on: no other cloud has that. */
const OF_THE_HOST = [
  'allocation',
  'arq_uuid',
  'card_serial_number',
  'migrating_to',
  'os_vif_delegation',
  'parent_name',
  'pci_slot',
  'pci_vendor_info',
  'pf_mac_address',
  'physical_network',
  'tag',
  'vf_num',
];

const profile: Codec = {
  refersTo: [],
  read: (wire) => Promise.resolve(wire ?? null),
  write: (value) =>
    Promise.resolve(
      isBody(value)
        ? Object.fromEntries(Object.entries(value).filter(([key]) => !OF_THE_HOST.includes(key)))
        : value,
    ),
  references: () => [],
};

/** A field of ports that nobody has. */
function own(name: string): Field {
  const field = port.fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`ports have no field ${name}`);
  return field;
}

/** One that OS-Migrate has, too: a null says nothing. */
function shared(name: string): Field {
  const { empty: _empty, extra: _extra, ...field } = own(name);
  return field;
}

/** One that OS-Migrate loses. */
function further(name: string, isWorthSaying?: (wire: unknown) => boolean): Field {
  const field = own(name);
  return {
    ...field,
    extra: true,
    isWorthSaying: isWorthSaying ?? ((wire) => !isEmpty(wire) && !isSame(wire, field.born)),
  };
}

const isSaid = (): boolean => true;

/** A port of a server: its record, its fields and how they are compared. */
export const serverPort = defineKind({
  ...port,
  type: 'openstack.network.ServerPort',
  about: 'A port of the server.',
  fields: [
    shared('network_ref'),
    shared('mac_address'),
    shared('fixed_ips_refs'),
    shared('binding_vnic_type'),
    { ...shared('binding_profile'), codec: profile },
    further('name'),
    further('description'),
    further('is_admin_state_up', (wire) => wire === false),
    further('security_group_refs', isSaid),
    further('is_port_security_enabled', isSaid),
    further('allowed_address_pairs'),
    further('qos_policy_ref'),
    further('extra_dhcp_opts'),
    further('dns_name'),
    further('dns_domain'),
    further('numa_affinity_policy'),
    further('device_profile'),
    further('propagate_uplink_status', (wire) => wire === true),
    further('hints'),
    further('is_trusted', (wire) => wire === true),
    own('value_specs'),
    further('tags'),
    {
      name: 'tag',
      set: 'create',
      extra: true,
      isWorthSaying: (wire) => !isEmpty(wire),
      schema: {
        type: 'string',
        nullable: true,
        description: 'The tag of the device, by which the guest finds it in its metadata.',
      },
    },
    trunkField,
  ],
  info: [{ name: 'device_id' }, { name: 'device_owner' }, { name: 'id' }],
});

export const nestedPorts: Nested = { kind: serverPort, tidy: withoutOwnMac, warnings, isTold };

function isTold(body: Body): boolean {
  return body['is_unseen'] !== true;
}

function warnings(bodies: readonly Body[]): readonly string[] {
  const told = bodies.filter(isTold);
  return [
    ...bodies
      .filter((body) => !isTold(body))
      .map(
        (body) =>
          `A server has a port ${macIn(body) ?? ''} which these credentials cannot see: it is not in the record.`,
      ),
    ...(told.some((body) => !('tag' in body))
      ? [
          "The source's Nova does not tell the tags of devices (that takes microversion 2.70): they are not in the records.",
        ]
      : []),
  ];
}

/** A pair with the MAC address of the port itself has none of its own: the port may get another one. */
function withoutOwnMac(body: Body): Body {
  const pairs = body['allowed_address_pairs'];
  if (!Array.isArray(pairs)) return body;
  const own = macIn(body);
  return {
    ...body,
    allowed_address_pairs: pairs.filter(isBody).map((pair) => {
      const { mac_address: _mac, ...rest } = pair;
      return macIn(pair) === own ? rest : pair;
    }),
  };
}
