import type { Pool } from '../rows.ts';
import { bitsOf, formatIp, parseIp } from './ip.ts';
import type { Cidr } from './cidr.ts';

/** A range of addresses, both ends included. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * The addresses of a prefix that ports may have: not the first, and in IPv4 not the last. Prefixes of one or two IPv4
 * addresses give all of them (RFC 3021).
 */
export function usableRange(cidr: Cidr): Range {
  const hosts = bitsOf(cidr.version) - cidr.prefix;
  if (hosts === 0 || (cidr.version === 4 && hosts === 1)) return { first: cidr.first, last: cidr.last };
  return { first: cidr.first + 1n, last: cidr.version === 4 ? cidr.last - 1n : cidr.last };
}

/** The usable addresses around the gateway. */
export function usualPools(cidr: Cidr, gateway: string | null): Range[] {
  const { first, last } = usableRange(cidr);
  if (cidr.first === cidr.last) return [{ first, last }];
  const hole = gateway === null ? undefined : parseIp(gateway)?.value;
  if (hole === undefined || hole < first || hole > last) return [{ first, last }];
  return [
    { first, last: hole - 1n },
    { first: hole + 1n, last },
  ].filter((range) => range.first <= range.last);
}

/** A range as the API shows it. */
export function toPool(range: Range, version: 4 | 6): Pool {
  return {
    start: formatIp({ version, value: range.first }),
    end: formatIp({ version, value: range.last }),
  };
}

/** `10.0.0.2-10.0.0.20` */
export function formatRange(range: Range, version: 4 | 6): string {
  const { start, end } = toPool(range, version);
  return `${start}-${end}`;
}

/** The range of a pool that is stored. */
export function rangeOf(pool: Pool): Range {
  return { first: parseIp(pool.start)!.value, last: parseIp(pool.end)!.value };
}
