/** Route tables of VPCs, where moto knows less than AWS. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from '../../../modules/aws/api/aws.types.ts';
import {
  aws,
  bed,
  ec2,
  here,
  refused,
  spoke,
  transit,
  useBed,
  vpcWithSubnet,
} from './support/bed-session.ts';

describe('route tables of VPCs, of the bed', () => {
  useBed();

  const routesOf = async (place: Place, table: string) => {
    const [found] = await aws.all(
      place,
      'ec2',
      'DescribeRouteTables',
      { RouteTableIds: [table] },
      'RouteTables',
    );
    return found;
  };

  it('lead to transit gateways of another account, where the VPC is attached', async () => {
    const { gateway, vpc, attachment } = await transit();
    const table =
      (await aws.call(spoke, 'ec2', 'CreateRouteTable', { VpcId: vpc })).RouteTable?.RouteTableId ?? '';
    const route = { RouteTableId: table, DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: gateway };
    await ec2(spoke, 'CreateRoute', route);
    await refused(ec2(spoke, 'CreateRoute', route), 'RouteAlreadyExists');
    const find = async () =>
      (await routesOf(spoke, table))?.Routes?.find((one) => one.DestinationCidrBlock === '10.0.0.0/8');
    equal((await find())?.TransitGatewayId, gateway);
    equal((await find())?.State, 'active');
    const filtered = await aws.all(
      spoke,
      'ec2',
      'DescribeRouteTables',
      { Filters: [{ Name: 'route.transit-gateway-id', Values: [gateway] }] },
      'RouteTables',
    );
    deepEqual(
      filtered.map(({ RouteTableId }) => RouteTableId),
      [table],
    );
    await ec2(spoke, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: attachment });
    equal((await find())?.State, 'blackhole');
    await refused(
      ec2(spoke, 'CreateRoute', { ...route, DestinationCidrBlock: '172.16.0.0/12' }),
      'InvalidTransitGatewayID.NotFound',
    );
    await ec2(spoke, 'DeleteRoute', { RouteTableId: table, DestinationCidrBlock: '10.0.0.0/8' });
    await refused(
      ec2(spoke, 'DeleteRoute', { RouteTableId: table, DestinationCidrBlock: '10.0.0.0/8' }),
      'InvalidRoute.NotFound',
    );
    await refused(ec2(spoke, 'ReplaceRoute', route), 'InvalidParameterValue');
  });

  it('lead to core networks and local gateways', async () => {
    const { table } = await vpcWithSubnet(here);
    const arn = 'arn:aws:networkmanager::123456789012:core-network/core-network-0123456789abcdef0';
    await ec2(here, 'CreateRoute', {
      RouteTableId: table,
      DestinationCidrBlock: '10.8.0.0/16',
      CoreNetworkArn: arn,
    });
    await ec2(here, 'CreateRoute', {
      RouteTableId: table,
      DestinationCidrBlock: '10.9.0.0/16',
      LocalGatewayId: 'lgw-0123456789abcdef0',
    });
    const routes = (await routesOf(here, table))?.Routes ?? [];
    ok(routes.some(({ CoreNetworkArn }) => CoreNetworkArn === arn));
    ok(routes.some(({ LocalGatewayId }) => LocalGatewayId === 'lgw-0123456789abcdef0'));
  });

  it('keep associations with gateways apart, through a replacement', async () => {
    const { vpc, subnet, table } = await vpcWithSubnet(here);
    const vgw =
      (await aws.call(here, 'ec2', 'CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway?.VpnGatewayId ?? '';
    await ec2(here, 'AttachVpnGateway', { VpnGatewayId: vgw, VpcId: vpc });
    const made = await aws.call(here, 'ec2', 'AssociateRouteTable', {
      RouteTableId: table,
      GatewayId: vgw,
    });
    const other =
      (await aws.call(here, 'ec2', 'CreateRouteTable', { VpcId: vpc })).RouteTable?.RouteTableId ?? '';
    await refused(
      ec2(here, 'AssociateRouteTable', { RouteTableId: other, GatewayId: vgw }),
      'Resource.AlreadyAssociated',
    );
    await ec2(here, 'ReplaceRouteTableAssociation', {
      AssociationId: made.AssociationId,
      RouteTableId: other,
    });
    const [association] = (await routesOf(here, other))?.Associations ?? [];
    equal(association?.GatewayId, vgw);
    equal(association.Main, false);
    await ec2(here, 'AssociateRouteTable', { RouteTableId: table, SubnetId: subnet });
    await refused(
      ec2(here, 'AssociateRouteTable', { RouteTableId: other, SubnetId: subnet }),
      'Resource.AlreadyAssociated',
    );
  });

  it('take routes of VPN gateways', async () => {
    const { vpc, table } = await vpcWithSubnet(here);
    const vgw =
      (await aws.call(here, 'ec2', 'CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway?.VpnGatewayId ?? '';
    const propagation = { RouteTableId: table, GatewayId: vgw };
    await refused(ec2(here, 'EnableVgwRoutePropagation', propagation), 'Gateway.NotAttached');
    await ec2(here, 'AttachVpnGateway', { VpnGatewayId: vgw, VpcId: vpc });
    await ec2(here, 'EnableVgwRoutePropagation', propagation);
    deepEqual((await routesOf(here, table))?.PropagatingVgws, [{ GatewayId: vgw }]);
    await ec2(here, 'DisableVgwRoutePropagation', propagation);
    deepEqual((await routesOf(here, table))?.PropagatingVgws ?? [], []);
  });

  it('have black holes where a NAT gateway was', async () => {
    const { subnet, table } = await vpcWithSubnet(here);
    await bed.set({ settleMs: 300 });
    const nat = await aws.call(here, 'ec2', 'CreateNatGateway', {
      SubnetId: subnet,
      ConnectivityType: 'private',
    });
    const id = nat.NatGateway?.NatGatewayId ?? '';
    equal(nat.NatGateway?.State, 'pending');
    await ec2(here, 'CreateRoute', {
      RouteTableId: table,
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: id,
    });
    await refused(ec2(here, 'DeleteSubnet', { SubnetId: subnet }), 'DependencyViolation');
    await sleep(350);
    const state = async () =>
      (await aws.all(here, 'ec2', 'DescribeNatGateways', { NatGatewayIds: [id] }, 'NatGateways'))[0]?.State;
    equal(await state(), 'available');
    await ec2(here, 'DeleteNatGateway', { NatGatewayId: id });
    equal(await state(), 'deleting');
    await sleep(350);
    equal(await state(), 'deleted');
    const routes = (await routesOf(here, table))?.Routes ?? [];
    equal(routes.find(({ NatGatewayId }) => NatGatewayId === id)?.State, 'blackhole');
    await ec2(here, 'DeleteSubnet', { SubnetId: subnet });
    await refused(
      ec2(here, 'DeleteNatGateway', { NatGatewayId: 'nat-0123456789abcdef0' }),
      'NatGatewayNotFound',
    );
  });
});
