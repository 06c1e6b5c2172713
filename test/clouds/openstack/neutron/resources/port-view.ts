import type { JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import type { Port } from '../rows.ts';
import type { NetworkState } from '../state.ts';
import { viewHistory } from './network.ts';

/** A port with every attribute. */
export function viewPort(row: Port, { state }: Context): JsonObject {
  const ips = [...row.fixed_ips].sort((a, b) => (a.ip_address < b.ip_address ? -1 : 1));
  return {
    id: row.id,
    name: row.name,
    network_id: row.network_id,
    tenant_id: row.tenant_id,
    mac_address: row.mac_address,
    admin_state_up: row.admin_state_up,
    status: row.status,
    device_id: row.device_id,
    device_owner: row.device_owner,
    fixed_ips: ips,
    allowed_address_pairs: row.allowed_address_pairs,
    extra_dhcp_opts: row.extra_dhcp_opts,
    security_groups: [...row.security_groups].sort(),
    description: row.description,
    'binding:vnic_type': row.vnic_type,
    'binding:profile': row.profile,
    'binding:host_id': row.host_id,
    'binding:vif_type': row.host_id === '' ? 'unbound' : 'bridge',
    'binding:vif_details': row.host_id === '' ? {} : { port_filter: true, bound_drivers: { 0: 'loopback' } },
    port_security_enabled: row.port_security_enabled,
    qos_policy_id: row.qos_policy_id,
    qos_network_policy_id: state.networks.get(row.network_id)?.qos_policy_id ?? null,
    dns_name: row.dns_name,
    dns_assignment: ips.map((ip) => assignment(ip.ip_address, row.dns_name, state.dnsDomain)),
    ...viewTrunk(row, state),
    resource_request: null,
    ...viewHistory(row),
  };
}

function assignment(address: string, name: string, domain: string): JsonObject {
  const hostname = name === '' ? `host-${address.replace(/[.:]/g, '-')}` : name;
  const fqdn = hostname.endsWith('.') ? hostname : `${hostname}.${domain}`;
  return { ip_address: address, hostname, fqdn };
}

/** Shown by the port that a trunk hangs on. */
function viewTrunk(row: Port, state: NetworkState): JsonObject {
  const [trunk] = state.trunks.by('parent', row.id);
  if (!trunk) return {};
  const sub_ports = trunk.sub_ports.map((each) => ({
    ...each,
    mac_address: state.ports.get(each.port_id)?.mac_address,
  }));
  return { trunk_details: { trunk_id: trunk.id, sub_ports } };
}
