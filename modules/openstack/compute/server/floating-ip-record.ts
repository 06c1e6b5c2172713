import { defineKind, type Field } from '../../kind/kind.ts';
import { isEmpty } from '../../kind/wire.ts';
import { floatingIp } from '../../network/floating-ip.ts';
import { modeIn } from '../../workload/migration-modes.ts';
import type { Nested } from './nested.ts';

/* The floating IPs of a server. */

function own(name: string): Field {
  const field = floatingIp.fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`floating IPs have no field ${name}`);
  const { extra: _extra, ...rest } = field;
  return rest;
}

/** A floating IP of a server: its record and its fields. */
export const serverFloatingIp = defineKind({
  ...floatingIp,
  type: 'openstack.network.ServerFloatingIP',
  about: 'A floating IP of the server.',
  fields: [
    own('floating_network_ref'),
    own('floating_ip_address'),
    own('fixed_ip_address'),
    own('description'),
    own('dns_name'),
    own('dns_domain'),
    own('qos_policy_ref'),
    { ...own('tags'), extra: true, isWorthSaying: (wire) => !isEmpty(wire) },
  ],
  info: [
    { name: 'created_at' },
    { name: 'floating_network_id' },
    { name: 'id' },
    { name: 'port_id' },
    { name: 'qos_policy_id' },
    { name: 'router_id' },
    { name: 'tags' },
    { name: 'updated_at' },
  ],
});

export const nestedFloatingIps: Nested = {
  kind: serverFloatingIp,
  besides: ({ _info: info }) => (typeof info['port_id'] === 'string' ? { port_id: info['port_id'] } : {}),
  isNeeded: (_field, _one, server) => modeIn(server, 'floating_ip_mode') !== 'skip',
};
