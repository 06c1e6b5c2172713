import { contains } from '../address/cidr.ts';
import { canonicalIp, formatIp, parseIp } from '../address/ip.ts';
import { rangeOf } from '../address/pools.ts';
import type { Context } from '../context.ts';
import { conflict, invalidInput, refuse } from '../errors.ts';
import type { FixedIp, Network, Subnet } from '../rows.ts';
import { asText, type JsonObject } from '../../http/exchange.ts';
import { storedCidr } from './network.ts';
import { isAutoAddressed, subnetKind, subnetNotFound } from './subnet.ts';

/** What a port wants for an address: `{subnet_id?, ip_address?}`. */
export type WantedIp = JsonObject;

/** Whose addresses are chosen. */
export interface Asker {
  readonly network: Network;
  readonly mac: string;
  readonly deviceOwner: string;
  /** The port itself, whose own addresses are no obstacle. */
  readonly portId?: string;
}

/** Owners of ports that hold no address that hosts make themselves: a router is where they learn the prefix from. */
const ROUTER_OWNERS = new Set([
  'network:router_interface',
  'network:router_gateway',
  'network:router_interface_distributed',
  'network:ha_router_replicated_interface',
  'network:router_centralized_snat',
]);

export function isRouterOwner(owner: string): boolean {
  return ROUTER_OWNERS.has(owner);
}

/** The addresses of a new port that does not care: one of IPv4, one of IPv6, and all that hosts make themselves. */
export function usualAddresses(asker: Asker, context: Context): FixedIp[] {
  const all = context.state.subnets.by('network', asker.network.id);
  if (all.length === 0) return [];
  const subnets = all.filter((subnet) => serves(subnet, asker.deviceOwner));
  if (subnets.length === 0) {
    throw conflict(
      'IpAddressGenerationFailureNoMatchingSubnet',
      `No valid service subnet for the given device owner, network ${asker.network.id}, ` +
        `service type ${asker.deviceOwner}.`,
    );
  }
  const four = subnets.filter((subnet) => subnet.ip_version === 4);
  const six = subnets.filter((subnet) => subnet.ip_version === 6 && !isAutoAddressed(subnet));
  return [
    ...[four, six].filter((group) => group.length > 0).map((group) => fromAny(group, asker, context)),
    ...automaticAddresses(asker, context),
  ];
}

function serves(subnet: Subnet, owner: string): boolean {
  return subnet.service_types.length === 0 || subnet.service_types.includes(owner);
}

/** An address on every subnet whose hosts make them themselves. */
export function automaticAddresses(asker: Asker, { state }: Context): FixedIp[] {
  if (isRouterOwner(asker.deviceOwner)) return [];
  return state.subnets
    .by('network', asker.network.id)
    .filter((subnet) => subnet.ip_version === 6 && isAutoAddressed(subnet))
    .map((subnet) => ({ subnet_id: subnet.id, ip_address: eui64(subnet, asker.mac) }));
}

/** The address that a host makes of its hardware address (RFC 4291, appendix A). */
export function eui64(subnet: Subnet, mac: string): string {
  const bytes = mac.split(/[:-]/).map((part) => BigInt(`0x${part}`));
  const [first = 0n, ...rest] = bytes;
  const eight = [first ^ 2n, rest[0]!, rest[1]!, 0xffn, 0xfen, rest[2]!, rest[3]!, rest[4]!];
  const suffix = eight.reduce((sum, byte) => (sum << 8n) | byte, 0n);
  return formatIp({ version: 6, value: storedCidr(subnet.cidr).first + suffix });
}

/** The addresses of a port that says which it wants. */
export function wantedAddresses(wanted: readonly WantedIp[], asker: Asker, context: Context): FixedIp[] {
  const chosen: FixedIp[] = [];
  for (const each of wanted) chosen.push(chooseOne(each, asker, chosen, context));
  return chosen;
}

function chooseOne(wanted: WantedIp, asker: Asker, before: readonly FixedIp[], context: Context): FixedIp {
  const { subnet_id: subnetId, ip_address: text } = wanted;
  if (subnetId === undefined && text === undefined) {
    throw invalidInput('IP allocation requires subnet_id or ip_address');
  }
  const subnet =
    subnetId === undefined
      ? subnetWith(asText(text), asker, context)
      : findSubnet(asText(subnetId), asker, context);
  if (text !== undefined) return exactly(asText(text), subnet, asker, context);
  if (isAutoAddressed(subnet) && !isRouterOwner(asker.deviceOwner)) {
    return { subnet_id: subnet.id, ip_address: eui64(subnet, asker.mac) };
  }
  const free = freeAddress(subnet, asker, context, before);
  if (free === undefined) throw exhausted(asker.network, `subnet ${subnet.id}`);
  return { subnet_id: subnet.id, ip_address: free };
}

function findSubnet(id: string, asker: Asker, context: Context): Subnet {
  const subnet = context.state.subnets.get(id);
  if (
    !subnet ||
    !(context.who.isAdmin || subnetKind.isVisible(subnet, context) || subnet.network_id === asker.network.id)
  ) {
    throw subnetNotFound(id);
  }
  if (subnet.network_id === asker.network.id) return subnet;
  throw invalidInput(
    `Failed to create port on network ${asker.network.id}, because fixed_ips included invalid subnet ${id}`,
  );
}

function subnetWith(text: string, asker: Asker, { state }: Context): Subnet {
  const found = state.subnets.by('network', asker.network.id).find((subnet) => isUsable(text, subnet));
  if (found) return found;
  throw invalidInput(
    `IP address ${text} is not a valid IP for any of the subnets on the specified network.`,
    'InvalidIpForNetwork',
  );
}

/** Whether a port may have an address of a subnet: not the first one of IPv4, and not its broadcast address. */
function isUsable(text: string, subnet: Subnet): boolean {
  const ip = parseIp(text);
  const cidr = storedCidr(subnet.cidr);
  if (!ip || !contains(cidr, ip)) return false;
  if (cidr.version === 6 || cidr.prefix === 32) return true;
  return ip.value !== cidr.first && (cidr.prefix === 31 || ip.value !== cidr.last);
}

function exactly(text: string, subnet: Subnet, asker: Asker, context: Context): FixedIp {
  if (!isUsable(text, subnet)) {
    throw invalidInput(
      `IP address ${text} is not a valid IP for the specified subnet.`,
      'InvalidIpForSubnet',
    );
  }
  const address = canonicalIp(text);
  const isOwn = eui64IfAutomatic(subnet, asker) === address;
  if (isAutoAddressed(subnet) && !isRouterOwner(asker.deviceOwner) && !isOwn) {
    throw invalidInput(
      `IPv6 address ${address} cannot be directly assigned to a port on subnet ${subnet.id} ` +
        'as the subnet is configured for automatic addresses',
      'AllocationOnAutoAddressSubnet',
    );
  }
  if (isTaken(subnet, address, asker, context)) {
    throw conflict(
      'IpAddressAlreadyAllocated',
      `IP address ${address} already allocated in subnet ${subnet.id}`,
    );
  }
  return { subnet_id: subnet.id, ip_address: address };
}

function eui64IfAutomatic(subnet: Subnet, asker: Asker): string | undefined {
  return subnet.ip_version === 6 && isAutoAddressed(subnet) ? eui64(subnet, asker.mac) : undefined;
}

function isTaken(subnet: Subnet, address: string, asker: Asker, { state }: Context): boolean {
  return state.ports.by('address', `${subnet.id}/${address}`).some((port) => port.id !== asker.portId);
}

function fromAny(subnets: readonly Subnet[], asker: Asker, context: Context): FixedIp {
  for (const subnet of subnets) {
    const free = freeAddress(subnet, asker, context, []);
    if (free !== undefined) return { subnet_id: subnet.id, ip_address: free };
  }
  throw exhausted(asker.network, `network ${asker.network.id}`);
}

function exhausted(network: Network, place: string): Error {
  const on = place.startsWith('network') ? `on ${place}` : `for ${place}`;
  return refuse(
    409,
    'IpAddressGenerationFailure',
    place.startsWith('network')
      ? `No more IP addresses available on network ${network.id}.`
      : `No more IP addresses available ${on}.`,
  );
}

/** How far from the start of the pools an address is looked for, so that addresses look random and stay near. */
const WINDOW = 1000;

/** Any free address of the pools; the next one for the service's own ports. */
function freeAddress(
  subnet: Subnet,
  asker: Asker,
  context: Context,
  before: readonly FixedIp[],
): string | undefined {
  const isFree = (address: string): boolean =>
    !isTaken(subnet, address, asker, context) && !before.some((ip) => ip.ip_address === address);
  const at = (index: number): string | undefined => addressAt(subnet, index);
  const window = Math.min(WINDOW, sizeOf(subnet));
  if (asker.deviceOwner !== 'network:dhcp') {
    for (let tries = 0; tries < 8 && window > 0; tries += 1) {
      const address = at(context.state.ids.below(window));
      if (address !== undefined && isFree(address)) return address;
    }
  }
  for (let index = 0; ; index += 1) {
    const address = at(index);
    if (address === undefined || isFree(address)) return address;
  }
}

function sizeOf(subnet: Subnet): number {
  const size = subnet.allocation_pools
    .map(rangeOf)
    .reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
  return size > BigInt(WINDOW) ? WINDOW : Number(size);
}

/** The address with this number, counted through the pools from the lowest. */
function addressAt(subnet: Subnet, index: number): string | undefined {
  let left = BigInt(index);
  const ranges = subnet.allocation_pools.map(rangeOf).sort((a, b) => (a.first < b.first ? -1 : 1));
  for (const { first, last } of ranges) {
    const size = last - first + 1n;
    if (left < size) return formatIp({ version: subnet.ip_version, value: first + left });
    left -= size;
  }
  return undefined;
}
