import { asText, type JsonObject } from '../../http/exchange.ts';
import { contains, overlaps } from '../address/cidr.ts';
import { parseIp } from '../address/ip.ts';
import type { Context } from '../context.ts';
import { conflict, refuse } from '../errors.ts';
import type { FixedIp, Port, Router, Subnet } from '../rows.ts';
import { touched } from '../standard-row.ts';
import { uuid } from '../values/check.ts';
import { UNSET } from '../values/unset.ts';
import { storedCidr } from './network.ts';
import { insertPort, portKind, portNotFound, removePort } from './port.ts';
import { interfacesOf } from './router.ts';
import { subnetKind, subnetNotFound } from './subnet.ts';
import { wantedAddresses } from './addresses.ts';

const OWNER = 'network:router_interface';

/** `PUT .../add_router_interface` with a subnet, whose gateway the router becomes, or with a port. */
export function addRouterInterface(row: Router, body: JsonObject, context: Context): JsonObject {
  const { subnetId, portId } = namesIn(body);
  if (subnetId !== undefined && portId !== undefined) throw bad('Cannot specify both subnet-id and port-id');
  const added =
    portId === undefined
      ? addBySubnet(row, findSubnet(subnetId!, context), context)
      : addByPort(row, findPort(portId, context), context);
  touchRouter(row, context);
  return answer(row, added.port, added.subnets);
}

interface Added {
  readonly port: Port;
  readonly subnets: readonly string[];
}

function addBySubnet(row: Router, subnet: Subnet, context: Context): Added {
  refuseForeignSubnet(subnet, context);
  if (subnet.gateway_ip === null) throw bad('Subnet for router interface must have a gateway IP');
  checkSubnet(row, subnet, context);
  const { state } = context;
  const gateway = { subnet_id: subnet.id, ip_address: subnet.gateway_ip };
  const beside = subnet.ip_version === 6 ? ipv6PortOn(row, subnet.network_id, context) : undefined;
  if (beside) {
    const network = state.networks.get(subnet.network_id)!;
    const asker = { network, mac: beside.mac_address, deviceOwner: OWNER, portId: beside.id };
    const more = wantedAddresses([{ ...gateway }], asker, context);
    const port = state.ports.replace(
      touched(state, { ...beside, fixed_ips: [...beside.fixed_ips, ...more] }),
    );
    return { port, subnets: [subnet.id] };
  }
  const made = insertPort(
    {
      tenant_id: row.tenant_id,
      name: '',
      description: '',
      network_id: subnet.network_id,
      admin_state_up: true,
      mac_address: UNSET,
      fixed_ips: [gateway],
      device_id: row.id,
      device_owner: OWNER,
    },
    state.networks.get(subnet.network_id)!,
    context,
  );
  // The router's own record of the port is a change of it.
  return { port: state.ports.replace(touched(state, made)), subnets: [subnet.id] };
}

/** A subnet of somebody else takes routers of those only with whom it is shared by name. */
function refuseForeignSubnet(subnet: Subnet, { state, who }: Context): void {
  if (who.isAdmin || subnet.tenant_id === who.projectId) return;
  const isForCaller = state.rbacPolicies
    .by('object', subnet.network_id)
    .some((policy) => policy.action === 'access_as_shared' && policy.target_tenant === who.projectId);
  if (isForCaller) return;
  throw bad(
    `Cannot add interface to router because subnet ${subnet.id} is not owned by project making the request`,
  );
}

/** IPv6 subnets of one network share a port of the router. */
function ipv6PortOn(row: Router, networkId: string, context: Context): Port | undefined {
  return interfacesOf(row, context).find(
    (port) =>
      port.network_id === networkId &&
      port.fixed_ips.some((ip) => context.state.subnets.get(ip.subnet_id)?.ip_version === 6),
  );
}

function addByPort(row: Router, port: Port, context: Context): Added {
  const { state } = context;
  if (port.device_id !== '') {
    throw conflict(
      'PortInUse',
      `Unable to complete operation on port ${port.id} for network ${port.network_id}. ` +
        `Port already has an attached device ${port.device_id}.`,
    );
  }
  if (port.fixed_ips.length === 0) throw bad('Router port must have at least one fixed IP');
  const subnets = port.fixed_ips.flatMap((ip) => state.subnets.get(ip.subnet_id) ?? []);
  for (const subnet of subnets) checkSubnet(row, subnet, context);
  if (subnets.filter((subnet) => subnet.ip_version === 4).length > 1) {
    throw bad('Cannot have multiple IPv4 subnets on router port');
  }
  const changed = touched(state, { ...port, device_id: row.id, device_owner: OWNER });
  return { port: state.ports.replace(changed), subnets: subnets.map((subnet) => subnet.id) };
}

/** Refuses a second port on a subnet, and subnets with addresses in common. */
function checkSubnet(row: Router, subnet: Subnet, context: Context): void {
  const { state } = context;
  const cidr = storedCidr(subnet.cidr);
  for (const other of subnetsOf(row, context)) {
    if (other.id === subnet.id) throw bad(`Router already has a port on subnet ${subnet.id}`);
    if (!overlaps(storedCidr(other.cidr), cidr)) continue;
    throw bad(
      `Cidr ${subnet.cidr} of subnet ${subnet.id} overlaps with cidr ${other.cidr} of subnet ${other.id}`,
    );
  }
  const outer = row.gateway ? state.subnets.by('network', row.gateway.network_id) : [];
  for (const other of outer) {
    if (!overlaps(storedCidr(other.cidr), cidr)) continue;
    throw bad(
      `Cidr ${subnet.cidr} of subnet ${subnet.id} overlaps with cidr ${other.cidr} of subnet ${other.id}`,
    );
  }
}

function subnetsOf(row: Router, context: Context): Subnet[] {
  return interfacesOf(row, context)
    .flatMap((port) => port.fixed_ips)
    .flatMap((ip) => context.state.subnets.get(ip.subnet_id) ?? []);
}

/** `PUT .../remove_router_interface` with a subnet, a port, or both. */
export function removeRouterInterface(row: Router, body: JsonObject, context: Context): JsonObject {
  const { subnetId, portId } = namesIn(body);
  const removed =
    portId === undefined
      ? removeBySubnet(row, findSubnet(subnetId!, context), context)
      : removeByPort(row, portId, subnetId, context);
  touchRouter(row, context);
  return answer(row, removed.port, removed.subnets);
}

function removeByPort(row: Router, portId: string, subnetId: string | undefined, context: Context): Added {
  const port = interfacesOf(row, context).find((each) => each.id === portId);
  if (!port) {
    throw refuse(
      404,
      'RouterInterfaceNotFound',
      `Router ${row.id} does not have an interface with id ${portId}`,
    );
  }
  const subnets = port.fixed_ips.map((ip) => ip.subnet_id);
  if (subnetId !== undefined && !subnets.includes(subnetId)) {
    throw refuse(
      400,
      'SubnetMismatchForPort',
      `Subnet on port ${port.id} does not match the requested subnet ${subnetId}.`,
    );
  }
  for (const id of subnets) refuseIfNeeded(row, id, context);
  removePort(port, context);
  return { port, subnets };
}

function removeBySubnet(row: Router, subnet: Subnet, context: Context): Added {
  const { state } = context;
  const isOnSubnet = (ip: FixedIp): boolean => ip.subnet_id === subnet.id;
  const port = interfacesOf(row, context).find((each) => each.fixed_ips.some(isOnSubnet));
  if (!port) {
    throw refuse(
      404,
      'RouterInterfaceNotFoundForSubnet',
      `Router ${row.id} has no interface on subnet ${subnet.id}`,
    );
  }
  refuseIfNeeded(row, subnet.id, context);
  const rest = port.fixed_ips.filter((ip) => !isOnSubnet(ip));
  if (rest.length > 0) state.ports.replace(touched(state, { ...port, fixed_ips: rest }));
  else removePort(port, context);
  return { port, subnets: [subnet.id] };
}

/** Refuses to take a router from a subnet that its routes or floating addresses need. */
function refuseIfNeeded(row: Router, subnetId: string, { state }: Context): void {
  const subnet = state.subnets.get(subnetId);
  if (!subnet) return;
  const cidr = storedCidr(subnet.cidr);
  const words = `Router interface for subnet ${subnetId} on router ${row.id} cannot be deleted, as it is required by one or more`;
  if (row.routes.some((route) => contains(cidr, parseIp(route.nexthop)!))) {
    throw conflict('RouterInterfaceInUseByRoute', `${words} routes.`);
  }
  const isNeeded = state.floatingIps
    .by('router', row.id)
    .some(
      (floating) => floating.fixed_ip_address !== null && contains(cidr, parseIp(floating.fixed_ip_address)!),
    );
  if (isNeeded) throw conflict('RouterInterfaceInUseByFloatingIP', `${words} floating IPs.`);
}

function namesIn(body: JsonObject): { readonly subnetId?: string; readonly portId?: string } {
  const { subnet_id: subnetId, port_id: portId } = body;
  if (subnetId === undefined && portId === undefined) {
    throw bad('Either subnet_id or port_id must be specified');
  }
  for (const id of [portId, subnetId]) {
    const wrong = id === undefined ? undefined : uuid(id);
    if (wrong !== undefined) throw bad(wrong);
  }
  return {
    ...(subnetId === undefined ? {} : { subnetId: asText(subnetId) }),
    ...(portId === undefined ? {} : { portId: asText(portId) }),
  };
}

function findSubnet(id: string, context: Context): Subnet {
  const subnet = context.state.subnets.get(id);
  if (!subnet || !(context.who.isAdmin || subnetKind.isVisible(subnet, context))) throw subnetNotFound(id);
  return subnet;
}

function findPort(id: string, context: Context): Port {
  const port = context.state.ports.get(id);
  if (!port || !(context.who.isAdmin || portKind.isVisible(port, context))) throw portNotFound(id);
  return port;
}

function touchRouter(row: Router, { state }: Context): void {
  const now = state.routers.get(row.id);
  if (now) state.routers.replace(touched(state, now));
}

function answer(row: Router, port: Port, subnets: readonly string[]): JsonObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    port_id: port.id,
    network_id: port.network_id,
    subnet_id: subnets.at(-1),
    subnet_ids: subnets,
  };
}

function bad(message: string) {
  return refuse(400, 'BadRequest', `Bad router request: ${message}.`);
}
