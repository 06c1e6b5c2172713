import type { Field, Kind } from '../../kind/kind.ts';
import { serverFloatingIp } from './floating-ip-record.ts';
import { serverPort } from './port-record.ts';
import { serverVolume } from './volume-record.ts';

/*
 * What of the ports, floating IPs and volumes of a server is compared with what the destination has: what its guest and
 * those who reach it would notice. Names, descriptions, tags and what services fill in themselves (DNS names, profiles of
 * bindings, devices, image metadata) are not: they are set when the server is made, belong to things that have lives of
 * their own from then on, and a new server would be no better for them.
 */

function some(kind: Kind, names: readonly string[]): readonly Field[] {
  return kind.fields.filter(({ name }) => names.includes(name));
}

/** The fields that are compared. */
export const compared = {
  ports: some(serverPort, [
    'network_ref',
    'mac_address',
    'fixed_ips_refs',
    'binding_vnic_type',
    'is_admin_state_up',
    'security_group_refs',
    'is_port_security_enabled',
    'allowed_address_pairs',
    'qos_policy_ref',
  ]),
  /** Nova makes ports of its own, of networks, addresses and groups. */
  portsOfNova: some(serverPort, ['network_ref', 'security_group_refs']),
  floatingIps: some(serverFloatingIp, [
    'floating_network_ref',
    'floating_ip_address',
    'fixed_ip_address',
    'qos_policy_ref',
  ]),
  volumes: some(serverVolume, ['volume_type', 'size', 'is_multiattach', 'delete_on_termination']),
} as const;
