import type { Route } from '../../api/ec2.types.ts';
import type { Cidr } from '../../cidr/cidr.ts';
import { networkOf } from '../config/networks.ts';

/** Where a route leads: a block of addresses, or a prefix list by its id. */
export interface Destination {
  /** As AWS writes it. */
  readonly text: string;
  /** Undefined for a prefix list. */
  readonly cidr: Cidr | undefined;
}

export function destinationOf(route: Route): Destination {
  const text =
    route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? '';
  return { text, cidr: networkOf(text) };
}
