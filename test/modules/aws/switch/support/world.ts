/** The routing of two VPCs behind a transit gateway, in memory: what a switch looks at and changes. */
import type * as ec2 from '../../../../../modules/aws/api/ec2.types.ts';
import type { SpokeGateway } from '../../../../../modules/aws/controller/controller.types.ts';
import { checkDiscovery } from '../../../../../modules/aws/discovery/config/check-discovery.ts';
import type { Discovery } from '../../../../../modules/aws/discovery/config/discovery.types.ts';
import type {
  RegionSnapshot,
  Snapshot,
  TransitSnapshot,
} from '../../../../../modules/aws/snapshot/snapshot.types.ts';

export interface World {
  readonly vpcs: ec2.Vpc[];
  readonly subnets: ec2.Subnet[];
  readonly routeTables: ec2.RouteTable[];
  readonly attachments: ec2.TransitGatewayVpcAttachment[];
  readonly transitTables: TransitTable[];
  readonly gateways: SpokeGateway[];
  /** Counts ids of associations. */
  next: number;
}

export interface TransitTable {
  readonly id: string;
  routes: ec2.TransitGatewayRoute[];
  references: ec2.TransitGatewayPrefixListReference[];
  propagations: ec2.TransitGatewayRouteTablePropagation[];
}

export const ACCOUNT = '123456789012';
export const TRANSIT_ACCOUNT = '321098765432';
export const REGION = 'eu-central-1';
export const TRANSIT = 'tgw-1';

/**
 * `vpc-a`: a main table that subnet-a3 follows, a private table of its own with subnet-a1 and subnet-a2, an edge
 * association, copies of both tables; `vpc-b`: a main table with one subnet, and its copy.
 */
export function shopWorld(): World {
  return {
    vpcs: [vpc('vpc-a', ['10.1.0.0/16', '10.101.0.0/24']), vpc('vpc-b', ['10.2.0.0/16', '192.168.7.0/24'])],
    subnets: ['a1', 'a2', 'a3'].map((name) => subnet(name, 'vpc-a')).concat(subnet('b1', 'vpc-b')),
    routeTables: [
      table('rtb-a0', 'vpc-a', [{ Main: true }]),
      table('rtb-a1', 'vpc-a', [
        { SubnetId: 'subnet-a1' },
        { SubnetId: 'subnet-a2' },
        { GatewayId: 'igw-a' },
      ]),
      table('rtb-c0a0', 'vpc-a', [], 'rtb-a0'),
      table('rtb-c0a1', 'vpc-a', [], 'rtb-a1'),
      table('rtb-b0', 'vpc-b', [{ Main: true }, { SubnetId: 'subnet-b1' }]),
      table('rtb-c0b0', 'vpc-b', [], 'rtb-b0'),
    ],
    attachments: ['a', 'b'].map((name) => ({
      TransitGatewayAttachmentId: `tgw-attach-${name}`,
      TransitGatewayId: TRANSIT,
      VpcId: `vpc-${name}`,
      State: 'available',
      SubnetIds: [`subnet-${name}1`],
    })),
    transitTables: [
      transitTable('tgw-rtb-1', [
        route('10.1.0.0/16', 'a'),
        route('10.1.9.0/24', 'a', 'blackhole'),
        route('10.2.0.0/16', 'b'),
      ]),
      {
        ...transitTable('tgw-rtb-2', [
          route('10.1.0.0/16', 'a'),
          { ...route('10.77.0.0/16', 'a'), PrefixListId: 'pl-1' },
          { DestinationCidrBlock: '10.66.0.0/16', Type: 'static', State: 'blackhole' },
        ]),
        references: [
          {
            TransitGatewayRouteTableId: 'tgw-rtb-2',
            PrefixListId: 'pl-1',
            State: 'available',
            Blackhole: false,
            TransitGatewayAttachment: { TransitGatewayAttachmentId: 'tgw-attach-a', ResourceType: 'vpc' },
          },
        ],
        propagations: [propagating('a'), propagating('b')],
      },
    ],
    gateways: [gateway('spoke-a', 'vpc-a', ['10.101.0.0/24']), gateway('spoke-b', 'vpc-b', [])],
    next: 100,
  };
}

function vpc(id: string, cidrs: readonly string[]): ec2.Vpc {
  return {
    VpcId: id,
    CidrBlockAssociationSet: cidrs.map((CidrBlock) => ({
      CidrBlock,
      CidrBlockState: { State: 'associated' },
    })),
  };
}

function subnet(name: string, of: string): ec2.Subnet {
  return { SubnetId: `subnet-${name}`, VpcId: of, AvailabilityZone: `${REGION}a`, CidrBlock: '10.1.1.0/24' };
}

function table(
  id: string,
  of: string,
  associations: readonly ec2.RouteTableAssociation[],
  original?: string,
): ec2.RouteTable {
  return {
    RouteTableId: id,
    VpcId: of,
    Routes: [{ DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: TRANSIT, State: 'active' }],
    Tags: original === undefined ? [] : [{ Key: 'Org_RT', Value: `org_${original}` }],
    Associations: associations.map((one, index) => ({
      Main: false,
      RouteTableId: id,
      RouteTableAssociationId: `rtbassoc-${id}-${index}`,
      AssociationState: { State: 'associated' },
      ...one,
    })),
  };
}

export function route(
  cidr: string,
  name: string,
  State: 'active' | 'blackhole' = 'active',
): ec2.TransitGatewayRoute {
  return {
    DestinationCidrBlock: cidr,
    Type: 'static',
    State,
    TransitGatewayAttachments: [
      { TransitGatewayAttachmentId: `tgw-attach-${name}`, ResourceId: `vpc-${name}`, ResourceType: 'vpc' },
    ],
  };
}

function transitTable(id: string, routes: ec2.TransitGatewayRoute[]): TransitTable {
  return { id, routes, references: [], propagations: [] };
}

export function propagating(name: string): ec2.TransitGatewayRouteTablePropagation {
  return { TransitGatewayAttachmentId: `tgw-attach-${name}`, ResourceId: `vpc-${name}`, State: 'enabled' };
}

function gateway(name: string, of: string, advertised: readonly string[]): SpokeGateway {
  return { name, vpcId: of, advertised, isUp: true, isHighAvailability: false };
}

/** All that decides where traffic goes, in one form, whatever the ids of associations. */
export function routingOf(world: World): unknown {
  const byText = (one: unknown, other: unknown): number =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
  return {
    tables: world.routeTables.map(({ RouteTableId, Associations = [] }) => ({
      RouteTableId,
      associations: Associations.map(({ SubnetId, GatewayId, Main }) => ({
        SubnetId,
        GatewayId,
        Main,
      })).toSorted(byText),
    })),
    transit: world.transitTables.map(({ id, routes, references, propagations }) => ({
      id,
      // Whether a route leads nowhere follows from its attachment.
      routes: routes
        .map(({ State: _state, ...one }) => one)
        .map(({ DestinationCidrBlock, PrefixListId, TransitGatewayAttachments }) => ({
          DestinationCidrBlock,
          PrefixListId,
          to: TransitGatewayAttachments?.map(({ TransitGatewayAttachmentId }) => TransitGatewayAttachmentId),
        }))
        .toSorted(byText),
      references: references.map(({ PrefixListId, TransitGatewayAttachment }) => ({
        PrefixListId,
        to: TransitGatewayAttachment?.TransitGatewayAttachmentId,
      })),
      propagations: propagations
        .map(({ TransitGatewayAttachmentId, State }) => ({ TransitGatewayAttachmentId, State }))
        .toSorted(byText),
    })),
    gateways: world.gateways.map(({ name, advertised }) => ({ name, advertised: advertised.toSorted() })),
  };
}

export interface ConfigChoice {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly account?: Readonly<Record<string, unknown>>;
  readonly vpcA?: Readonly<Record<string, unknown>>;
  readonly rest?: Readonly<Record<string, unknown>>;
}

export function shopConfig(choice: ConfigChoice = {}): Discovery {
  const { config, findings } = checkDiscovery({
    terraform: {
      terraform_output: '/tmp/none',
      terraform_version: '>= 1.5',
      aviatrix_provider: '= 3.0.5',
      aws_provider: '~> 4.33',
    },
    aviatrix: {
      controller_ip: '192.0.2.10',
      controller_account: '210987654321',
      tf_controller_access: { mode: 'ENV' },
    },
    config: { configure_spoke_gw_hs: false, allow_vpc_cidrs: ['10.0.0.0/8'], ...choice.config },
    tgw: { tgw_account: TRANSIT_ACCOUNT, tgw_role: 'transit', tgw_by_region: { [REGION]: TRANSIT } },
    account_info: [
      {
        account_id: ACCOUNT,
        role_name: 'app',
        ...choice.account,
        regions: [
          {
            region: REGION,
            vpcs: [
              {
                vpc_id: 'vpc-a',
                avtx_cidr: '10.101.0.0/24',
                spoke_gw_name: 'spoke-a',
                transit_gw_name: 'transit',
                ...choice.vpcA,
              },
              {
                vpc_id: 'vpc-b',
                avtx_cidr: '10.102.0.0/24',
                spoke_gw_name: 'spoke-b',
                transit_gw_name: 'transit',
              },
            ],
          },
        ],
      },
    ],
    switch_traffic: { delete_tgw_route_delay: 0 },
    ...choice.rest,
  });
  if (config === undefined) throw new Error(findings.map(({ detail }) => detail).join('\n'));
  return config;
}

export function snapshotOf(world: World): Snapshot {
  return {
    version: 1,
    taken: '2026-11-22T00:00:00.000Z',
    discovery: 'sha256:0',
    regions: [regionOf(world)],
    transits: [transitOf(world)],
  };
}

function regionOf({ vpcs, subnets, routeTables, attachments }: World): RegionSnapshot {
  return {
    account: ACCOUNT,
    partition: 'aws',
    region: REGION,
    zones: [`${REGION}a`],
    addresses: [],
    internetGateways: [],
    egressOnlyInternetGateways: [],
    natGateways: [],
    vpcEndpoints: [],
    peerings: [],
    vpnGateways: [],
    vpnConnections: [],
    prefixLists: [],
    transitGateways: [],
    gateways: [],
    vpcNames: {},
    gaps: [],
    ...structuredClone({ vpcs, subnets, routeTables, attachments }),
  };
}

function transitOf({ transitTables, attachments }: World): TransitSnapshot {
  return {
    account: TRANSIT_ACCOUNT,
    region: REGION,
    gateway: { TransitGatewayId: TRANSIT },
    attachments: attachments.map(({ TransitGatewayAttachmentId, TransitGatewayId, State }) => ({
      TransitGatewayAttachmentId,
      TransitGatewayId,
      State,
      ResourceType: 'vpc',
    })),
    routeTables: structuredClone(transitTables).map(({ id, routes, references, propagations }) => ({
      table: { TransitGatewayRouteTableId: id, TransitGatewayId: TRANSIT },
      associations: [],
      propagations,
      routes,
      prefixListReferences: references,
    })),
  };
}
