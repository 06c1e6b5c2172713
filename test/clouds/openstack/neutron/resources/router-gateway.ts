import { asText } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { conflict, refuse } from '../errors.ts';
import type { Gateway, Port, Router } from '../rows.ts';
import { touched } from '../standard-row.ts';
import { UNSET } from '../values/unset.ts';
import { wantedAddresses, type WantedIp } from './addresses.ts';
import { checkQosPolicy, networkKind, networkNotFound, storedCidr } from './network.ts';
import { overlaps } from '../address/cidr.ts';
import { insertPort } from './port.ts';
import { interfacesOf } from './router.ts';
import { checkRoutes } from './router-routes.ts';

export interface GatewayInput {
  readonly network_id: string;
  readonly enable_snat?: boolean;
  readonly external_fixed_ips?: readonly WantedIp[];
  readonly qos_policy_id?: string | null;
}

/** Puts a router on an external network, or changes how it stands there. */
export function setGateway(row: Router, asked: GatewayInput, context: Context): Router {
  const { state } = context;
  const network = state.networks.get(asked.network_id);
  if (!network || !(context.who.isAdmin || networkKind.isVisible(network, context))) {
    throw networkNotFound(asked.network_id);
  }
  if (!network.external) {
    throw refuse(400, 'BadRequest', `Bad router request: Network ${network.id} is not an external network.`);
  }
  checkQosPolicy(asked.qos_policy_id, context);
  refuseGatewayAddress(asked, context);
  const isSame = row.gateway?.network_id === network.id;
  if (row.gateway && !isSame) refuseIfFloating(row, row.gateway.network_id, context);
  if (!isSame) checkOverlaps(row, asked.network_id, context);
  const port = isSame ? keptPort(row.gateway, asked, context) : newPort(row, asked, context);
  const gateway: Gateway = {
    network_id: network.id,
    enable_snat: asked.enable_snat ?? true,
    port_id: port.id,
    qos_policy_id: asked.qos_policy_id ?? null,
  };
  if (row.gateway && !isSame) state.ports.remove(row.gateway.port_id);
  const changed = touched(state, { ...row, gateway }, revisionsOf(asked, isSame));
  checkRoutes(changed.routes, changed, context);
  return state.routers.replace(changed);
}

/** The address of the network's own gateway is no address for a router. */
function refuseGatewayAddress(asked: GatewayInput, { state }: Context): void {
  const gateways = state.subnets.by('network', asked.network_id).map((subnet) => subnet.gateway_ip);
  const taken = asked.external_fixed_ips?.find((ip) => gateways.includes(asText(ip['ip_address'])));
  if (!taken) return;
  throw refuse(
    400,
    'BadRequest',
    `Bad router request: External IP ${asText(taken['ip_address'])} is the same as the gateway IP.`,
  );
}

/** A port that comes or moves counts as a change of its own. */
function revisionsOf(asked: GatewayInput, isSame: boolean): number {
  return isSame && asked.external_fixed_ips === undefined ? 1 : 2;
}

/** Takes a router from its external network. */
export function clearGateway(row: Router, context: Context): Router {
  const { state } = context;
  if (!row.gateway) return row;
  refuseIfFloating(row, row.gateway.network_id, context);
  state.ports.remove(row.gateway.port_id);
  const changed = touched(state, { ...row, gateway: null }, 2);
  // Without other interfaces Neutron does not see that the routes lead nowhere.
  if (interfacesOf(row, context).length > 0) checkRoutes(changed.routes, changed, context);
  return state.routers.replace(changed);
}

function newPort(row: Router, asked: GatewayInput, context: Context): Port {
  const network = context.state.networks.get(asked.network_id)!;
  return insertPort(
    {
      tenant_id: '',
      name: '',
      description: '',
      network_id: network.id,
      admin_state_up: true,
      mac_address: UNSET,
      fixed_ips: asked.external_fixed_ips ?? UNSET,
      device_id: row.id,
      device_owner: 'network:router_gateway',
    },
    network,
    context,
  );
}

function keptPort(gateway: Gateway, asked: GatewayInput, context: Context): Port {
  const { state } = context;
  const port = state.ports.get(gateway.port_id)!;
  if (asked.external_fixed_ips === undefined) return port;
  const network = state.networks.get(gateway.network_id)!;
  const asker = { network, mac: port.mac_address, deviceOwner: port.device_owner, portId: port.id };
  const fixed_ips = wantedAddresses(asked.external_fixed_ips, asker, context);
  return state.ports.replace(touched(state, { ...port, fixed_ips }));
}

function refuseIfFloating(row: Router, networkId: string, { state }: Context): void {
  if (state.floatingIps.count('router', row.id) === 0) return;
  throw conflict(
    'RouterExternalGatewayInUseByFloatingIp',
    `Gateway cannot be updated for router ${row.id}, since a gateway to external network ${networkId} ` +
      'is required by one or more floating IPs.',
  );
}

/** An external network may not use addresses that the router has inside. */
function checkOverlaps(row: Router, networkId: string, context: Context): void {
  const { state } = context;
  const inside = interfacesOf(row, context)
    .flatMap((port) => port.fixed_ips)
    .flatMap((ip) => state.subnets.get(ip.subnet_id) ?? []);
  for (const outer of state.subnets.by('network', networkId)) {
    const found = inside.find((subnet) => overlaps(storedCidr(subnet.cidr), storedCidr(outer.cidr)));
    if (!found) continue;
    throw refuse(
      400,
      'BadRequest',
      `Bad router request: Cidr ${outer.cidr} of subnet ${outer.id} overlaps with cidr ${found.cidr} of subnet ${found.id}.`,
    );
  }
}
