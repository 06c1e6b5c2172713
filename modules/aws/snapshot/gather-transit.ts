import type * as ec2 from '../api/ec2.types.ts';
import type { Reader } from './reader.ts';
import type { TransitSnapshot, TransitTableSnapshot } from './snapshot.types.ts';

/** The transit gateways of a place: all their tables side by side. The API has what is in a table only table by table. */
export async function gatherTransits(
  read: Reader,
  ids: readonly string[],
): Promise<readonly TransitSnapshot[]> {
  const own = { name: 'transit-gateway-id', values: [...new Set(ids)] };
  const page = (Filters: { Name: string; Values: string[] }[]) => ({ Filters, MaxResults: 1000 });
  const [gateways, attachments, tables] = await Promise.all([
    read.filtered('DescribeTransitGateways', own, page, 'TransitGateways', 'TransitGatewayId'),
    read.filtered(
      'DescribeTransitGatewayAttachments',
      own,
      page,
      'TransitGatewayAttachments',
      'TransitGatewayAttachmentId',
    ),
    read.filtered(
      'DescribeTransitGatewayRouteTables',
      own,
      page,
      'TransitGatewayRouteTables',
      'TransitGatewayRouteTableId',
    ),
  ]);
  const whole = await Promise.all(tables.map((table) => gatherTable(read, table)));
  return gateways.map((gateway) => {
    const isOfGateway = (id: string | undefined): boolean => id === gateway.TransitGatewayId;
    return {
      account: read.place.account,
      region: read.place.region,
      gateway,
      attachments: attachments.filter(({ TransitGatewayId }) => isOfGateway(TransitGatewayId)),
      routeTables: whole.filter(({ table }) => isOfGateway(table.TransitGatewayId)),
    };
  });
}

async function gatherTable(read: Reader, table: ec2.TransitGatewayRouteTable): Promise<TransitTableSnapshot> {
  const TransitGatewayRouteTableId = table.TransitGatewayRouteTableId ?? '';
  const page = { TransitGatewayRouteTableId, MaxResults: 1000 };
  const [associations, propagations, routes, prefixListReferences] = await Promise.all([
    read.list('GetTransitGatewayRouteTableAssociations', page, 'Associations', 'TransitGatewayAttachmentId'),
    read.list(
      'GetTransitGatewayRouteTablePropagations',
      page,
      'TransitGatewayRouteTablePropagations',
      'TransitGatewayAttachmentId',
    ),
    read.list(
      'SearchTransitGatewayRoutes',
      { TransitGatewayRouteTableId, Filters: [{ Name: 'state', Values: ['active', 'blackhole'] }] },
      'Routes',
      'DestinationCidrBlock',
    ),
    read.list(
      'GetTransitGatewayPrefixListReferences',
      page,
      'TransitGatewayPrefixListReferences',
      'PrefixListId',
    ),
  ]);
  return { table, associations, propagations, routes, prefixListReferences };
}
