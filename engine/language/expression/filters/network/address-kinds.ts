import type { Address } from './address.ts';
import { includes, parseNetwork, prefixOfMask, type Network } from './network.ts';

/** Ranges with a meaning of their own, as netaddr knows them. Sources: RFC 6890 and those it names. */
const ranges = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linkLocal: ['169.254.0.0/16', 'fe80::/10'],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  private: [
    '10.0.0.0/8',
    '100.64.0.0/10',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '239.0.0.0/8',
    'fc00::/7',
    'fec0::/10',
  ],
} as const;

/** Whether an address, or all of a network, lies in one of these. */
export function isWithin(network: Network, listed: readonly string[]): boolean {
  return listed.some((text) => {
    const range = parseNetwork(text);
    return range !== undefined && includes(range, network);
  });
}

export function isLoopback(network: Network): boolean {
  return isWithin(network, ranges.loopback);
}

export function isLinkLocal(network: Network): boolean {
  return isWithin(network, ranges.linkLocal);
}

export function isMulticast(network: Network): boolean {
  return isWithin(network, ranges.multicast);
}

/** Link-local ones count too. */
export function isPrivate(network: Network): boolean {
  return isWithin(network, ranges.private) || isLinkLocal(network);
}

/** Whether an address could be a netmask or a hostmask. */
export function isMask(address: Address): boolean {
  return prefixOfMask(address) !== undefined;
}
