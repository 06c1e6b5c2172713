import { isObject, type JsonObject } from '../../http/exchange.ts';
import { contains } from '../address/cidr.ts';
import { parseIp } from '../address/ip.ts';
import type { Context } from '../context.ts';
import { badRequest, invalidInput } from '../errors.ts';
import type { Route, Router } from '../rows.ts';
import { touched } from '../standard-row.ts';
import { hostRoutes } from '../values/address-checks.ts';
import { pythonRepr } from '../values/python.ts';
import { storedCidr } from './network.ts';
import { routerKind } from './router.ts';

/** The routes in the order in which they are kept, if the router can reach every one of them. */
export function storedRouterRoutes(routes: readonly Route[], row: Router, context: Context): Route[] {
  if (routes.length > 30) {
    throw invalidInput(
      `Unable to complete operation for ${row.id}. The number of routes exceeds the maximum 30.`,
      'RoutesExhausted',
    );
  }
  checkRoutes(routes, row, context);
  const keyOf = (route: Route): string => `${route.destination} ${route.nexthop}`;
  return routes
    .map(({ destination, nexthop }) => ({ destination, nexthop }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Refuses routes whose next hop is on none of the router's subnets, or is the router itself. */
export function checkRoutes(routes: readonly Route[], row: Router, { state }: Context): void {
  if (routes.length === 0) return;
  const addresses = state.ports.by('device', row.id).flatMap((port) => port.fixed_ips);
  const prefixes = addresses.flatMap((ip) => {
    const subnet = state.subnets.get(ip.subnet_id);
    return subnet ? [storedCidr(subnet.cidr)] : [];
  });
  for (const route of routes) {
    const hop = parseIp(route.nexthop)!;
    if (!prefixes.some((prefix) => contains(prefix, hop))) {
      throw invalidRoutes(routes, 'the nexthop is not connected with router');
    }
    if (addresses.some((ip) => parseIp(ip.ip_address)?.value === hop.value)) {
      throw invalidRoutes(routes, 'the nexthop is used by router');
    }
  }
}

function invalidRoutes(routes: readonly Route[], reason: string): Error {
  return invalidInput(`Invalid format for routes: ${pythonRepr(routes)}, ${reason}`, 'InvalidRoutes');
}

/** `PUT .../add_extraroutes`: routes that are there already are no fault. */
export function addRoutes(row: Router, body: JsonObject, context: Context): JsonObject {
  const given = routesIn(body);
  const more = given.filter((route) => !row.routes.some((old) => isSame(old, route)));
  return change(row, [...row.routes, ...more], context);
}

/** `PUT .../remove_extraroutes`: routes that are not there are no fault. */
export function removeRoutes(row: Router, body: JsonObject, context: Context): JsonObject {
  const given = routesIn(body);
  return change(
    row,
    row.routes.filter((old) => !given.some((route) => isSame(old, route))),
    context,
  );
}

function isSame(a: Route, b: Route): boolean {
  return a.destination === b.destination && a.nexthop === b.nexthop;
}

function change(row: Router, routes: readonly Route[], context: Context): JsonObject {
  const { state } = context;
  const stored = storedRouterRoutes(routes, row, context);
  const isChange = stored.length !== row.routes.length;
  const now = isChange ? state.routers.replace(touched(state, { ...row, routes: stored })) : row;
  return { router: { ...routerKind.view(now, context), gw_port_id: now.gateway?.port_id ?? null } };
}

function routesIn(body: JsonObject): readonly Route[] {
  const router = body['router'];
  const routes = isObject(router) ? router['routes'] : undefined;
  const wrong = hostRoutes(routes ?? null);
  if (wrong !== undefined) throw badRequest(`Invalid input for routes. Reason: ${wrong}.`);
  // Boundary: the check above has seen what they are.
  return routes as readonly Route[];
}
