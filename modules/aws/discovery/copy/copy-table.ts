import type { RouteTable } from '../../api/ec2.types.ts';
import type { VpcView } from '../view/view.types.ts';
import { copyRoute, isActive } from './copy-route.ts';
import type { RouteCopy, TableCopy, TableReason } from './copy.types.ts';
import { keyOf } from './original.ts';
import { isPrivate } from './private-networks.ts';
import { associationsOf } from './subnets.ts';

/** Subnets that stay with their tables. */
export interface Staying {
  readonly attachment: ReadonlySet<string>;
  readonly gateway: ReadonlySet<string>;
}

/**
 * What becomes of a table. Where its copy is there already, what is associated with the copy counts as its own: after
 * a switch the same comes out as before.
 */
export function copyTable(
  table: RouteTable,
  existing: RouteTable | undefined,
  staying: Staying,
  view: VpcView,
): TableCopy {
  const id = table.RouteTableId ?? '';
  const associations = [
    ...associationsOf(table),
    ...(existing === undefined ? [] : associationsOf(existing)),
  ];
  const isMain = associations.some(({ Main }) => Main === true);
  const associated = associations.flatMap(({ SubnetId }) => SubnetId ?? []).toSorted();
  const subnets = associated.filter(
    (subnet) => !staying.attachment.has(subnet) && !staying.gateway.has(subnet),
  );
  const gateways = associations.flatMap(({ GatewayId }) => GatewayId ?? []).toSorted();
  const routes = (table.Routes ?? []).map((route) => copyRoute(route, view));
  const isPublic = routes.some(leadsOutside);
  return {
    table,
    id,
    key: keyOf(id),
    isMain,
    isPublic,
    isManaged: !isPublic || routes.some(leadsInside),
    associated,
    subnets,
    gateways,
    routes,
    endpoints: endpointsOf(id, routes, view),
    reason: view.asked.skip_rts.includes(id)
      ? 'skipped'
      : isMain || subnets.length > 0 || existing !== undefined
        ? undefined
        : reasonFor(associated, gateways, staying),
    existing: existing?.RouteTableId,
  };
}

/** Of a table that nothing uses which could go over to a copy. */
function reasonFor(
  subnets: readonly string[],
  gateways: readonly string[],
  { attachment }: Staying,
): TableReason {
  if (subnets.some((subnet) => attachment.has(subnet))) return 'attachment-subnets-only';
  if (subnets.length > 0) return 'gateway-subnets-only';
  return gateways.length > 0 ? 'edge' : 'no-subnets';
}

function leadsOutside({ route, nextHop }: RouteCopy): boolean {
  return isActive(route) && nextHop.kind === 'internet-gateway';
}

/** Whether a route leads to where the transit leads, too: into the networks of the company. */
function leadsInside({ route, destination, nextHop }: RouteCopy): boolean {
  if (!isActive(route) || nextHop.kind === 'local') return false;
  const isTransit = nextHop.kind === 'transit-gateway' || nextHop.kind === 'vpn-gateway';
  return isTransit || (destination.cidr !== undefined && isPrivate(destination.cidr));
}

/** By their routes, and by what they say of themselves: one of both may not be read, or be late. */
function endpointsOf(
  table: string,
  routes: readonly RouteCopy[],
  { vpcEndpoints }: VpcView,
): readonly string[] {
  const byRoute = routes
    .filter(({ reason }) => reason === 'gateway-endpoint')
    .map(({ nextHop }) => nextHop.id);
  const named = vpcEndpoints.filter(({ RouteTableIds }) => RouteTableIds?.includes(table) === true);
  return [...new Set([...byRoute, ...named.flatMap(({ VpcEndpointId }) => VpcEndpointId ?? [])])].toSorted();
}
