import type { RouteCopy, TableCopy } from '../discovery/copy/copy.types.ts';
import type { NextHopKind } from '../discovery/copy/next-hop.ts';
import type { Found, VpcFacts } from './rule.types.ts';

export interface TableRoute extends RouteCopy {
  readonly table: TableCopy;
}

/** Routes of all tables that people made; those of copies are left out. */
export function routesOf({ copy }: VpcFacts): readonly TableRoute[] {
  return copy.tables.flatMap((table) => table.routes.map((route) => ({ ...route, table })));
}

/** An alert about a route: it can be suppressed by its table, its destination and its target. */
export function ofRoute({ table, destination, nextHop }: TableRoute, log: string, text: string): Found {
  return { subject: table.id, also: [destination.text, nextHop.id], log, text };
}

/** `10.0.0.0/8 to tgw-1 in rtb-1`, as the kit names a route. */
export function nameOf({ destination, nextHop, table }: TableRoute): string {
  return `${destination.text} to ${nextHop.id} in ${table.id}`;
}

const kinds: Readonly<Record<NextHopKind, string>> = {
  local: 'the VPC itself',
  'internet-gateway': 'an internet gateway',
  'vpn-gateway': 'a VPN gateway',
  endpoint: 'an endpoint',
  'transit-gateway': 'a transit gateway',
  peering: 'a peering',
  'nat-gateway': 'a NAT gateway',
  'network-interface': 'a network interface',
  'egress-only-internet-gateway': 'an egress-only internet gateway',
  'carrier-gateway': 'a carrier gateway',
  'local-gateway': 'a local gateway of an Outpost',
  'core-network': 'a core network of Cloud WAN',
  'database-network': 'a network of Oracle databases',
  unknown: 'a target of an unknown kind',
};

/** A kind of target in words. */
export function wordsOf(kind: NextHopKind): string {
  return kinds[kind];
}
