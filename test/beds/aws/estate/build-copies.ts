/** What `terraform apply` would make of a discovery, made by calls: subnets of the gateways, and copies of the tables. */
import type { Aws, Place } from '../../../../modules/aws/api/aws.types.ts';
import type { Discovery } from '../../../../modules/aws/discovery/config/discovery.types.ts';
import type { RouteCopy, TableCopy } from '../../../../modules/aws/discovery/copy/copy.types.ts';
import { originalTag } from '../../../../modules/aws/discovery/copy/original.ts';
import { planCopies } from '../../../../modules/aws/discovery/copy/plan-copies.ts';
import { createdTag } from '../../../../modules/aws/discovery/copy/subnets.ts';
import { placeOf } from '../../../../modules/aws/discovery/places.ts';
import type { VpcView } from '../../../../modules/aws/discovery/view/view.types.ts';
import { vpcViews } from '../../../../modules/aws/discovery/view/views.ts';
import type { Snapshot } from '../../../../modules/aws/snapshot/snapshot.types.ts';

/** Builds the copies of all VPCs of a discovery. A second time it does nothing. */
export async function buildCopies(aws: Aws, snapshot: Snapshot, config: Discovery): Promise<void> {
  for (const view of vpcViews(snapshot, config)) {
    const place = placeOf(view.account, view.region.region);
    const { tables } = planCopies(view);
    if (tables.some(({ existing }) => existing !== undefined)) continue;
    await addGatewaySubnets(aws, place, view);
    for (const table of tables.filter(({ reason }) => reason === undefined))
      await buildCopy(aws, place, view.id, table);
  }
}

/** Its CIDR is added to the VPC, and each gateway gets one half. */
async function addGatewaySubnets(aws: Aws, place: Place, { id, asked, config }: VpcView): Promise<void> {
  const cidr = asked.avtx_cidr;
  if (cidr == null) return;
  if (config.config.add_vpc_cidr)
    await aws.call(place, 'ec2', 'AssociateVpcCidrBlock', { VpcId: id, CidrBlock: cidr });
  const [base = '', length = '0'] = cidr.split('/');
  const half = base.replace(/\d+$/, (last) => String(Number(last) + 2 ** (31 - Number(length))));
  for (const [index, network] of [base, half].entries())
    await aws.call(place, 'ec2', 'CreateSubnet', {
      VpcId: id,
      CidrBlock: `${network}/${Number(length) + 1}`,
      AvailabilityZone: `${place.region}${index === 0 ? 'a' : 'b'}`,
      TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: createdTag, Value: 'gateways' }] }],
    });
}

async function buildCopy(aws: Aws, place: Place, vpc: string, table: TableCopy): Promise<void> {
  const { RouteTable } = await aws.call(place, 'ec2', 'CreateRouteTable', {
    VpcId: vpc,
    TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: originalTag, Value: table.key }] }],
  });
  const RouteTableId = RouteTable?.RouteTableId ?? '';
  for (const route of table.routes.filter(({ reason }) => reason === undefined))
    await aws.call(place, 'ec2', 'CreateRoute', { RouteTableId, ...inputOf(route) });
  for (const VpcEndpointId of table.endpoints)
    await aws.call(place, 'ec2', 'ModifyVpcEndpoint', { VpcEndpointId, AddRouteTableIds: [RouteTableId] });
}

/** A route as CreateRoute takes it: what DescribeRouteTables gave, without what nobody asks for. */
function inputOf({ route }: RouteCopy) {
  const told = new Set(['State', 'Origin', 'InstanceId', 'InstanceOwnerId']);
  return Object.fromEntries(Object.entries(route).filter(([key]) => !told.has(key)));
}
