import type * as ec2 from '../api/ec2.types.ts';
import { isRead } from './is-read.ts';
import { readPrefixLists } from './prefix-lists.ts';
import type { Reader } from './reader.ts';
import type { RegionSnapshot } from './snapshot.types.ts';

/** The tag of instances that are gateways of a controller. */
const gatewayTag = 'Aviatrix-Created-Resource';

export interface RegionReading {
  readonly snapshot: RegionSnapshot;
  /** The ids of all VPCs of the region; undefined where they may not be read. */
  readonly vpcIds: readonly string[] | undefined;
}

/**
 * A region of an account: each kind is one list, whatever the number of VPCs, and all lists are read side by side.
 * `wanted`: the ids of its VPCs; none for all.
 */
export async function gatherRegion(
  read: Reader,
  partition: string,
  wanted: readonly string[],
): Promise<RegionReading> {
  const vpcs = wanted.length === 0 ? undefined : [...new Set(wanted)];
  const [all, network, ways, account] = await Promise.all([
    read.list('DescribeVpcs', { MaxResults: 1000 }, 'Vpcs', 'VpcId'),
    readNetwork(read, vpcs),
    readWays(read, vpcs),
    readAccount(read),
  ]);
  const present = all.filter(({ VpcId }) => vpcs === undefined || vpcs.includes(VpcId ?? ''));
  const { account: id, region } = read.place;
  const snapshot = {
    account: id,
    partition,
    region,
    ...account,
    vpcs: present,
    ...network,
    ...attachedOnly(ways, new Set(present.map(({ VpcId }) => VpcId))),
    prefixLists: await readPrefixLists(read, network.routeTables),
    vpcNames: namesOf(all),
    gaps: read.gaps,
  };
  const hasVpcs = isRead(snapshot, 'DescribeVpcs');
  return { snapshot, vpcIds: hasVpcs ? all.flatMap(({ VpcId }) => VpcId ?? []) : undefined };
}

/** What says of itself in which VPC it is. */
async function readNetwork(read: Reader, values: readonly string[] | undefined) {
  const own = { name: 'vpc-id', values };
  const [subnets, routeTables, natGateways, vpcEndpoints, attachments] = await Promise.all([
    read.filtered(
      'DescribeSubnets',
      own,
      (Filters) => ({ Filters, MaxResults: 1000 }),
      'Subnets',
      'SubnetId',
    ),
    read.filtered(
      'DescribeRouteTables',
      // A page names the next: with a hundred tables a page, one chain of them would take as long as all else together.
      { ...own, most: 50 },
      (Filters) => ({ Filters, MaxResults: 100 }),
      'RouteTables',
      'RouteTableId',
    ),
    read.filtered(
      'DescribeNatGateways',
      own,
      (Filter) => ({ Filter, MaxResults: 1000 }),
      'NatGateways',
      'NatGatewayId',
    ),
    read.filtered(
      'DescribeVpcEndpoints',
      own,
      (Filters) => ({ Filters, MaxResults: 1000 }),
      'VpcEndpoints',
      'VpcEndpointId',
    ),
    read.filtered(
      'DescribeTransitGatewayVpcAttachments',
      own,
      (Filters) => ({ Filters, MaxResults: 1000 }),
      'TransitGatewayVpcAttachments',
      'TransitGatewayAttachmentId',
    ),
  ]);
  return { subnets, routeTables, natGateways, vpcEndpoints, attachments };
}

/** What is attached to VPCs, or connects them. Several of these lists cannot be asked for by VPC. */
async function readWays(read: Reader, values: readonly string[] | undefined) {
  const [internetGateways, egressOnlyInternetGateways, peerings, gateways, vpn, connections] =
    await Promise.all([
      read.filtered(
        'DescribeInternetGateways',
        { name: 'attachment.vpc-id', values },
        (Filters) => ({ Filters, MaxResults: 1000 }),
        'InternetGateways',
        'InternetGatewayId',
      ),
      read.list(
        'DescribeEgressOnlyInternetGateways',
        { MaxResults: 255 },
        'EgressOnlyInternetGateways',
        'EgressOnlyInternetGatewayId',
      ),
      read.list(
        'DescribeVpcPeeringConnections',
        { MaxResults: 1000 },
        'VpcPeeringConnections',
        'VpcPeeringConnectionId',
      ),
      readGateways(read, values),
      read.list('DescribeVpnGateways', {}, 'VpnGateways', 'VpnGatewayId'),
      read.list('DescribeVpnConnections', {}, 'VpnConnections', 'VpnConnectionId'),
    ]);
  return {
    internetGateways,
    egressOnlyInternetGateways,
    peerings,
    gateways,
    vpnGateways: vpn,
    vpnConnections: connections,
  };
}

type Ways = Awaited<ReturnType<typeof readWays>>;

/** VPN gateways that are attached to nothing stay: one of them may have been meant for these VPCs. */
function attachedOnly(ways: Ways, vpcs: ReadonlySet<string | undefined>): Ways {
  const isHere = (attachments: readonly { readonly VpcId?: string | undefined }[] = []): boolean =>
    attachments.some(({ VpcId }) => vpcs.has(VpcId));
  const vpnGateways = ways.vpnGateways.filter(
    ({ VpcAttachments, State }) =>
      State !== 'deleted' && (isHere(VpcAttachments) || (VpcAttachments ?? []).length === 0),
  );
  const vpnIds = new Set(vpnGateways.map(({ VpnGatewayId }) => VpnGatewayId));
  return {
    ...ways,
    egressOnlyInternetGateways: ways.egressOnlyInternetGateways.filter((one) => isHere(one.Attachments)),
    peerings: ways.peerings.filter(
      ({ RequesterVpcInfo: one, AccepterVpcInfo: other }) => vpcs.has(one?.VpcId) || vpcs.has(other?.VpcId),
    ),
    vpnGateways,
    vpnConnections: ways.vpnConnections.filter(
      ({ VpnGatewayId, State }) =>
        VpnGatewayId !== undefined && vpnIds.has(VpnGatewayId) && State !== 'deleted',
    ),
  };
}

async function readGateways(
  read: Reader,
  values: readonly string[] | undefined,
): Promise<readonly ec2.Instance[]> {
  const reservations = await read.filtered(
    'DescribeInstances',
    { name: 'vpc-id', values },
    (filters) => ({
      Filters: [
        ...filters,
        { Name: 'tag-key', Values: [gatewayTag] },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
      ],
      MaxResults: 1000,
    }),
    'Reservations',
    'ReservationId',
  );
  return reservations.flatMap(({ Instances }) => Instances ?? []);
}

/** What the account has in the region beside its VPCs. */
async function readAccount(read: Reader) {
  const [zones, limits, addresses, transitGateways] = await Promise.all([
    read.list(
      'DescribeAvailabilityZones',
      { Filters: [{ Name: 'zone-type', Values: ['availability-zone'] }] },
      'AvailabilityZones',
      'ZoneName',
    ),
    read.once('DescribeAccountAttributes', { AttributeNames: ['vpc-max-elastic-ips' as never] }),
    read.list('DescribeAddresses', {}, 'Addresses', 'AllocationId'),
    read.list('DescribeTransitGateways', { MaxResults: 1000 }, 'TransitGateways', 'TransitGatewayId'),
  ]);
  const limit = Number(limits?.AccountAttributes?.[0]?.AttributeValues?.[0]?.AttributeValue);
  return {
    zones: zones.filter(({ State }) => State === 'available').flatMap(({ ZoneName }) => ZoneName ?? []),
    ...(Number.isInteger(limit) ? { addressLimit: limit } : {}),
    addresses,
    transitGateways,
  };
}

function namesOf(vpcs: readonly ec2.Vpc[]): Readonly<Record<string, string>> {
  const names = vpcs.flatMap(({ VpcId, Tags }) => {
    const name = Tags?.find(({ Key }) => Key === 'Name')?.Value;
    return VpcId === undefined || name === undefined || name === '' ? [] : [[VpcId, name] as const];
  });
  return Object.fromEntries(names);
}
