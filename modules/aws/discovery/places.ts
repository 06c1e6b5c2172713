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
