import { contains, overlaps, type Cidr } from '../../cidr/cidr.ts';
import { formatCidr } from '../../cidr/format-cidr.ts';
import { parseCidr } from '../../cidr/read-cidr.ts';

/**
 * What cannot be added, by the range that the first CIDR of the VPC is in; the last row is for all other addresses.
 * From “IPv4 CIDR block association restrictions” in the guide of Amazon VPC.
 */
const restrictions: readonly (readonly [of: string, refused: readonly string[]])[] = [
  ['10.0.0.0/8', ['172.16.0.0/12', '192.168.0.0/16', '198.19.0.0/16', '169.254.0.0/16']],
  ['172.16.0.0/12', ['10.0.0.0/8', '192.168.0.0/16', '172.31.0.0/16', '198.19.0.0/16', '169.254.0.0/16']],
  ['192.168.0.0/16', ['10.0.0.0/8', '172.16.0.0/12', '198.19.0.0/16', '169.254.0.0/16']],
  ['0.0.0.0/0', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '198.19.0.0/16', '169.254.0.0/16']],
];

/** Why AWS does not add a CIDR to a VPC with these CIDRs and routes; undefined where it does. Ends a sentence. */
export function refusedAddition(
  added: Cidr,
  present: readonly Cidr[],
  destinations: readonly Cidr[],
): string | undefined {
  if (added.length < 16 || added.length > 28) return 'its prefix is not between 16 and 28 bits';
  const overlapped = present.find((one) => overlaps(one, added));
  if (overlapped !== undefined) return `it overlaps ${formatCidr(overlapped)} of the VPC`;
  const [first] = present;
  const range = restrictions.find(([of]) => first !== undefined && contains(parseCidr(of), first));
  const refused = range?.[1].find((text) => overlaps(parseCidr(text), added));
  if (first !== undefined && refused !== undefined)
    return `a VPC that began with ${formatCidr(first)} takes no CIDR of ${refused}`;
  const route = destinations.find((one) => one.length > 0 && contains(added, one));
  return route === undefined ? undefined : `there is a route to ${formatCidr(route)} already`;
}
