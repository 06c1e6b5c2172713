import { templateError } from '../../errors.ts';
import { isInteger, isSequence, typeName } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import type { FilterArguments } from '../define.ts';
import { bitsOf, formatAddress, highest, parseAddress, parseClassic } from './address.ts';
import { askedOf } from './ipaddr.ts';
import { parseMac, slaacSuffix } from './mac.ts';
import {
  addressAt,
  broadcast,
  cidr,
  first,
  formatNetwork,
  includes,
  mergeNetworks,
  parseNetwork,
  size,
  spanningNetwork,
  usable,
  type Network,
} from './network.ts';

/** The network of a value: one that was written as a host of it stays that host alone. */
function normalized(value: Value): Network | undefined {
  const asked = askedOf(value);
  if (asked === undefined) return undefined;
  const isHost = size(asked.network) === 1n || asked.network.value !== first(asked.network).value;
  return isHost ? asked.network : cidr(asked.network);
}

/** `ipsubnet`: a subnet of a size, how many there are, or at which place a subnet is. */
export function ipsubnet(value: Value, args: FilterArguments): Value {
  const found = normalized(value);
  if (found === undefined) return false;
  const network = cidr(found);
  const query = args.text('query');
  if (query === '') return formatNetwork(network);
  const index = args.get('index') === undefined ? undefined : args.text('index');
  if (/^\d+$/.test(query)) return subnetOfSize(network, Number(query), index);
  const outer = normalized(query);
  if (outer === undefined)
    throw templateError(`You must pass a valid subnet or IP address; ${query} is invalid`);
  if (!includes(cidr(outer), network))
    throw templateError(`${formatNetwork(network)} is not in the subnet ${formatNetwork(cidr(outer))}`);
  const shift = BigInt(bitsOf(network.version) - network.prefix);
  return str(((network.value - first(outer).value) >> shift) + 1n);
}

function subnetOfSize(network: Network, prefix: number, indexText: string | undefined): Value {
  const bits = bitsOf(network.version);
  if (prefix > bits) return false;
  const isAddress = size(network) === 1n;
  const index = indexText === undefined ? undefined : Number(indexText);
  if (isAddress) return supernetAt(network, prefix, index ?? 0, bits);
  if (prefix < network.prefix) {
    if (index === undefined) throw templateError(`Requested subnet size of ${prefix} is invalid`);
    return false;
  }
  const subnets = 1n << BigInt(prefix - network.prefix);
  if (index === undefined) return str(subnets);
  const at = BigInt(index) < 0n ? BigInt(index) + subnets : BigInt(index);
  if (at < 0n || at >= subnets) return false;
  return formatNetwork({
    ...network,
    value: network.value + (at << BigInt(bits - prefix)),
    prefix,
  });
}

/** The networks around an address, from the widest asked for to the narrowest. */
function supernetAt(network: Network, prefix: number, index: number, bits: number): Value {
  if (index > bits + 1 - index || index < prefix - bits) return false;
  const count = bits - prefix;
  const at = index < 0 ? count + index : index;
  if (at >= count || at < 0) throw templateError('list index out of range');
  return formatNetwork(cidr({ ...network, prefix: prefix + at }));
}

export function ipmath(value: Value, args: FilterArguments): Value {
  const text = str(value);
  const network = text.includes('/') ? parseNetwork(text) : (parseClassic(text) ?? parseAddress(text));
  if (network === undefined) throw templateError(`You must pass a valid IP address; ${text} is invalid`);
  const amount = args.value('amount');
  if (!isInteger(amount))
    throw templateError(`You must pass an integer for arithmetic; ${str(amount)} is not a valid integer`);
  const moved = network.value + BigInt(amount);
  if (moved < 0n || moved > highest(network.version))
    throw templateError('result outside valid IP address boundary!');
  return formatAddress({ version: network.version, value: moved });
}

export function nthhost(value: Value, args: FilterArguments): Value {
  const network = normalized(value);
  const query = args.text('query');
  if (network === undefined || !/^[-+]?\d+$/.test(query) || Number(query) === 0) return false;
  const index = BigInt(query.replace('+', ''));
  if (index >= size(network)) return false;
  const found = addressAt(network, index);
  if (found === undefined) throw templateError('index out range for address range size!');
  return formatAddress(found);
}

export function neighbourOf(sign: 1n | -1n): (value: Value, args: FilterArguments) => Value {
  return (value, args) => {
    const network = normalized(value);
    if (network === undefined) return false;
    const offset = args.value('offset');
    if (!isInteger(offset)) throw templateError('Must pass in an integer');
    const bounds = usable(network);
    const moved = network.value + sign * BigInt(offset);
    if (bounds === undefined || moved < bounds[0] || moved > bounds[1]) return null;
    return formatAddress({ version: network.version, value: moved });
  };
}

/** The addresses from the first to the last that a value stands for, broadcast included. */
function rangeOf(value: Value): readonly [bigint, bigint] | undefined {
  const network = normalized(value);
  if (network === undefined) return undefined;
  const own = cidr(network);
  return [own.value, size(own) > 2n ? (broadcast(own)?.value ?? own.value) : own.value];
}

export function networkInNetwork(value: Value, args: FilterArguments): Value {
  const [outer, inner] = [rangeOf(value), rangeOf(args.value('test'))];
  if (outer === undefined || inner === undefined) return false;
  return [inner[0], inner[1]].every((at) => outer[0] <= at && at <= outer[1]);
}

export function networkInUsable(value: Value, args: FilterArguments): Value {
  const [outer, inner] = [normalized(value), rangeOf(args.value('test'))];
  if (outer === undefined || inner === undefined) return false;
  const own = cidr(outer);
  const bounds = usable(own) ?? [own.value, own.value];
  return [inner[0], inner[1]].every((at) => bounds[0] <= at && at <= bounds[1]);
}

export function reduceOnNetwork(value: Value, args: FilterArguments): Value {
  const network = rangeOf(args.value('network'));
  if (!isSequence(value)) throw templateError(`reduce_on_network needs a list, not ${typeName(value)}`);
  return [...value].filter((item) => {
    const own = rangeOf(item);
    return (
      own !== undefined && network !== undefined && own.every((at) => network[0] <= at && at <= network[1])
    );
  });
}

export function cidrMerge(value: Value, args: FilterArguments): Value {
  if (!isSequence(value)) throw templateError(`cidr_merge: expected iterable, got ${repr(value)}`);
  const networks = Array.from(value, (item) => {
    const network = parseNetwork(str(item));
    if (network === undefined)
      throw templateError(`cidr_merge: error in netaddr:\ninvalid IPNetwork ${str(item)}`);
    return network;
  });
  const action = args.text('action', 'merge');
  if (action === 'merge') return mergeNetworks(networks).map(formatNetwork);
  if (action !== 'span')
    throw templateError(`cidr_merge: invalid action '${action}'`, 'The actions are: merge, span.');
  const [only] = networks;
  if (only === undefined) return null;
  if (networks.length === 1) return formatNetwork(only);
  const span = spanningNetwork(networks);
  if (span === undefined)
    throw templateError('cidr_merge: error in netaddr:\nIP sequence cannot contain both IPv4 and IPv6!');
  return formatNetwork(span);
}

export function slaac(value: Value, args: FilterArguments): Value {
  const network = normalized(value);
  const mac = parseMac(args.value('query'));
  if (network?.version !== 6 || mac === undefined) return false;
  return formatAddress({ version: 6, value: cidr(network).value + slaacSuffix(mac) });
}

const longestRange = 1n << 16n;

/** All addresses of a network, and how many there are; for networks of up to 65,536. */
export function usableRange(value: Value): Value {
  const network = typeof value === 'string' ? parseNetwork(value) : undefined;
  if (network === undefined)
    throw templateError(`Error while parsing the network ${str(value)}`, 'Write it as 10.0.0.0/24.');
  if (size(network) > longestRange) throw templateError('The network is too large to list its addresses.');
  const { version, value: low } = cidr(network);
  const addresses = Array.from({ length: Number(size(network)) }, (_, index) =>
    formatAddress({ version, value: low + BigInt(index) }),
  );
  return new Map<Value, Value>([
    ['usable_ips', addresses],
    ['number_of_ips', addresses.length],
  ]);
}
