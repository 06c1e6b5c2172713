import { contains, overlaps, parseCidr, type Cidr } from '../address/cidr.ts';
import { canonicalIp, parseIp } from '../address/ip.ts';
import { formatRange, usableRange, type Range } from '../address/pools.ts';
import type { Context } from '../context.ts';
import { conflict, invalidInput, refuse } from '../errors.ts';
import type { Network, Pool, Route } from '../rows.ts';
import { pythonRepr } from '../values/python.ts';
import { storedCidr } from './network.ts';

/** Refuses a prefix or an address of the other version of IP. */
export function checkVersion(version: 4 | 6, address: string, name: string): void {
  if (parseCidr(address)?.version === version) return;
  throw invalidInput(`${name} '${address}' does not match the ip_version '${version}'`);
}

/** Refuses prefixes in which no DHCP server can work. */
export function checkDhcp(cidr: Cidr): void {
  const most = cidr.version === 4 ? 30 : 126;
  if (cidr.prefix > most) {
    throw invalidInput('Subnet has a prefix length that is incompatible with DHCP service enabled');
  }
  if (isMulticast(cidr)) throw invalidInput('Multicast IP subnet is not supported if enable_dhcp is True');
  if (isLoopback(cidr)) throw invalidInput('Loopback IP subnet is not supported if enable_dhcp is True');
  if (cidr.version === 4 && cidr.first === 0n) {
    throw invalidInput("First IP '0.0.0.0' of network is not supported if enable_dhcp is True.");
  }
}

function isMulticast(cidr: Cidr): boolean {
  return cidr.version === 4 ? cidr.first >> 28n === 0xen : cidr.first >> 120n === 0xffn;
}

function isLoopback(cidr: Cidr): boolean {
  return cidr.version === 4 ? cidr.first >> 24n === 127n : cidr.first === 1n && cidr.prefix === 128;
}

/** Refuses a gateway that cannot be one: of the other version, or the first or last address of an IPv4 prefix. */
export function checkGateway(cidr: Cidr, gateway: string): void {
  checkVersion(cidr.version, gateway, 'gateway_ip');
  const ip = parseIp(gateway)!;
  const isEnd = ip.value === cidr.first || ip.value === cidr.last;
  if (cidr.version === 4 && contains(cidr, ip) && isEnd) throw invalidInput('Gateway is not valid on subnet');
}

/** Refuses too many name servers, and those of the other version. */
export function checkNameservers(version: 4 | 6, servers: readonly string[], subnet: string): void {
  if (servers.length > 5) {
    throw invalidInput(
      `Unable to complete operation for ${subnet}. The number of DNS nameservers exceeds the limit 5.`,
      'DNSNameServersExhausted',
    );
  }
  for (const server of servers) checkVersion(version, server, 'dns_nameserver');
}

/** Refuses too many routes, and those of the other version. */
export function checkHostRoutes(version: 4 | 6, routes: readonly Route[], subnet: string): void {
  if (routes.length > 20) {
    throw invalidInput(
      `Unable to complete operation for ${subnet}. The number of host routes exceeds the limit 20.`,
      'HostRoutesExhausted',
    );
  }
  for (const route of routes) {
    checkVersion(version, route.nexthop, 'nexthop');
    checkVersion(version, route.destination, 'destination');
  }
}

export interface Ipv6Modes {
  readonly ra: string | null;
  readonly address: string | null;
}

/** Refuses modes that do not go with the version, with each other, or with the prefix. */
export function checkModes(cidr: Cidr, modes: Ipv6Modes, hasDhcp: boolean, written: string): void {
  const { ra, address } = modes;
  if (cidr.version === 4) {
    if (ra !== null) throw invalidInput('ipv6_ra_mode is not valid when ip_version is 4');
    if (address !== null) throw invalidInput('ipv6_address_mode is not valid when ip_version is 4');
    return;
  }
  if ((ra !== null || address !== null) && !hasDhcp) {
    throw invalidInput('ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False');
  }
  if (ra !== null && address !== null && ra !== address) {
    throw invalidInput(
      `ipv6_ra_mode set to '${ra}' with ipv6_address_mode set to '${address}' is not valid. ` +
        'If both attributes are set, they must be the same value',
    );
  }
  if (isAutomatic({ ra, address }) && cidr.prefix !== 64) {
    throw invalidInput(
      `Invalid CIDR ${written} for IPv6 address mode. OpenStack uses the EUI-64 address format, ` +
        'which requires the prefix to be /64',
    );
  }
}

/** Whether hosts make their addresses themselves. */
export function isAutomatic({ ra, address }: Ipv6Modes): boolean {
  const modes = ['slaac', 'dhcpv6-stateless'];
  return modes.includes(ra ?? '') || modes.includes(address ?? '');
}

/** Refuses a prefix that has an address in common with another one of the network, and a prefix of everything. */
export function checkOverlap(network: Network, cidr: Cidr, written: string, { state }: Context): void {
  if (cidr.prefix === 0) throw invalidInput('0 is not allowed as CIDR prefix length');
  for (const subnet of state.subnets.by('network', network.id)) {
    if (!overlaps(storedCidr(subnet.cidr), cidr)) continue;
    throw invalidInput(
      `Requested subnet with cidr: ${written} for network: ${network.id} overlaps with another subnet`,
    );
  }
}

/** The ranges of pools that were asked for, or a refusal of what is no range. */
export function toRanges(pools: readonly Pool[], cidr: Cidr): Range[] {
  return pools.map((pool) => {
    const [start, end] = [parseIp(pool.start), parseIp(pool.end)];
    if (start?.version !== end?.version || !start || !end || start.value > end.value) {
      throw invalidPool(pythonRepr(pool));
    }
    const range = { first: start.value, last: end.value };
    if (start.version !== cidr.version) throw invalidPool(formatRange(range, start.version));
    return range;
  });
}

function invalidPool(words: string) {
  return invalidInput(`The allocation pool ${words} is not valid.`, 'InvalidAllocationPool');
}

/** Refuses pools outside the prefix, and pools with addresses in common. */
export function checkPools(ranges: readonly Range[], cidr: Cidr, written: string): void {
  const usable = usableRange(cidr);
  for (const range of ranges) {
    if (range.first >= usable.first && range.last <= usable.last) continue;
    const words = formatRange(range, cidr.version);
    throw invalidInput(
      `The allocation pool ${words} spans beyond the subnet cidr ${written}.`,
      'OutOfBoundsAllocationPool',
    );
  }
  for (const [index, a] of ranges.entries()) {
    const b = ranges.slice(index + 1).find((other) => a.first <= other.last && other.first <= a.last);
    if (!b) continue;
    const words = [a, b].map((range) => formatRange(range, cidr.version)).join(' ');
    throw conflict(
      'OverlappingAllocationPools',
      `Found overlapping allocation pools: ${words} for subnet ${written}.`,
    );
  }
}

/** Refuses a gateway that a port could get as its address. */
export function checkGatewayOutside(gateway: string | null, ranges: readonly Range[], version: 4 | 6): void {
  const value = gateway === null ? undefined : parseIp(gateway)?.value;
  if (value === undefined) return;
  const pool = ranges.find((range) => value >= range.first && value <= range.last);
  if (!pool) return;
  throw conflict(
    'GatewayConflictWithAllocationPools',
    `Gateway ip ${canonicalIp(gateway!)} conflicts with allocation pool ${formatRange(pool, version)}.`,
  );
}

/** Refuses a default gateway that would fall outside a prefix of two addresses. */
export function checkUsualGateway(
  gateway: bigint,
  cidr: Cidr,
  words: { gateway: string; cidr: string },
): void {
  if (cidr.version === 4 && cidr.prefix === 31 && gateway === cidr.last) {
    throw refuse(
      409,
      'IpamValueInvalid',
      `Gateway IP ${words.gateway} cannot be allocated in CIDR ${words.cidr}`,
    );
  }
}
