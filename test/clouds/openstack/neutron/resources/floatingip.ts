import type { JsonObject } from '../../http/exchange.ts';
import { floatingIpAttributes } from '../attributes/floatingips.ts';
import { canonicalIp } from '../address/ip.ts';
import type { Context } from '../context.ts';
import { conflict, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { exposedForwardings } from '../port-forwardings.ts';
import { isOwn } from '../policy/visible.ts';
import type { FixedIp, FloatingIp, Network, Port } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { UNSET } from '../values/unset.ts';
import { checkQosPolicy, networkKind, networkNotFound, viewHistory } from './network.ts';
import { disassociate } from './floating-rows.ts';
import { insertPort, portKind, portNotFound, removePort } from './port.ts';
import { interfacesOf } from './router.ts';

export interface FloatingIpInput {
  readonly tenant_id: string;
  readonly description: string;
  readonly floating_network_id: string;
  readonly floating_ip_address: string | null;
  readonly subnet_id: string | null;
  readonly port_id: string | null;
  readonly fixed_ip_address: string | null;
  readonly qos_policy_id?: string | null;
}

export const floatingIpKind: Kind<FloatingIp, FloatingIpInput> = {
  member: 'floatingip',
  collection: 'floatingips',
  path: 'floatingips',
  bulk: 'refused',
  extension: 'router',
  attributes: floatingIpAttributes,
  hasQuota: true,
  hasTags: true,
  table: (state) => state.floatingIps,
  view: viewFloatingIp,
  isVisible: isOwn,
  notFound: (id) => refuse(404, 'FloatingIPNotFound', `Floating IP ${id} could not be found`),

  create(values, context) {
    const { state } = context;
    const network = externalNetwork(values.floating_network_id, context);
    checkQosPolicy(values.qos_policy_id, context);
    if (values.fixed_ip_address !== null && values.port_id === null) {
      throw bad('fixed_ip_address cannot be specified without a port_id');
    }
    const start = newRow(state, values.tenant_id, 0, { description: values.description });
    const port = holdAddress(start.id, network, values, context);
    const row: FloatingIp = {
      ...start,
      floating_ip_address: port.fixed_ips[0]!.ip_address,
      floating_network_id: network.id,
      floating_port_id: port.id,
      router_id: null,
      port_id: null,
      fixed_ip_address: null,
      status: 'DOWN',
      qos_policy_id: values.qos_policy_id ?? null,
      // Names are kept only where an outside service serves them.
      dns_name: '',
      dns_domain: '',
    };
    return state.floatingIps.insert(
      values.port_id === null
        ? row
        : { ...row, ...association(row, values.port_id, values.fixed_ip_address, context) },
    );
  },

  update(row, values, context) {
    const { state } = context;
    checkQosPolicy(values.qos_policy_id, context);
    const changed: FloatingIp = {
      ...row,
      ...(values.description === undefined ? {} : { description: values.description }),
      // An update that does not name a policy takes it away.
      qos_policy_id: values.qos_policy_id ?? null,
    };
    if (values.port_id === null && state.portForwardings.count('floatingIp', row.id) > 0)
      return state.floatingIps.replace(touched(state, changed));
    if (values.port_id === null) {
      disassociate(changed, context);
      return state.floatingIps.get(row.id)!;
    }
    if (values.port_id === undefined && values.fixed_ip_address === undefined) {
      return state.floatingIps.replace(touched(state, changed));
    }
    const portId = values.port_id ?? row.port_id;
    if (state.portForwardings.count('floatingIp', row.id) > 0) throw inUseByForwardings(row.id);
    if (portId === null) throw bad('fixed_ip_address cannot be specified without a port_id');
    const where = association(row, portId, values.fixed_ip_address ?? null, context);
    return state.floatingIps.replace(touched(state, { ...changed, ...where }));
  },

  remove(row, context) {
    const port = context.state.ports.get(row.floating_port_id);
    if (context.state.portForwardings.count('floatingIp', row.id) > 0) throw inUseByForwardings(row.id);
    context.state.floatingIps.remove(row.id);
    if (port) removePort(port, context);
  },
};

function viewFloatingIp(row: FloatingIp, context: Context): JsonObject {
  const { state } = context;
  const port = row.port_id === null ? undefined : state.ports.get(row.port_id);
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    floating_ip_address: row.floating_ip_address,
    floating_network_id: row.floating_network_id,
    router_id: row.router_id,
    port_id: row.port_id,
    fixed_ip_address: row.fixed_ip_address,
    status: row.status,
    description: row.description,
    qos_policy_id: row.qos_policy_id,
    port_details: port
      ? {
          name: port.name,
          network_id: port.network_id,
          mac_address: port.mac_address,
          admin_state_up: port.admin_state_up,
          status: port.status,
          device_id: port.device_id,
          device_owner: port.device_owner,
        }
      : null,
    dns_domain: row.dns_domain,
    dns_name: row.dns_name,
    port_forwardings: exposedForwardings(row.id, context),
    ...viewHistory(row),
  };
}

function externalNetwork(id: string, context: Context): Network {
  const network = context.state.networks.get(id);
  if (!network || !(context.who.isAdmin || networkKind.isVisible(network, context)))
    throw networkNotFound(id);
  if (!network.external) throw bad(`Network ${id} is not a valid external network`);
  return network;
}

/** A port of the service's own keeps the address. */
function holdAddress(id: string, network: Network, values: FloatingIpInput, context: Context): Port {
  const { state } = context;
  const hasIpv4 = state.subnets.by('network', network.id).some((subnet) => subnet.ip_version === 4);
  if (!hasIpv4) throw bad(`Network ${network.id} does not contain any IPv4 subnet`);
  const asked = values.floating_ip_address;
  const wanted = {
    ...(asked === null ? {} : { ip_address: asked }),
    ...(values.subnet_id === null ? {} : { subnet_id: values.subnet_id }),
  };
  return insertPort(
    {
      tenant_id: '',
      name: '',
      description: '',
      network_id: network.id,
      admin_state_up: true,
      mac_address: UNSET,
      fixed_ips: Object.keys(wanted).length === 0 ? UNSET : [wanted],
      device_id: id,
      device_owner: 'network:floatingip',
    },
    network,
    context,
  );
}

type Association = Pick<FloatingIp, 'port_id' | 'fixed_ip_address' | 'router_id'>;

/** Where an address leads: to a port by a router between it and the external network. */
function association(row: FloatingIp, portId: string, fixed: string | null, context: Context): Association {
  const { state, who } = context;
  const port = state.ports.get(portId);
  if (!port || !(who.isAdmin || portKind.isVisible(port, context))) throw portNotFound(portId);
  if (port.tenant_id !== row.tenant_id && !who.isAdmin) {
    throw bad(
      `Port ${port.id} is associated with a different tenant than Floating IP ${row.id} and therefore cannot be bound`,
    );
  }
  const ip = fixedIpOf(port, fixed, context);
  refuseTaken(row, port, ip.ip_address, context);
  return {
    port_id: port.id,
    fixed_ip_address: ip.ip_address,
    router_id: routerBetween(row, port, ip, context),
  };
}

function fixedIpOf(port: Port, fixed: string | null, { state }: Context): FixedIp {
  if (fixed !== null) {
    const found = port.fixed_ips.find((ip) => ip.ip_address === canonicalIp(fixed));
    if (found) return found;
    throw bad(`Port ${port.id} does not have fixed ip ${fixed}`);
  }
  const fours = port.fixed_ips.filter((ip) => state.subnets.get(ip.subnet_id)?.ip_version === 4);
  const [first] = fours;
  if (!first) throw bad(`Cannot add floating IP to port ${port.id} that has no fixed IPv4 addresses`);
  if (fours.length > 1) {
    throw bad(
      `Port ${port.id} has multiple fixed IPv4 addresses.  ` +
        'Must provide a specific IPv4 address when assigning a floating IP',
    );
  }
  return first;
}

function refuseTaken(row: FloatingIp, port: Port, fixed: string, { state }: Context): void {
  const other = state.floatingIps
    .by('port', port.id)
    .find(
      (each) =>
        each.id !== row.id &&
        each.fixed_ip_address === fixed &&
        each.floating_network_id === row.floating_network_id,
    );
  if (!other) return;
  throw conflict(
    'FloatingIPPortAlreadyAssociated',
    `Cannot associate floating IP ${row.floating_ip_address} (${row.id}) with port ${port.id} using fixed IP ${fixed}, ` +
      `as that fixed IP already has a floating IP on external network ${row.floating_network_id}.`,
  );
}

/** The router by which an address inside reaches the external network; refuses with 404 if there is none. */
export function routerBetween(row: FloatingIp, port: Port, ip: FixedIp, context: Context): string {
  const { state } = context;
  const found = state.ports
    .by('subnet', ip.subnet_id)
    .filter((each) => each.device_owner.startsWith('network:router_interface'))
    .flatMap((each) => state.routers.get(each.device_id) ?? [])
    .find(
      (router) =>
        router.gateway?.network_id === row.floating_network_id && interfacesOf(router, context).length > 0,
    );
  if (found) return found.id;
  throw refuse(
    404,
    'ExternalGatewayForFloatingIPNotFound',
    `External network ${row.floating_network_id} is not reachable from subnet ${ip.subnet_id}.  ` +
      `Therefore, cannot associate Port ${port.id} with a Floating IP.`,
  );
}

function inUseByForwardings(id: string) {
  return conflict('FipInUseByPortForwarding', `Floating IP ${id} in use by Port Forwarding resources.`);
}

function bad(message: string) {
  return refuse(400, 'BadRequest', `Bad floatingip request: ${message}.`);
}
