import type { Aws, Place } from '../../../../modules/aws/api/aws.types.ts';
import { nameTag } from './name-tag.ts';
import type { BuiltTransit, Part, RouteShape, TableShape, VpcShape } from './estate.types.ts';

interface Ground {
  readonly vpc: string;
  readonly shape: VpcShape;
  readonly subnets: Readonly<Record<string, string>>;
  readonly parts: Readonly<Partial<Record<Part, string>>>;
  readonly transit: BuiltTransit;
}

/** The tables of a VPC with their routes, associations, endpoints and propagations. */
export async function buildTables(
  aws: Aws,
  place: Place,
  ground: Ground,
): Promise<Readonly<Record<string, string>>> {
  const tables: Record<string, string> = {};
  for (const table of ground.shape.tables) {
    const id =
      table.name === 'main' ? await mainOf(aws, place, ground.vpc) : await create(aws, place, ground, table);
    tables[table.name] = id;
    for (const route of table.routes)
      await aws.call(place, 'ec2', 'CreateRoute', { RouteTableId: id, ...inputOf(route, ground) });
    await furnish(aws, place, ground, table, id);
  }
  return tables;
}

async function mainOf(aws: Aws, place: Place, vpc: string): Promise<string> {
  const Filters = [
    { Name: 'vpc-id', Values: [vpc] },
    { Name: 'association.main', Values: ['true'] },
  ];
  const [main] = await aws.all(place, 'ec2', 'DescribeRouteTables', { Filters }, 'RouteTables');
  return main?.RouteTableId ?? '';
}

async function create(aws: Aws, place: Place, { vpc, shape }: Ground, { name }: TableShape): Promise<string> {
  const { RouteTable } = await aws.call(place, 'ec2', 'CreateRouteTable', {
    VpcId: vpc,
    TagSpecifications: nameTag('route-table', `${shape.name}-${name}`),
  });
  return RouteTable?.RouteTableId ?? '';
}

/** The fields of a route by what it leads to. */
const targets = {
  internet: 'GatewayId',
  vpn: 'GatewayId',
  nat: 'NatGatewayId',
  transit: 'TransitGatewayId',
  peering: 'VpcPeeringConnectionId',
  'egress-only': 'EgressOnlyInternetGatewayId',
  interface: 'NetworkInterfaceId',
} as const satisfies Readonly<Record<RouteShape['by'], string>>;

function inputOf({ to, by }: RouteShape, { parts, transit }: Ground) {
  const target = by === 'transit' ? transit.gateway : parts[by];
  const destination =
    to === 'prefix-list'
      ? { DestinationPrefixListId: parts['prefix-list'] }
      : to.includes(':')
        ? { DestinationIpv6CidrBlock: to }
        : { DestinationCidrBlock: to };
  return { ...destination, [targets[by]]: target };
}

/** What a table has beside routes. */
async function furnish(
  aws: Aws,
  place: Place,
  { shape, subnets, parts }: Ground,
  table: TableShape,
  RouteTableId: string,
): Promise<void> {
  for (const { name } of shape.subnets.filter((subnet) => subnet.table === table.name))
    await aws.call(place, 'ec2', 'AssociateRouteTable', { RouteTableId, SubnetId: subnets[name] });
  if (table.isPropagated === true)
    await aws.call(place, 'ec2', 'EnableVgwRoutePropagation', { RouteTableId, GatewayId: parts.vpn });
  if (table.isForInternetGateway === true)
    await aws.call(place, 'ec2', 'AssociateRouteTable', { RouteTableId, GatewayId: parts.internet });
}
