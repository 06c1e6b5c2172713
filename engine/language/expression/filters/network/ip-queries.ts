import { templateError } from '../../errors.ts';
import { makeInteger } from '../../operations.ts';
import type { Value } from '../../value.ts';
import { bitsOf, formatAddress, type Address } from './address.ts';
import { isLinkLocal, isLoopback, isMask, isMulticast, isPrivate, isWithin } from './address-kinds.ts';
import {
  broadcast,
  cidr,
  first,
  formatNetwork,
  hostmask,
  netmask,
  size,
  usable,
  type Network,
} from './network.ts';

/** What a query is asked of. */
export interface Asked {
  readonly network: Network;
  /** Whether it was written with a prefix. */
  readonly isNetwork: boolean;
  /** The text that it was written as. */
  readonly text: string;
}

type Query = (asked: Asked) => Value;

const count = (network: Network): bigint => size(network);
const isOwnAddress = (network: Network): boolean => network.value === first(network).value;
const withPrefix = (network: Network, address: Address = network): string =>
  `${formatAddress(address)}/${network.prefix}`;
const single = (network: Network): Network => ({ ...network, prefix: bitsOf(network.version) });

const host: Query = ({ network }) => {
  if (count(network) === 1n) return formatNetwork(network);
  return !isOwnAddress(network) || broadcast(network) === undefined ? withPrefix(network) : null;
};

const address: Query = ({ network }) => {
  if (count(network) === 1n) return formatAddress(network);
  const isHost = !isOwnAddress(network) || broadcast(network) === undefined || network.version === 6;
  return isHost ? formatAddress(network) : null;
};

const gateway: Query = ({ network }) => {
  const outer = [first(network).value, broadcast(network)?.value];
  return count(network) > 2n && outer.includes(network.value) ? false : withPrefix(network);
};

/** Queries on networks only. */
function ofNetwork(query: (network: Network) => Value): Query {
  return ({ network, isNetwork }) => {
    if (!isNetwork)
      throw templateError('Not a network address', 'Write it with its prefix, such as 10.0.0.1/24.');
    return query(network);
  };
}

const usableAt = (pick: (bounds: readonly [bigint, bigint]) => bigint): Query =>
  ofNetwork((network) => {
    const bounds = usable(network);
    return bounds === undefined ? null : formatAddress({ version: network.version, value: pick(bounds) });
  });

const neighbour = (offset: bigint): Query =>
  ofNetwork((network) => {
    const bounds = usable(network);
    const value = network.value + offset;
    if (bounds === undefined || value < bounds[0] || value > bounds[1]) return null;
    return formatAddress({ version: network.version, value });
  });

const peer: Query = ofNetwork((network) => {
  const place = network.value % 4n;
  if (count(network) === 2n) return formatAddress({ ...network, value: network.value ^ 1n });
  if (count(network) !== 4n) throw templateError('Not a point-to-point network');
  if (place === 0n) throw templateError('Network address of /30 has no peer');
  if (place === 3n) throw templateError('Broadcast address of /30 has no peer');
  return formatAddress({ ...network, value: network.value ^ 3n });
});

/** The text itself where it is of a kind. */
const itself =
  (isKind: (network: Network) => boolean): Query =>
  ({ network, text }) =>
    isKind(network) ? text : null;

const isPublic = (network: Network): boolean => {
  const one = single(network);
  return !isMulticast(one) && !isPrivate(one) && !isLoopback(one) && !isMask(one);
};

const ownWith =
  (text: (network: Network) => string): Query =>
  ({ network }) => {
    const isShown = count(network) === 2n || (count(network) > 1n && !isOwnAddress(network));
    return isShown ? text(network) : null;
  };

const ipv4: Query = ({ network, text }) => {
  if (network.version === 4) return text;
  const high = network.value >> 32n;
  const isMapped = high === 0xffffn || high === 0n;
  if (!isMapped || network.prefix < 96) return false;
  return formatNetwork({ version: 4, value: network.value & 0xffffffffn, prefix: network.prefix - 96 });
};

const ipv6: Query = ({ network, text }) => {
  if (network.version === 6) return text;
  return formatNetwork({ version: 6, value: (0xffffn << 32n) | network.value, prefix: network.prefix + 96 });
};

const sixToFour: Query = ({ network, text, isNetwork }) => {
  if (network.version === 4) {
    if (count(network) > 1n && isOwnAddress(network)) return false;
    if (!isPublic(network) && !isPrivate(single(network))) return false;
    const hex = network.value.toString(16).padStart(8, '0');
    return `2002:${hex.slice(0, 4)}:${hex.slice(4)}::1/48`;
  }
  if (isNetwork && isOwnAddress(network)) return false;
  return isWithin(single(network), ['2002::/16']) ? text : false;
};

const reverseName: Query = ({ network }) => {
  if (network.version === 4) return `${formatAddress(network).split('.').reverse().join('.')}.in-addr.arpa.`;
  const nibbles = network.value.toString(16).padStart(32, '0');
  return `${[...nibbles].reverse().join('.')}.ip6.arpa.`;
};

const usableCount = (network: Network): bigint =>
  count(network) === 1n ? 0n : count(network) === 2n ? 2n : count(network) - 2n;

const subnet: Query = ({ network }) => formatNetwork(cidr(network));
const networkAddress: Query = ({ network }) => formatAddress(first(network));
const wildcard: Query = ({ network }) => formatAddress(hostmask(network));
const loopback = itself((network) => isLoopback(single(network)));

/** The queries of `ipaddr` by name. */
export const ipQueries: Readonly<Record<string, Query>> = {
  '': ({ network, isNetwork }) => (isNetwork ? formatNetwork(network) : formatAddress(network)),
  '6to4': sixToFour,
  address,
  'address/prefix': gateway,
  bool: () => true,
  broadcast: ({ network }) => {
    const found = count(network) > 2n ? broadcast(network) : undefined;
    return found === undefined ? null : formatAddress(found);
  },
  cidr: ({ network }) => formatNetwork(network),
  first_usable: ofNetwork((network) => {
    if (count(network) === 1n) return null;
    const offset = count(network) === 2n ? 0n : 1n;
    return formatAddress({ version: network.version, value: first(network).value + offset });
  }),
  gateway,
  gw: gateway,
  host,
  'host/prefix': gateway,
  hostmask: wildcard,
  hostnet: gateway,
  int: ({ network, isNetwork }) =>
    isNetwork ? `${network.value}/${network.prefix}` : makeInteger(network.value),
  ip: address,
  'ip/prefix': ownWith((network) => withPrefix(network)),
  ip_netmask: ownWith((network) => `${formatAddress(network)} ${formatAddress(netmask(network))}`),
  ipv4,
  ipv6,
  last_usable: usableAt(([, high]) => high),
  'link-local': itself((network) => isLinkLocal(single(network))),
  lo: loopback,
  loopback,
  multicast: itself(isMulticast),
  net: ({ network }) => (count(network) > 1n && isOwnAddress(network) ? formatNetwork(network) : null),
  netmask: ({ network }) => formatAddress(netmask(network)),
  network: networkAddress,
  network_id: networkAddress,
  'network/prefix': subnet,
  network_netmask: ({ network }) => `${formatAddress(first(network))} ${formatAddress(netmask(network))}`,
  network_wildcard: ({ network }) => `${formatAddress(first(network))} ${formatAddress(hostmask(network))}`,
  next_usable: neighbour(1n),
  peer,
  prefix: ({ network }) => network.prefix,
  previous_usable: neighbour(-1n),
  private: itself(isPrivate),
  public: itself(isPublic),
  range_usable: ofNetwork((network) => {
    const bounds = usable(network);
    if (bounds === undefined) return null;
    return bounds.map((value) => formatAddress({ version: network.version, value })).join('-');
  }),
  revdns: reverseName,
  router: gateway,
  size: ({ network }) => makeInteger(count(network)),
  size_usable: ({ network }) => makeInteger(usableCount(network)),
  subnet,
  type: ({ network }) => (count(network) > 1n && isOwnAddress(network) ? 'network' : 'address'),
  unicast: itself((network) => !isMulticast(network)),
  v4: ipv4,
  v6: ipv6,
  version: ({ network }) => network.version,
  wildcard,
  wrap: ({ network, isNetwork, text }) => {
    if (network.version === 4) return text;
    return isNetwork ? `[${formatAddress(network)}]/${network.prefix}` : `[${formatAddress(network)}]`;
  },
};
