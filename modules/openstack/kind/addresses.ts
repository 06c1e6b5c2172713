import ipaddr from 'ipaddr.js';
import type { Body } from '../api/session.types.ts';
import { isBody } from './wire.ts';

export interface Cidr {
  readonly version: 4 | 6;
  readonly prefix: number;
  /** The network's address and prefix in the one form that the services use. */
  readonly text: string;
  readonly contains: (address: string) => boolean;
}

/** Whether a text is an IP address, of the version if one is given. */
export function isAddress(text: string, version?: 4 | 6): boolean {
  if (version !== 6 && ipaddr.IPv4.isValidFourPartDecimal(text)) return true;
  return version !== 4 && text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text);
}

/** The one form of an address that the services use; what is no address stays as it is. */
export function canonicalAddress(text: string): string {
  if (!isAddress(text)) return text;
  const address = ipaddr.parse(text);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/** A CIDR, or a single address as one; undefined for what is neither. */
export function cidrOf(text: string): Cidr | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  if (rest.length > 0 || !isAddress(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const version = parsed instanceof ipaddr.IPv6 ? 6 : 4;
  const most = version === 6 ? 128 : 32;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = bits === undefined ? most : Number(bits);
  if (prefix > most) return undefined;
  const network = ipaddr.fromByteArray(masked(parsed.toByteArray(), prefix));
  return {
    version,
    prefix,
    text: `${canonicalAddress(network.toString())}/${prefix}`,
    contains: (other) => isAddress(other, version) && ipaddr.parse(other).match(network, prefix),
  };
}

/**
 * The MAC address that an IPv6 address was made of (modified EUI-64, RFC 4291, appendix A); undefined for one that was
 * made in another way.
 */
export function macOf(address: string): string | undefined {
  if (!isAddress(address, 6)) return undefined;
  const [a = 0, b, c, middle, mark, d, e, f] = ipaddr.parse(address).toByteArray().slice(8);
  if (middle !== 0xff || mark !== 0xfe) return undefined;
  return [a ^ 2, b, c, d, e, f].map((byte) => (byte ?? 0).toString(16).padStart(2, '0')).join(':');
}

/** Whether two CIDRs have an address in common. */
export function overlaps(one: Cidr, other: Cidr): boolean {
  if (one.version !== other.version) return false;
  const [wide, narrow] = one.prefix <= other.prefix ? [one, other] : [other, one];
  return wide.contains(narrow.text.split('/')[0] ?? '');
}

function masked(bytes: readonly number[], prefix: number): number[] {
  return bytes.map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8));
    return byte & (0xff << (8 - bits)) & 0xff;
  });
}

/** Addresses, alone or in a list, in their one form. */
export function normaliseAddresses(value: unknown): unknown {
  if (typeof value === 'string') return canonicalAddress(value);
  return Array.isArray(value) ? value.map(normaliseAddresses) : value;
}

/** A CIDR in its one form. */
export function normaliseCidr(value: unknown): unknown {
  return typeof value === 'string' ? (cidrOf(value)?.text ?? value) : value;
}

/** Ranges of addresses, their ends in their one form. */
export function normalisePools(value: unknown): unknown {
  return mapBodies(value, (pool) => ({
    ...pool,
    start: normaliseAddresses(pool['start']),
    end: normaliseAddresses(pool['end']),
  }));
}

/** Routes, with destination and next hop in their one form. */
export function normaliseRoutes(value: unknown): unknown {
  return mapBodies(value, (route) => ({
    destination: normaliseCidr(route['destination']),
    nexthop: normaliseAddresses(route['nexthop']),
  }));
}

function mapBodies(value: unknown, change: (body: Body) => Body): unknown {
  return Array.isArray(value) ? value.map((item: unknown) => (isBody(item) ? change(item) : item)) : value;
}
