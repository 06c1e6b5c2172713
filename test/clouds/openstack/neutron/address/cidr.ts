import { bitsOf, formatIp, parseIp, type Ip } from './ip.ts';

/** A prefix, with the host bits that it was written with. */
export interface Cidr {
  readonly version: 4 | 6;
  readonly ip: bigint;
  readonly prefix: number;
  /** The first and the last address of the network. */
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * The prefix that a text says; without a length it is one address. As lenient as Neutron: takes a netmask in place of a
 * length, IPv4 with leading zeros or less than four numbers (`10/8`), blanks around.
 */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length, ...rest] = text.trim().split('/');
  const ip = parseIp(address) ?? parseIp(completed(address));
  if (!ip || rest.length > 0) return undefined;
  const bits = bitsOf(ip.version);
  const prefix = length === undefined ? bits : prefixOf(length, ip.version);
  if (prefix === undefined || prefix > bits) return undefined;
  return makeCidr(ip, prefix);
}

function completed(address: string): string {
  if (!/^\d{1,3}(\.\d{1,3}){0,3}$/.test(address)) return '';
  const numbers = address.split('.').map(Number);
  return [...numbers, 0, 0, 0].slice(0, 4).join('.');
}

/** The network of a given length around an address. */
export function makeCidr(ip: Ip, prefix: number): Cidr {
  const hosts = (1n << BigInt(bitsOf(ip.version) - prefix)) - 1n;
  const first = ip.value - (ip.value & hosts);
  return { version: ip.version, ip: ip.value, prefix, first, last: first + hosts };
}

function prefixOf(text: string, version: 4 | 6): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const mask = version === 4 ? parseIp(text) : undefined;
  if (mask?.version !== 4) return undefined;
  const ones = mask.value.toString(2).padStart(32, '0');
  return /^1*0*$/.test(ones) ? ones.replace(/0/g, '').length : undefined;
}

/** `10.0.0.5/24`, host bits and all. */
export function formatCidr(cidr: Cidr): string {
  return `${formatIp({ version: cidr.version, value: cidr.ip })}/${cidr.prefix}`;
}

/** `10.0.0.0/24`, without host bits. */
export function formatNetwork(cidr: Cidr): string {
  return `${formatIp({ version: cidr.version, value: cidr.first })}/${cidr.prefix}`;
}

/** Whether an address is inside. */
export function contains(cidr: Cidr, ip: Ip): boolean {
  return cidr.version === ip.version && ip.value >= cidr.first && ip.value <= cidr.last;
}

/** Whether two prefixes have an address in common. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last;
}

/** Whether all of `inner` is inside `outer`. */
export function covers(outer: Cidr, inner: Cidr): boolean {
  return outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;
}
