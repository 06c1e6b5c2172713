/** Parts of snapshots, as AWS answers: what a test does not say is as plain as can be. */
import type * as ec2 from '../../../../../modules/aws/api/ec2.types.ts';
import type { RegionSnapshot, Snapshot } from '../../../../../modules/aws/snapshot/snapshot.types.ts';

export const account = '123456789012';
export const region = 'us-east-1';

/** A VPC with all that belongs to it. */
export interface Part {
  readonly vpc: ec2.Vpc;
  readonly subnets?: readonly ec2.Subnet[];
  readonly routeTables?: readonly ec2.RouteTable[];
  readonly internetGateways?: readonly ec2.InternetGateway[];
  readonly natGateways?: readonly ec2.NatGateway[];
  readonly vpcEndpoints?: readonly ec2.VpcEndpoint[];
  readonly attachments?: readonly ec2.TransitGatewayVpcAttachment[];
}

export function snapshotOf(parts: readonly Part[], change: Partial<RegionSnapshot> = {}): Snapshot {
  const all = <T>(list: (part: Part) => readonly T[] | undefined): T[] =>
    parts.flatMap((part) => list(part) ?? []);
  const seen: RegionSnapshot = {
    account,
    partition: 'aws',
    region,
    zones: ['a', 'b', 'c'].map((letter) => `${region}${letter}`),
    addresses: [],
    vpcs: parts.map(({ vpc }) => vpc),
    subnets: all((part) => part.subnets),
    routeTables: all((part) => part.routeTables),
    internetGateways: all((part) => part.internetGateways),
    egressOnlyInternetGateways: [],
    natGateways: all((part) => part.natGateways),
    vpcEndpoints: all((part) => part.vpcEndpoints),
    peerings: [],
    vpnGateways: [],
    vpnConnections: [],
    prefixLists: [],
    attachments: all((part) => part.attachments),
    transitGateways: [],
    gateways: [],
    vpcNames: {},
    gaps: [],
    ...change,
  };
  return {
    version: 1,
    taken: '2026-11-22T05:00:00.000Z',
    discovery: 'sha256:0',
    regions: [seen],
    transits: [],
  };
}

export function tags(entries: Readonly<Record<string, string>>): ec2.Tag[] {
  return Object.entries(entries).map(([Key, Value]) => ({ Key, Value }));
}

export function vpc(id: string, cidrs: readonly string[], more: Partial<ec2.Vpc> = {}): ec2.Vpc {
  return {
    VpcId: id,
    OwnerId: account,
    CidrBlock: cidrs[0],
    CidrBlockAssociationSet: cidrs.map((CidrBlock, index) => ({
      CidrBlock,
      AssociationId: `vpc-cidr-assoc-${index}`,
      CidrBlockState: { State: 'associated' },
    })),
    ...more,
  };
}

export function subnet(
  id: string,
  vpcId: string,
  cidr: string,
  letter: string,
  more: Partial<ec2.Subnet> = {},
): ec2.Subnet {
  return {
    SubnetId: id,
    VpcId: vpcId,
    CidrBlock: cidr,
    AvailabilityZone: `${region}${letter}`,
    MapPublicIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    Ipv6Native: false,
    EnableDns64: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    ...more,
  };
}

export interface TableParts {
  readonly isMain?: boolean;
  readonly subnets?: readonly string[];
  readonly routes?: readonly ec2.Route[];
  readonly tags?: Readonly<Record<string, string>>;
}

export function table(id: string, vpcId: string, parts: TableParts): ec2.RouteTable {
  const main = { RouteTableAssociationId: `rtbassoc-${id}-main`, RouteTableId: id, Main: true };
  return {
    RouteTableId: id,
    VpcId: vpcId,
    Routes: [
      {
        DestinationCidrBlock: '10.0.0.0/16',
        GatewayId: 'local',
        State: 'active',
        Origin: 'CreateRouteTable',
      },
      ...(parts.routes ?? []),
    ],
    Associations: [
      ...(parts.isMain === true ? [main] : []),
      ...(parts.subnets ?? []).map((SubnetId) => ({
        RouteTableAssociationId: `rtbassoc-${id}-${SubnetId}`,
        RouteTableId: id,
        SubnetId,
        Main: false,
      })),
    ],
    Tags: tags(parts.tags ?? {}),
  };
}

export function route(destination: string, target: Partial<ec2.Route>): ec2.Route {
  const to = destination.startsWith('pl-')
    ? { DestinationPrefixListId: destination }
    : destination.includes(':')
      ? { DestinationIpv6CidrBlock: destination }
      : { DestinationCidrBlock: destination };
  return { ...to, State: 'active', Origin: 'CreateRoute', ...target };
}

export function internetGateway(id: string, vpcId: string, name: string): ec2.InternetGateway {
  return {
    InternetGatewayId: id,
    Attachments: [{ VpcId: vpcId, State: 'available' as never }],
    Tags: tags({ Name: name, 'aws:cloudformation:stack-id': 'x' }),
  };
}
