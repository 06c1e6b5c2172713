/** As whom a discovery.yaml looks where. */
import type { Place } from '../api/aws.types.ts';
import type { Discovery, DiscoveryAccount, DiscoveryRegion } from './config/discovery.types.ts';
import { transitGatewayOf } from './config/settings.ts';

/** A region of an account with VPCs. */
export function placeOf({ account_id, role_name }: DiscoveryAccount, region: string): Place {
  return { account: account_id, role: role_name, region };
}

/** Where the transit gateway of a region is looked after; undefined where discovery.yaml names no account for it. */
export function transitPlaceOf(config: Discovery, region: DiscoveryRegion): Place | undefined {
  const transit = transitGatewayOf(config, region);
  if (transit === undefined) return undefined;
  return { account: transit.account, role: transit.role, region: region.region };
}

/**
 * As whom transit gateways of an account are looked after in a region, also those that no discovery.yaml names: what is
 * said of the transit gateway of the region counts first, then the account's own role, then what other regions say.
 * Undefined for an account that discovery.yaml says nothing of: there is no role to assume.
 */
export function transitPlaceIn(
  config: Discovery,
  region: DiscoveryRegion,
  account: string | undefined,
): Place | undefined {
  const elsewhere = config.account_info.flatMap(({ regions }) =>
    regions.flatMap((one) => transitPlaceOf(config, one) ?? []),
  );
  const known = [
    ...[transitPlaceOf(config, region) ?? []].flat(),
    ...config.account_info.map((one) => placeOf(one, region.region)),
    ...elsewhere,
  ];
  const found = known.find((place) => place.account === account);
  return found && { ...found, region: region.region };
}
