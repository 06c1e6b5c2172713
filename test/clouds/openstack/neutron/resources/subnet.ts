import type { JsonObject } from '../../http/exchange.ts';
import { formatNetwork, parseCidr, type Cidr } from '../address/cidr.ts';
import { canonicalIp, formatIp } from '../address/ip.ts';
import { rangeOf, toPool, usualPools, type Range } from '../address/pools.ts';
import { subnetAttributes } from '../attributes/subnets.ts';
import type { Context } from '../context.ts';
import { conflict, invalidInput, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isSharedWith } from '../policy/visible.ts';
import type { Network, Pool, Route, Subnet } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { isSet, type Unset } from '../values/unset.ts';
import { networkNotFound, pick, storedCidr, viewHistory } from './network.ts';
import {
  checkDhcp,
  checkGateway,
  checkGatewayOutside,
  checkHostRoutes,
  checkModes,
  checkNameservers,
  checkOverlap,
  checkPools,
  checkUsualGateway,
  checkVersion,
  toRanges,
} from './subnet-checks.ts';
import { isKeptByService } from './port-rows.ts';
import { choosePool, prefixFromPool } from './subnet-from-pool.ts';
import { refuseForeignNetwork } from './ownership.ts';
import { removeSubnetRow } from './subnet-rows.ts';

export interface SubnetInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string | null | Unset;
  readonly prefixlen: number | Unset;
  readonly subnetpool_id: string | null | Unset;
  readonly use_default_subnetpool?: boolean;
  readonly gateway_ip: string | null | Unset;
  readonly allocation_pools: readonly Pool[] | Unset;
  readonly dns_nameservers: readonly string[] | Unset;
  readonly host_routes: readonly Route[] | Unset;
  readonly enable_dhcp: boolean;
  readonly ipv6_ra_mode: string | Unset;
  readonly ipv6_address_mode: string | Unset;
  readonly service_types?: readonly string[] | Unset;
}

export const subnetKind: Kind<Subnet, SubnetInput> = {
  member: 'subnet',
  collection: 'subnets',
  path: 'subnets',
  attributes: subnetAttributes,
  hasQuota: true,
  hasTags: true,
  table: (state) => state.subnets,
  view: viewSubnet,
  isVisible: (row, context) =>
    row.tenant_id === context.who.projectId || isSharedWith(context, row.network_id),
  notFound: subnetNotFound,
  beforeCreate: (values, context) => {
    refuseForeignNetwork('subnet', values, context);
  },

  create(values, context) {
    const { state } = context;
    const pool = choosePool(values, context);
    const network = state.networks.get(values.network_id);
    if (!network) throw networkNotFound(values.network_id);
    const { cidr, written } = isSet(values.cidr)
      ? ownPrefix(values.cidr)
      : prefixFromPool(pool, values, context);
    checkValues(values, cidr, written);
    const gateway = chooseGateway(values.gateway_ip, cidr, written);
    const ranges = chooseRanges(values.allocation_pools, cidr, written, gateway);
    checkOverlap(network, cidr, written, context);
    const row = state.subnets.insert({
      ...newRow(state, values.tenant_id, 0, { description: values.description }),
      name: values.name,
      network_id: network.id,
      ip_version: cidr.version,
      cidr: written,
      gateway_ip: gateway,
      allocation_pools: storedPools(ranges, cidr, context),
      dns_nameservers: isSet(values.dns_nameservers) ? values.dns_nameservers : [],
      host_routes: storedRoutes(isSet(values.host_routes) ? values.host_routes : []),
      enable_dhcp: values.enable_dhcp,
      ipv6_ra_mode: orNull(values.ipv6_ra_mode),
      ipv6_address_mode: orNull(values.ipv6_address_mode),
      subnetpool_id: pool?.id ?? null,
      segment_id: null,
      service_types: isSet(values.service_types) ? values.service_types : [],
    });
    touchNetwork(network.id, context);
    return row;
  },

  update(row, values, context) {
    const { state } = context;
    const cidr = storedCidr(row.cidr);
    checkChanges(row, values, cidr, context);
    const ranges = isSet(values.allocation_pools) ? toRanges(values.allocation_pools, cidr) : undefined;
    if (ranges) checkPools(ranges, cidr, row.cidr);
    const gateway = isGiven(values.gateway_ip) ? values.gateway_ip : row.gateway_ip;
    if (gateway !== row.gateway_ip || ranges) {
      checkGatewayOutside(gateway, ranges ?? row.allocation_pools.map(rangeOf), cidr.version);
    }
    const changed: Subnet = {
      ...row,
      ...pick(values, ['name', 'description', 'enable_dhcp']),
      gateway_ip: gateway === null ? null : canonicalIp(gateway),
      ...(ranges ? { allocation_pools: storedPools(ranges, cidr, context) } : {}),
      ...(isSet(values.dns_nameservers) ? { dns_nameservers: values.dns_nameservers } : {}),
      ...(isSet(values.host_routes) ? { host_routes: storedRoutes(values.host_routes) } : {}),
      ...(isSet(values.service_types) ? { service_types: values.service_types } : {}),
    };
    if (Object.keys(values).length > 0) touchNetwork(row.network_id, context);
    return state.subnets.replace(touched(state, changed));
  },

  remove(row, context) {
    const { state } = context;
    const users = state.ports.by('subnet', row.id).filter((port) => !isKeptByService(port));
    const kept = users.filter(
      (port) => !isAutoAddressed(row) || port.device_owner.startsWith('network:router'),
    );
    if (kept.length > 0) {
      throw conflict(
        'SubnetInUse',
        `Unable to complete operation on subnet ${row.id}: One or more ports have an IP allocation from this subnet.`,
      );
    }
    removeSubnetRow(row, context);
    touchNetwork(row.network_id, context);
  },
};

export function subnetNotFound(id: string) {
  return refuse(404, 'SubnetNotFound', `Subnet ${id} could not be found.`);
}

/** Whether hosts on the subnet make their addresses themselves. */
export function isAutoAddressed(subnet: Subnet): boolean {
  const modes = ['slaac', 'dhcpv6-stateless'];
  return modes.includes(subnet.ipv6_address_mode ?? '') || modes.includes(subnet.ipv6_ra_mode ?? '');
}

function viewSubnet(row: Subnet, context: Context): JsonObject {
  return {
    id: row.id,
    name: row.name,
    tenant_id: row.tenant_id,
    network_id: row.network_id,
    ip_version: row.ip_version,
    subnetpool_id: row.subnetpool_id,
    enable_dhcp: row.enable_dhcp,
    ipv6_ra_mode: row.ipv6_ra_mode,
    ipv6_address_mode: row.ipv6_address_mode,
    gateway_ip: row.gateway_ip,
    cidr: row.cidr,
    allocation_pools: row.allocation_pools,
    host_routes: row.host_routes,
    dns_nameservers: row.dns_nameservers,
    shared: isSharedWith(context, row.network_id),
    description: row.description,
    service_types: row.service_types,
    segment_id: row.segment_id,
    ...viewHistory(row),
  };
}

/** A prefix that was asked for, without its host bits. */
function ownPrefix(text: string): { readonly cidr: Cidr; readonly written: string } {
  const given = parseCidr(text)!;
  const written = formatNetwork(given);
  return { cidr: { ...given, ip: given.first }, written };
}

function checkValues(values: SubnetInput, cidr: Cidr, written: string): void {
  checkVersion(values.ip_version, written, 'cidr');
  if (values.enable_dhcp) checkDhcp(cidr);
  if (isSet(values.gateway_ip)) checkGateway(cidr, values.gateway_ip);
  if (isSet(values.dns_nameservers)) checkNameservers(cidr.version, values.dns_nameservers, 'new subnet');
  if (isSet(values.host_routes)) checkHostRoutes(cidr.version, values.host_routes, 'new subnet');
  const modes = { ra: orNull(values.ipv6_ra_mode), address: orNull(values.ipv6_address_mode) };
  checkModes(cidr, modes, values.enable_dhcp, written);
}

function checkChanges(row: Subnet, values: Partial<SubnetInput>, cidr: Cidr, context: Context): void {
  if (values.enable_dhcp === true && !row.enable_dhcp) checkDhcp(cidr);
  if (isSet(values.gateway_ip)) {
    checkGateway(cidr, values.gateway_ip);
    if (canonicalIp(values.gateway_ip) !== row.gateway_ip) refuseUsedGateway(row, context);
  }
  if (isSet(values.dns_nameservers)) checkNameservers(cidr.version, values.dns_nameservers, row.id);
  if (isSet(values.host_routes)) checkHostRoutes(cidr.version, values.host_routes, row.id);
  const hasModes = row.ipv6_ra_mode !== null || row.ipv6_address_mode !== null;
  if (values.enable_dhcp === false && hasModes) {
    throw invalidInput('Cannot disable enable_dhcp with ipv6 attributes set');
  }
}

/** A gateway that a router has as its address stays. */
function refuseUsedGateway(row: Subnet, { state }: Context): void {
  if (row.gateway_ip === null) return;
  const port = state.ports
    .by('address', `${row.id}/${row.gateway_ip}`)
    .find((each) => each.device_owner.startsWith('network:router_interface'));
  if (!port) return;
  throw conflict(
    'GatewayIpInUse',
    `Current gateway ip ${row.gateway_ip} already in use by port ${port.id}. Unable to update.`,
  );
}

/** The gateway as asked, or the first address; of an IPv6 prefix that is the prefix itself. */
function chooseGateway(asked: SubnetInput['gateway_ip'], cidr: Cidr, written: string): string | null {
  if (asked === null) return null;
  if (isSet(asked)) return canonicalIp(asked);
  const value = cidr.version === 4 ? cidr.first + 1n : cidr.first;
  const gateway = formatIp({ version: cidr.version, value });
  checkUsualGateway(value, cidr, { gateway, cidr: written });
  return gateway;
}

function chooseRanges(
  asked: SubnetInput['allocation_pools'],
  cidr: Cidr,
  written: string,
  gateway: string | null,
): Range[] {
  if (!isSet(asked) || asked.length === 0) return usualPools(cidr, gateway);
  const ranges = toRanges(asked, cidr);
  checkPools(ranges, cidr, written);
  checkGatewayOutside(gateway, ranges, cidr.version);
  return ranges;
}

/** Pools come back in any order, for the database sorts them by identifiers of its own. */
function storedPools(ranges: readonly Range[], cidr: Cidr, { state }: Context): Pool[] {
  return ranges
    .map((range) => ({ pool: toPool(range, cidr.version), key: state.ids.below(1_000_000) }))
    .sort((a, b) => a.key - b.key)
    .map(({ pool }) => pool);
}

/** Routes come back sorted. */
function storedRoutes(routes: readonly Route[]): Route[] {
  const keyOf = (route: Route): string => `${route.destination} ${route.nexthop}`;
  return routes
    .map(({ destination, nexthop }) => ({ destination, nexthop: canonicalIp(nexthop) }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** A network counts the changes of its subnets. */
function touchNetwork(id: string, { state }: Context): void {
  const network: Network | undefined = state.networks.get(id);
  if (network) state.networks.replace(touched(state, network));
}

function isGiven<T>(value: T | Unset | undefined): value is T {
  return value !== undefined && typeof value !== 'symbol';
}

function orNull(value: string | Unset): string | null {
  return isSet(value) ? value : null;
}
