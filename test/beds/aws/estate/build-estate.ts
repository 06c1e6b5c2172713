/** An estate on the bed: a hub with a transit gateway in each of two regions, and the VPCs of shapes.ts in two accounts. */
import type { Aws, Place } from '../../../../modules/aws/api/aws.types.ts';
import { buildVpc } from './build-vpc.ts';
import type { BuiltTransit, BuiltVpc, Estate, VpcShape } from './estate.types.ts';
import { nameTag } from './name-tag.ts';
import { HUB, ROLE, shapes } from './shapes.ts';

export function placeIn(account: string, region: string): Place {
  return { account, role: ROLE, region };
}

/** Builds it. `wanted`: the names of shapes, all by default. */
export async function buildEstate(aws: Aws, wanted?: readonly string[]): Promise<Estate> {
  const chosen = shapes.filter(({ name }) => wanted === undefined || wanted.includes(name));
  const regions = [...new Set(chosen.map(({ region }) => region))];
  const transits = await Promise.all(regions.map((region) => buildTransit(aws, region)));
  const vpcs: BuiltVpc[] = [];
  for (const shape of chosen) {
    const transit = transits.find(({ region }) => region === shape.region);
    if (transit === undefined) continue;
    const built = await buildVpc(aws, placeIn(shape.account, shape.region), shape, transit, vpcs);
    await connect(aws, shape, built, transit);
    vpcs.push(built);
  }
  return { transits, vpcs };
}

async function buildTransit(aws: Aws, region: string): Promise<BuiltTransit> {
  const hub = placeIn(HUB, region);
  const made = await aws.call(hub, 'ec2', 'CreateTransitGateway', {
    Options: {
      AutoAcceptSharedAttachments: 'enable',
      DefaultRouteTableAssociation: 'disable',
      DefaultRouteTablePropagation: 'disable',
    },
    TagSpecifications: nameTag('transit-gateway', `hub-${region}`),
  });
  const gateway = made.TransitGateway?.TransitGatewayId ?? '';
  const table = async (): Promise<string> => {
    const { TransitGatewayRouteTable } = await aws.call(hub, 'ec2', 'CreateTransitGatewayRouteTable', {
      TransitGatewayId: gateway,
    });
    return TransitGatewayRouteTable?.TransitGatewayRouteTableId ?? '';
  };
  return { region, gateway, table: await table(), propagated: await table() };
}

/** Associates the attachment with the first table, routes the VPC there, and propagates it into the second. */
async function connect(
  aws: Aws,
  shape: VpcShape,
  { attachment }: BuiltVpc,
  transit: BuiltTransit,
): Promise<void> {
  if (attachment === undefined) return;
  const hub = placeIn(HUB, transit.region);
  const TransitGatewayAttachmentId = attachment;
  await aws.call(hub, 'ec2', 'AssociateTransitGatewayRouteTable', {
    TransitGatewayRouteTableId: transit.table,
    TransitGatewayAttachmentId,
  });
  for (const DestinationCidrBlock of [shape.cidr, ...(shape.secondary ?? [])])
    await aws.call(hub, 'ec2', 'CreateTransitGatewayRoute', {
      TransitGatewayRouteTableId: transit.table,
      TransitGatewayAttachmentId,
      DestinationCidrBlock,
    });
  await aws.call(hub, 'ec2', 'EnableTransitGatewayRouteTablePropagation', {
    TransitGatewayRouteTableId: transit.propagated,
    TransitGatewayAttachmentId,
  });
}
