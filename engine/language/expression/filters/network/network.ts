import { bitsOf, formatAddress, highest, parseAddress, type Address, type Version } from './address.ts';

/** An address with the length of its prefix, as netaddr's IPNetwork: the address need not be that of the network. */
export interface Network extends Address {
  readonly prefix: number;
}

/** `address` or `address/prefix`, where the prefix may be a netmask or a hostmask, and IPv4 may be abbreviated. */
export function parseNetwork(text: string): Network | undefined {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  const address = parseAbbreviated(addressText) ?? parseAddress(addressText);
  if (address === undefined) return undefined;
  const prefix =
    prefixText === undefined ? bitsOf(address.version) : parsePrefix(prefixText, address.version);
  return prefix === undefined ? undefined : { ...address, prefix };
}

/** `10.1` is `10.1.0.0`. */
function parseAbbreviated(text: string): Address | undefined {
  const parts = text.split('.').map((part) => part.trim());
  if (parts.length > 4 || !parts.every((part) => /^\d+$/.test(part))) return undefined;
  const whole = [...parts.map(Number), 0, 0, 0].slice(0, 4);
  return parseAddress(whole.join('.'));
}

function parsePrefix(text: string, version: Version): number | undefined {
  if (/^\s*\+?\d+\s*$/.test(text)) return Number(text) <= bitsOf(version) ? Number(text) : undefined;
  const mask = parseAddress(text);
  return mask === undefined || mask.version !== version ? undefined : prefixOfMask(mask);
}

/** The prefix that a netmask or a hostmask stands for. */
export function prefixOfMask({ version, value }: Address): number | undefined {
  const bits = bitsOf(version);
  const text = value.toString(2).padStart(bits, '0');
  if (/^1*0*$/.test(text)) return text.indexOf('0') === -1 ? bits : text.indexOf('0');
  return /^0*1*$/.test(text) ? text.indexOf('1') : undefined;
}

export function hostmask({ version, prefix }: Network): Address {
  return { version, value: (1n << BigInt(bitsOf(version) - prefix)) - 1n };
}

export function netmask(network: Network): Address {
  return { version: network.version, value: highest(network.version) ^ hostmask(network).value };
}

export function first(network: Network): Address {
  return { version: network.version, value: network.value & netmask(network).value };
}

export function last(network: Network): Address {
  return { version: network.version, value: network.value | hostmask(network).value };
}

/** The network's own address with the prefix. */
export function cidr(network: Network): Network {
  return { ...network, value: first(network).value };
}

export function size(network: Network): bigint {
  return hostmask(network).value + 1n;
}

/** undefined for point-to-point networks of IPv4, which have none. */
export function broadcast(network: Network): Address | undefined {
  return network.version === 4 && network.prefix > 30 ? undefined : last(network);
}

export function formatNetwork(network: Network): string {
  return `${formatAddress(network)}/${network.prefix}`;
}

export function includes(outer: Network, inner: Network): boolean {
  return (
    outer.version === inner.version &&
    first(outer).value <= first(inner).value &&
    last(inner).value <= last(outer).value
  );
}

/** The first and the last address that a host can have. */
export function usable(network: Network): readonly [bigint, bigint] | undefined {
  const [low, high] = [first(network).value, last(network).value];
  if (size(network) === 2n) return [low, high];
  return size(network) > 1n ? [low + 1n, high - 1n] : undefined;
}

/** The address at an index; a negative one counts from the end. undefined beyond the network. */
export function addressAt(network: Network, index: bigint): Address | undefined {
  const count = size(network);
  if (index < -count || index >= count) return undefined;
  const base = index < 0n ? last(network).value + 1n : first(network).value;
  return { version: network.version, value: base + index };
}

/** Networks joined where they touch or overlap, in order: as few as there can be. */
export function mergeNetworks(networks: readonly Network[]): Network[] {
  return ([4, 6] as const).flatMap((version) => {
    const ranges = networks
      .filter((network) => network.version === version)
      .map((network) => ({ low: first(network).value, high: last(network).value }))
      .sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
    const joined: { low: bigint; high: bigint }[] = [];
    for (const range of ranges) {
      const before = joined.at(-1);
      if (before !== undefined && range.low <= before.high + 1n) {
        if (range.high > before.high) before.high = range.high;
      } else joined.push(range);
    }
    return joined.flatMap(({ low, high }) => networksOfRange(version, low, high));
  });
}

function networksOfRange(version: Version, low: bigint, high: bigint): Network[] {
  const found: Network[] = [];
  for (let at = low; at <= high;) {
    let hostBits = 0n;
    const fits = (bits: bigint): boolean =>
      bits <= BigInt(bitsOf(version)) && at % (1n << bits) === 0n && at + (1n << bits) - 1n <= high;
    while (fits(hostBits + 1n)) hostBits += 1n;
    found.push({ version, value: at, prefix: bitsOf(version) - Number(hostBits) });
    at += 1n << hostBits;
  }
  return found;
}

/** The smallest network that all of these are in. */
export function spanningNetwork(networks: readonly Network[]): Network | undefined {
  const [one] = networks;
  if (one === undefined || networks.some((network) => network.version !== one.version)) return undefined;
  let span = cidr(one);
  while (!networks.every((network) => includes(span, network)))
    span = cidr({ ...span, prefix: span.prefix - 1 });
  return span;
}
