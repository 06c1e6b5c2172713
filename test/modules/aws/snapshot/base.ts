/** A VPC with which all is well: no alert is raised. Cases change one thing of it. */
import assert from 'node:assert/strict';
import type * as ec2 from '../../../../modules/aws/api/ec2.types.ts';
import { checkDiscovery } from '../../../../modules/aws/discovery/config/check-discovery.ts';
import type { Discovery } from '../../../../modules/aws/discovery/config/discovery.types.ts';
import type {
  RegionSnapshot,
  Snapshot,
  TransitSnapshot,
} from '../../../../modules/aws/snapshot/snapshot.types.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const VPC = 'vpc-0a';
export const TRANSIT = 'tgw-01';

export function name(value: string): ec2.Tag[] {
  return [{ Key: 'Name', Value: value }];
}

type Target = Omit<
  ec2.Route,
  'DestinationCidrBlock' | 'DestinationIpv6CidrBlock' | 'DestinationPrefixListId'
>;

/** A route to a CIDR, or to a prefix list (`pl-…`). */
export function route(to: string, target: Target): ec2.Route {
  const destination = to.startsWith('pl-')
    ? { DestinationPrefixListId: to }
    : to.includes(':')
      ? { DestinationIpv6CidrBlock: to }
      : { DestinationCidrBlock: to };
  return { ...destination, State: 'active', Origin: 'CreateRoute', ...target };
}

export const local: ec2.Route = route('10.1.0.0/16', { GatewayId: 'local', Origin: 'CreateRouteTable' });

export function table(
  id: string,
  subnets: readonly string[],
  routes: readonly ec2.Route[],
  more: ec2.RouteTable = {},
): ec2.RouteTable {
  const associations = subnets.map((subnet) => ({
    RouteTableAssociationId: `rtbassoc-${id}-${subnet}`,
    AssociationState: { State: 'associated' as const },
    Main: subnet === 'main',
    ...(subnet === 'main' ? {} : subnet.startsWith('subnet-') ? { SubnetId: subnet } : { GatewayId: subnet }),
  }));
  return { RouteTableId: id, VpcId: VPC, Associations: associations, Routes: [local, ...routes], ...more };
}

export function subnet(id: string, CidrBlock: string, zone = 'a', more: ec2.Subnet = {}): ec2.Subnet {
  return {
    SubnetId: id,
    VpcId: VPC,
    CidrBlock,
    AvailabilityZone: `${REGION}${zone}`,
    OwnerId: ACCOUNT,
    Tags: name(id),
    ...more,
  };
}

const toTransit = route('0.0.0.0/0', { TransitGatewayId: TRANSIT });

export const baseRegion: RegionSnapshot = {
  account: ACCOUNT,
  partition: 'aws',
  region: REGION,
  zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  addressLimit: 5,
  addresses: [],
  vpcs: [
    {
      VpcId: VPC,
      CidrBlock: '10.1.0.0/16',
      OwnerId: ACCOUNT,
      CidrBlockAssociationSet: [{ CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'associated' } }],
      Tags: name('web'),
    },
  ],
  subnets: [
    subnet('subnet-0a', '10.1.0.0/24'),
    subnet('subnet-0b', '10.1.1.0/24', 'b'),
    subnet('subnet-0c', '10.1.2.0/24', 'b'),
  ],
  routeTables: [
    table('rtb-0a', ['main'], [toTransit]),
    table('rtb-0b', ['subnet-0b', 'subnet-0c'], [toTransit]),
    table('rtb-0c', ['subnet-0a'], [route('0.0.0.0/0', { GatewayId: 'igw-01' })]),
  ],
  internetGateways: [{ InternetGatewayId: 'igw-01', Attachments: [{ VpcId: VPC, State: 'attached' }] }],
  egressOnlyInternetGateways: [],
  natGateways: [],
  vpcEndpoints: [],
  peerings: [],
  vpnGateways: [],
  vpnConnections: [],
  prefixLists: [],
  attachments: [
    {
      TransitGatewayAttachmentId: 'tgw-attach-01',
      TransitGatewayId: TRANSIT,
      VpcId: VPC,
      State: 'available',
      SubnetIds: ['subnet-0b'],
    },
  ],
  transitGateways: [{ TransitGatewayId: TRANSIT, OwnerId: '777456789012' }],
  gateways: [],
  vpcNames: { [VPC]: 'web' },
  gaps: [],
};

export const baseTransit: TransitSnapshot = {
  account: '777456789012',
  region: REGION,
  gateway: { TransitGatewayId: TRANSIT, OwnerId: '777456789012' },
  attachments: [],
  routeTables: [
    {
      table: { TransitGatewayRouteTableId: 'tgw-rtb-01', TransitGatewayId: TRANSIT },
      associations: [],
      propagations: [],
      routes: [{ DestinationCidrBlock: '10.1.0.0/16', State: 'active', Type: 'static' }],
      prefixListReferences: [],
    },
  ],
};

export function snapshotOf(
  regions: readonly RegionSnapshot[] = [baseRegion],
  transits: readonly TransitSnapshot[] = [baseTransit],
): Snapshot {
  return { version: 1, taken: '2026-11-22T04:00:00.000Z', discovery: 'sha256:0', regions, transits };
}

type Mapping = Record<string, unknown>;

function baseDiscovery(): Mapping {
  const vpc = {
    vpc_id: VPC,
    avtx_cidr: '10.200.0.0/24',
    spoke_gw_name: 'web-spoke',
    transit_gw_name: 'transit',
  };
  return {
    terraform: {
      terraform_output: '/tmp/terraform',
      terraform_version: '>= 1.5',
      aviatrix_provider: '= 3.1.4',
      aws_provider: '~> 5.40',
    },
    aviatrix: { controller_ip: '192.0.2.10', controller_account: '955315316192' },
    config: { configure_spoke_gw_hs: false },
    tgw: { tgw_account: '777456789012', tgw_role: 'reader', tgw_by_region: { [REGION]: TRANSIT } },
    account_info: [{ account_id: ACCOUNT, hpe: false, regions: [{ region: REGION, vpcs: [vpc] }] }],
  };
}

/** Where the VPC of the base stands. */
export const inVpc = 'account_info.0.regions.0.vpcs.0';

/** The discovery.yaml of the base, with values put at paths (`config.filter_tgw_routes`); undefined takes a key out. */
export function discoveryWith(changes: Readonly<Record<string, unknown>> = {}): Discovery {
  const value = baseDiscovery();
  for (const [path, change] of Object.entries(changes)) put(value, path.split('.'), change);
  const { config, findings } = checkDiscovery(value);
  assert.ok(config !== undefined, JSON.stringify(findings));
  return config;
}

function put(value: Mapping, [key = '', ...rest]: readonly string[], change: unknown): void {
  if (rest.length === 0) {
    if (change === undefined) Reflect.deleteProperty(value, key);
    else value[key] = change;
    return;
  }
  if (typeof value[key] !== 'object' || value[key] === null) value[key] = {};
  put(value[key] as Mapping, rest, change);
}
