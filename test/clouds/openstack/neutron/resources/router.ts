import type { JsonObject } from '../../http/exchange.ts';
import { routerAttributes } from '../attributes/routers.ts';
import type { Context } from '../context.ts';
import { conflict, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isOwn } from '../policy/visible.ts';
import type { Port, Route, Router } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { pythonText } from '../values/python.ts';
import { isSet, type Unset } from '../values/unset.ts';
import { checkZones, pick, viewHistory } from './network.ts';
import { clearGateway, setGateway, type GatewayInput } from './router-gateway.ts';
import { addRouterInterface, removeRouterInterface } from './router-interfaces.ts';
import { addRoutes, removeRoutes, storedRouterRoutes } from './router-routes.ts';

export interface RouterInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly admin_state_up: boolean;
  readonly external_gateway_info: GatewayInput | null;
  readonly ha?: boolean | null | Unset;
  readonly distributed?: boolean | null | Unset;
  readonly flavor_id?: unknown;
  readonly availability_zone_hints?: readonly string[];
  readonly routes?: readonly Route[] | Unset;
}

export const routerKind: Kind<Router, RouterInput> = {
  member: 'router',
  collection: 'routers',
  path: 'routers',
  bulk: 'refused',
  extension: 'router',
  attributes: routerAttributes,
  hasQuota: true,
  hasTags: true,
  table: (state) => state.routers,
  view: viewRouter,
  isVisible: isOwn,
  notFound: routerNotFound,
  actions: {
    add_router_interface: addRouterInterface,
    remove_router_interface: removeRouterInterface,
    add_extraroutes: addRoutes,
    remove_extraroutes: removeRoutes,
  },

  create(values, context) {
    const { state } = context;
    refuseFlavor(values.flavor_id);
    checkZones(values.availability_zone_hints ?? []);
    const row = state.routers.insert({
      ...newRow(state, values.tenant_id, 1, { description: values.description }),
      name: values.name,
      admin_state_up: values.admin_state_up,
      status: 'ACTIVE',
      gateway: null,
      routes: [],
      ha: values.ha === true,
      distributed: values.distributed === true,
      flavor_id: null,
      availability_zone_hints: values.availability_zone_hints ?? [],
    });
    return isGateway(values.external_gateway_info)
      ? setGateway(row, values.external_gateway_info, context)
      : row;
  },

  update(row, values, context) {
    const { state } = context;
    if (typeof values.distributed === 'boolean' && values.distributed !== row.distributed)
      refuseIfUp(row, "the 'distributed' attribute");
    if (typeof values.ha === 'boolean' && values.ha !== row.ha) refuseIfUp(row, 'HA attribute');
    const withGateway = changeGateway(row, values.external_gateway_info, context);
    const routes = isSet(values.routes) ? storedRouterRoutes(values.routes, withGateway, context) : undefined;
    const changed: Router = {
      ...withGateway,
      ...pick(values, ['name', 'description', 'admin_state_up']),
      ...(typeof values.ha === 'boolean' ? { ha: values.ha } : {}),
      ...(typeof values.distributed === 'boolean' ? { distributed: values.distributed } : {}),
      ...(routes ? { routes } : {}),
    };
    const others = Object.keys(values).filter((name) => name !== 'external_gateway_info');
    return state.routers.replace(others.length === 0 ? withGateway : touched(state, changed));
  },

  remove(row, context) {
    const { state } = context;
    const attached = interfacesOf(row, context);
    if (attached.length > 0) {
      const ids = attached.map((port) => port.id).sort();
      throw conflict('RouterInUse', `Router ${row.id} has ports still attached: ${ids.join(', ')}`);
    }
    if (state.floatingIps.count('router', row.id) > 0) {
      throw conflict('RouterInUse', `Router ${row.id} still has floating IPs`);
    }
    if (row.gateway) state.ports.remove(row.gateway.port_id);
    state.routers.remove(row.id);
  },
};

export function routerNotFound(id: string) {
  return refuse(404, 'RouterNotFound', `Router ${id} could not be found`);
}

/** The ports by which a router stands on the tenant's networks. */
export function interfacesOf(row: Router, { state }: Context): Port[] {
  return state.ports
    .by('device', row.id)
    .filter((port) => port.device_owner.startsWith('network:router_interface'));
}

function viewRouter(row: Router, { state }: Context): JsonObject {
  return {
    id: row.id,
    name: row.name,
    tenant_id: row.tenant_id,
    admin_state_up: row.admin_state_up,
    status: row.status,
    external_gateway_info: row.gateway && {
      network_id: row.gateway.network_id,
      external_fixed_ips: state.ports.get(row.gateway.port_id)?.fixed_ips ?? [],
      ...(state.extensions.has('ext-gw-mode') ? { enable_snat: row.gateway.enable_snat } : {}),
    },
    description: row.description,
    availability_zones: [],
    distributed: row.distributed,
    ha: row.ha,
    availability_zone_hints: row.availability_zone_hints,
    routes: row.routes,
    flavor_id: row.flavor_id,
    ...viewHistory(row),
  };
}

function changeGateway(row: Router, asked: GatewayInput | null | undefined, context: Context): Router {
  if (asked === undefined) return row;
  return isGateway(asked) ? setGateway(row, asked, context) : clearGateway(row, context);
}

/** No gateway is asked for by null and by an empty object alike. */
function isGateway(asked: GatewayInput | null): asked is GatewayInput {
  return asked !== null && Object.keys(asked).length > 0;
}

/** There are no flavors of routers here; null is none of them either, says Neutron. */
function refuseFlavor(flavor: unknown): void {
  if (flavor === undefined || typeof flavor === 'symbol') return;
  const words = pythonText(flavor);
  throw refuse(404, 'FlavorNotFound', `Flavor ${words} could not be found.`);
}

function refuseIfUp(row: Router, what: string): void {
  if (!row.admin_state_up) return;
  throw refuse(
    400,
    'BadRequest',
    `Bad router request: Cannot change ${what} of active routers. ` +
      'Please set router admin_state_up to False prior to upgrade.',
  );
}
