import { str } from '../python-text.ts';
import { isSequence } from '../operations.ts';
import type { Value } from '../value.ts';
import { alias, filter, type FilterArguments, type FilterEntry } from '../filters/define.ts';
import { formatAddress, parseAddress, type Address } from '../filters/network/address.ts';
import { isWithin } from '../filters/network/address-kinds.ts';
import {
  first,
  hostmask,
  includes,
  netmask,
  parseNetwork,
  type Network,
} from '../filters/network/network.ts';

/** An address, or undefined; `fe80::1%eth0` may name a zone. */
function addressOf(value: Value): Address | undefined {
  const text = str(value);
  return parseAddress(/^[^%]*:[^%]*%[^%/]+$/.test(text) ? text.slice(0, text.indexOf('%')) : text);
}

/** A network without bits behind its prefix, as Python's `ip_network` wants it. */
function networkOf(value: Value): Network | undefined {
  const text = str(value);
  if (addressOf(text.split('/')[0] ?? '') === undefined) return undefined;
  const network = parseNetwork(text.replace(/%[^/]*/, ''));
  return network === undefined || first(network).value !== network.value ? undefined : network;
}

const ofAddress = (name: string, test: (address: Address) => boolean): FilterEntry =>
  filter(name, '', (value) => {
    const address = addressOf(value);
    return address !== undefined && test(address);
  });

const ofNetwork = (name: string, test: (network: Network) => boolean): FilterEntry =>
  filter(name, '', (value) => {
    const network = networkOf(value);
    return network !== undefined && test(network);
  });

const within = (name: string, ranges: readonly string[]): FilterEntry =>
  ofAddress(name, (address) => isWithin(single(address), ranges));

function single(address: Address): Network {
  return { ...address, prefix: address.version === 4 ? 32 : 128 };
}

/** What Python's `ipaddress` counts as private; see the IANA registries of special-purpose addresses. */
const privateRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/29',
  '192.0.0.170/31',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
  '::1/128',
  '::/128',
  '::ffff:0:0/96',
  '100::/64',
  '2001::/23',
  '2001:2::/48',
  '2001:db8::/32',
  '2001:10::/28',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
];

const reservedRanges = [
  '240.0.0.0/4',
  '::/8',
  '100::/8',
  '200::/7',
  '400::/6',
  '800::/5',
  '1000::/4',
  '4000::/3',
  '6000::/3',
  '8000::/3',
  'a000::/3',
  'c000::/3',
  'e000::/4',
  'f000::/5',
  'f800::/6',
  'fe00::/9',
];

function isPrivate(address: Address): boolean {
  return isWithin(single(address), privateRanges);
}

/** The tests of ansible.utils on addresses and networks. */
export const addressTests: readonly FilterEntry[] = [
  ofNetwork('ip', () => true),
  ofNetwork('ipv4', ({ version }) => version === 4),
  ofNetwork('ipv6', ({ version }) => version === 6),
  ofAddress('ip_address', () => true),
  ofAddress('ipv4_address', ({ version }) => version === 4),
  ofAddress('ipv6_address', ({ version }) => version === 6),
  filter('ipv4_netmask', '', (value) => {
    const network = networkOf(`10.0.0.0/${str(value)}`);
    return network !== undefined && formatAddress(netmask(network)) === str(value);
  }),
  filter('ipv4_hostmask', '', (value) => {
    const network = networkOf(`10.0.0.0/${str(value)}`);
    return network !== undefined && formatAddress(hostmask(network)) === str(value);
  }),
  within('ipv6_ipv4_mapped', ['::ffff:0:0/96']),
  within('ipv6_sixtofour', ['2002::/16']),
  within('ipv6_teredo', ['2001::/32']),
  within('loopback', ['127.0.0.0/8', '::1/128']),
  within('multicast', ['224.0.0.0/4', 'ff00::/8']),
  within('reserved', reservedRanges),
  within('unspecified', ['0.0.0.0/32', '::/128']),
  ofAddress('private', isPrivate),
  ofAddress('public', (address) => !isPrivate(address) && !isWithin(single(address), ['100.64.0.0/10'])),
  ...alias(
    filter('in_network', 'network', (value, args) => isSubnet(value, args.value('network'))),
    'subnet_of',
  ),
  filter('supernet_of', 'network_b', (value, args) => isSubnet(args.value('network_b'), value)),
  filter('in_any_network', 'networks', (value, args) => countOf(value, args) > 0),
  filter('in_one_network', 'networks', (value, args) => countOf(value, args) === 1),
  filter('mac', '', (value) =>
    /^(?:(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{12})\n?$/i.test(
      str(value),
    ),
  ),
];

function isSubnet(inner: Value, outer: Value): boolean {
  const [a, b] = [networkOf(inner), networkOf(outer)];
  return a !== undefined && b !== undefined && includes(b, a);
}

function countOf(value: Value, args: FilterArguments): number {
  const networks = args.value('networks');
  return isSequence(networks) ? [...networks].filter((network) => isSubnet(value, network)).length : 0;
}
