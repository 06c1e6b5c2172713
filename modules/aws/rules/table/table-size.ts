import type { RouteCopy, TableCopy } from '../../discovery/copy/copy.types.ts';
import { privateSummaries } from '../../discovery/copy/private-networks.ts';
import type { VpcFacts } from '../rule.types.ts';

/** Routes a table that AWS allows where nobody asked for more. */
const defaultQuota = 50;

/** How many routes the controller writes into the copy: to the private networks, and a default one for egress. */
export function routesAdded({ isManaged }: TableCopy, { asked, settings }: VpcFacts): number {
  if (!isManaged) return 0;
  const own = asked.spoke_routes?.length ?? privateSummaries.length;
  return own + (settings.enable_spoke_egress ? 1 : 0);
}

/** Of a route that is in the copy: copied, made by AWS, or come with its endpoint. */
const present: ReadonlySet<RouteCopy['reason']> = new Set([undefined, 'local', 'gateway-endpoint']);

/** How many routes for IPv4 the copy will have. For IPv6 it never has more than its table: nothing is added to them. */
export function copiedSize(table: TableCopy, facts: VpcFacts): number {
  const copied = table.routes.filter(({ reason }) => present.has(reason));
  return copied.reduce((sum, route) => sum + weightOf(route, facts), routesAdded(table, facts));
}

/** A table that has more than the default is proof of a quota that was raised at least so far. */
export function tableQuota({ routes }: TableCopy, facts: VpcFacts): number {
  const own = routes.filter(({ route }) => route.Origin !== 'EnableVgwRoutePropagation');
  const size = own.reduce((sum, route) => sum + weightOf(route, facts), 0);
  return Math.max(defaultQuota, size);
}

/**
 * Routes for IPv6 have a quota of their own. A prefix list counts with the most entries that it may have; one that is
 * unknown as one route.
 */
function weightOf({ destination, reason }: RouteCopy, { seen }: VpcFacts): number {
  if (destination.cidr?.family === 6) return 0;
  if (destination.cidr !== undefined || reason === 'gateway-endpoint') return 1;
  const list = seen.prefixLists.find(({ PrefixListId }) => PrefixListId === destination.text);
  return list?.AddressFamily === 'IPv6' ? 0 : (list?.MaxEntries ?? 1);
}
