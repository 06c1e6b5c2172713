import type { VpcView } from '../view/view.types.ts';
import type { SubnetCopy } from './copy.types.ts';
import { gatewayCount, natZones } from './gateway-count.ts';

/**
 * The name of a zone for each gateway. Those that are asked for; else those with the most private subnets, then the
 * other zones of the region by name. Where there are more gateways than zones, it begins again with the first.
 */
export function chooseZones(view: VpcView, subnets: readonly SubnetCopy[]): readonly string[] {
  const candidates = candidatesOf(view, subnets);
  return Array.from(
    { length: gatewayCount(view) },
    (_unused, index) => candidates[index % candidates.length],
  ).filter((zone) => zone !== undefined);
}

function candidatesOf(view: VpcView, subnets: readonly SubnetCopy[]): readonly string[] {
  const { asked, config, region, seen } = view;
  if (asked.gw_zones.length > 0) return asked.gw_zones.map((letter) => `${region.region}${letter}`);
  if (config.config.configure_spoke_gw_hs && config.config.migrate_natgw_eip) return natZones(view);
  const counts = countByZone(subnets);
  const used = seen.zones.filter((zone) => counts.has(zone));
  const byCount = used.toSorted(
    (one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0) || (one < other ? -1 : 1),
  );
  return [...byCount, ...seen.zones.filter((zone) => !counts.has(zone)).toSorted()];
}

/** Private subnets by zone, those left out that do not go over. */
function countByZone(subnets: readonly SubnetCopy[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { subnet, isPublic, reason } of subnets) {
    const zone = subnet.AvailabilityZone;
    if (isPublic || reason === 'attachment' || reason === 'gateway' || zone === undefined) continue;
    counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  return counts;
}
