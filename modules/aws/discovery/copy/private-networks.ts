import { contains, isEqual, type Cidr } from '../../cidr/cidr.ts';

const block = (base: bigint, length: number): Cidr => ({ family: 4, base, length });

/** RFC 1918: 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16. */
const blocks: readonly Cidr[] = [block(0x0a000000n, 8), block(0xac100000n, 12), block(0xc0a80000n, 16)];

/** The controller writes routes to these three into the tables that it manages. */
export const privateSummaries: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

export function isPrivate(cidr: Cidr): boolean {
  return blocks.some((one) => contains(one, cidr));
}

export function isPrivateSummary(cidr: Cidr): boolean {
  return blocks.some((one) => isEqual(one, cidr));
}
