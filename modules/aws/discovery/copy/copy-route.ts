import type { Route } from '../../api/ec2.types.ts';
import { cidrsOfVpc, ipv6CidrsOfVpc } from './advertised.ts';
import { isInside, networkOf } from '../config/networks.ts';
import type { VpcView } from '../view/view.types.ts';
import type { RouteCopy, RouteReason } from './copy.types.ts';
import { destinationOf } from './destination.ts';
import { isGatewayEndpoint } from './endpoints.ts';
import { nextHopOf } from './next-hop.ts';
import { isPrivateSummary } from './private-networks.ts';
import { isEqual, type Cidr } from '../../cidr/cidr.ts';

type Reading = Omit<RouteCopy, 'reason'>;

/** Why a route is left out: the first that holds. What all routes of a kind share stands before what concerns one. */
const reasons: readonly (readonly [RouteReason, (read: Reading, view: VpcView) => boolean])[] = [
  ['inactive', ({ route }) => !isActive(route)],
  ['local', ({ nextHop }) => nextHop.kind === 'local'],
  [
    'vpn-gateway',
    ({ nextHop }, { config }) => nextHop.kind === 'vpn-gateway' && config.config.filter_vgw_routes,
  ],
  [
    'transit-gateway',
    ({ nextHop }, { config }) => nextHop.kind === 'transit-gateway' && config.config.filter_tgw_routes,
  ],
  ['gateway-endpoint', (read, view) => read.nextHop.kind === 'endpoint' && isGatewayEndpoint(read, view)],
  [
    'load-balancer-endpoint',
    ({ nextHop }, { config }) => nextHop.kind === 'endpoint' && !config.config.configure_gw_lb_ep,
  ],
  ['unknown-next-hop', ({ nextHop }) => nextHop.kind === 'unknown'],
  ['replaced-local', ({ destination: { cidr } }, view) => cidr !== undefined && isCidrOf(view, cidr)],
  ['private-summary', ({ destination: { cidr } }) => cidr !== undefined && isPrivateSummary(cidr)],
  [
    'filtered',
    ({ destination: { cidr } }, { account }) => cidr !== undefined && isInside(cidr, account.filter_cidrs),
  ],
  ['spoke-egress', (read, { settings }) => settings.enable_spoke_egress && isEgress(read)],
];

export function copyRoute(route: Route, view: VpcView): RouteCopy {
  const read = { route, destination: destinationOf(route), nextHop: nextHopOf(route) };
  return { ...read, reason: reasons.find(([, holds]) => holds(read, view))?.[0] };
}

export function isActive({ State }: Route): boolean {
  return State === undefined || State === 'active';
}

/** IPv6 is left as it is: spokes translate IPv4 only. */
function isEgress({ destination, nextHop }: Reading): boolean {
  if (destination.cidr?.family === 6) return false;
  return (
    nextHop.kind === 'nat-gateway' ||
    (destination.text === '0.0.0.0/0' && nextHop.kind !== 'internet-gateway')
  );
}

function isCidrOf({ vpc }: VpcView, cidr: Cidr): boolean {
  return [...cidrsOfVpc(vpc), ...ipv6CidrsOfVpc(vpc)].some((text) => {
    const own = networkOf(text);
    return own !== undefined && isEqual(own, cidr);
  });
}
