/** Transit gateways, which the bed keeps itself. */
import { deepEqual, equal } from 'node:assert/strict';
import { MAIN_ACCOUNT } from '../../beds/aws/aws.ts';
import {
  ALL,
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

describe('transit gateways of the bed', () => {
  useBed();

  it('are seen by the spoke, their tables only by the owner, attachments by both', async () => {
    const { gateway, table, attachment, vpc } = await transit();
    const seen = await aws.all(spoke, 'ec2', 'DescribeTransitGateways', {}, 'TransitGateways');
    deepEqual(
      seen.map(({ TransitGatewayId, OwnerId }) => [TransitGatewayId, OwnerId]),
      [[gateway, MAIN_ACCOUNT]],
    );
    const tables = { TransitGatewayRouteTableIds: [table] };
    await refused(
      aws.call(spoke, 'ec2', 'DescribeTransitGatewayRouteTables', tables),
      'InvalidRouteTableID.NotFound',
    );
    const [owned] = await aws.all(
      here,
      'ec2',
      'DescribeTransitGatewayAttachments',
      {},
      'TransitGatewayAttachments',
    );
    equal(owned?.TransitGatewayAttachmentId, attachment);
    equal(owned.ResourceOwnerId, spoke.account);
    equal(owned.Association, undefined);
    const filters = [{ Name: 'vpc-id', Values: [vpc] }];
    const own = await aws.all(
      spoke,
      'ec2',
      'DescribeTransitGatewayVpcAttachments',
      { Filters: filters },
      'TransitGatewayVpcAttachments',
    );
    equal(own[0]?.State, 'available');
  });

  it('wait for the owner where attachments of others are not accepted by themselves', async () => {
    const { vpc, subnet } = await vpcWithSubnet(spoke);
    const made = await aws.call(here, 'ec2', 'CreateTransitGateway', {});
    const attached = await aws.call(spoke, 'ec2', 'CreateTransitGatewayVpcAttachment', {
      TransitGatewayId: made.TransitGateway?.TransitGatewayId,
      VpcId: vpc,
      SubnetIds: [subnet],
    });
    equal(attached.TransitGatewayVpcAttachment?.State, 'pendingAcceptance');
    const id = attached.TransitGatewayVpcAttachment.TransitGatewayAttachmentId ?? '';
    await aws.call(here, 'ec2', 'AcceptTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: id });
    const [now] = await aws.all(
      here,
      'ec2',
      'DescribeTransitGatewayAttachments',
      {},
      'TransitGatewayAttachments',
    );
    equal(now?.State, 'available');
    // The defaults of the gateway: associated, and propagated.
    const table = now.Association?.TransitGatewayRouteTableId ?? '';
    const routes = await aws.all(
      here,
      'ec2',
      'SearchTransitGatewayRoutes',
      { TransitGatewayRouteTableId: table, ...ALL },
      'Routes',
    );
    deepEqual(
      routes.map(({ DestinationCidrBlock, Type }) => [DestinationCidrBlock, Type]),
      [['10.1.0.0/16', 'propagated']],
    );
  });

  it('keep several associations a table, and refuse a second of an attachment', async () => {
    const { gateway, table, attachment } = await transit();
    const other = await vpcWithSubnet(here, '10.2.0.0/16');
    const second =
      (
        await aws.call(here, 'ec2', 'CreateTransitGatewayVpcAttachment', {
          TransitGatewayId: gateway,
          VpcId: other.vpc,
          SubnetIds: [other.subnet],
        })
      ).TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '';
    for (const id of [attachment, second])
      await ec2(here, 'AssociateTransitGatewayRouteTable', {
        TransitGatewayRouteTableId: table,
        TransitGatewayAttachmentId: id,
      });
    const found = await aws.all(
      here,
      'ec2',
      'GetTransitGatewayRouteTableAssociations',
      { TransitGatewayRouteTableId: table },
      'Associations',
    );
    deepEqual(found.map((one) => one.TransitGatewayAttachmentId).sort(), [attachment, second].sort());
    await refused(
      ec2(here, 'AssociateTransitGatewayRouteTable', {
        TransitGatewayRouteTableId: table,
        TransitGatewayAttachmentId: second,
      }),
      'Resource.AlreadyAssociated',
    );
  });

  it('search static and propagated routes, with filters and black holes', async () => {
    const { table, attachment, vpc } = await transit();
    const place = { TransitGatewayRouteTableId: table };
    await ec2(here, 'EnableTransitGatewayRouteTablePropagation', {
      ...place,
      TransitGatewayAttachmentId: attachment,
    });
    await ec2(here, 'CreateTransitGatewayRoute', {
      ...place,
      DestinationCidrBlock: '10.1.0.0/20',
      TransitGatewayAttachmentId: attachment,
    });
    await ec2(here, 'CreateTransitGatewayRoute', {
      ...place,
      DestinationCidrBlock: '192.168.0.0/16',
      Blackhole: true,
    });
    const search = async (name: string, ...values: readonly string[]): Promise<readonly unknown[]> => {
      const filters = [{ Name: name, Values: [...values] }];
      const routes = await aws.all(
        here,
        'ec2',
        'SearchTransitGatewayRoutes',
        { ...place, Filters: filters },
        'Routes',
      );
      return routes.map(({ DestinationCidrBlock }) => DestinationCidrBlock).sort();
    };
    deepEqual(await search('type', 'propagated'), ['10.1.0.0/16']);
    deepEqual(await search('state', 'blackhole'), ['192.168.0.0/16']);
    deepEqual(await search('route-search.subnet-of-match', '10.0.0.0/8'), ['10.1.0.0/16', '10.1.0.0/20']);
    deepEqual(await search('route-search.supernet-of-match', '10.1.1.0/24'), ['10.1.0.0/16', '10.1.0.0/20']);
    deepEqual(await search('route-search.longest-prefix-match', '10.1.1.0/24'), ['10.1.0.0/20']);
    deepEqual(await search('route-search.exact-match', '10.1.0.0/16'), ['10.1.0.0/16']);
    deepEqual(await search('attachment.resource-id', vpc), ['10.1.0.0/16', '10.1.0.0/20']);
    // A deleted attachment leaves static routes as black holes, and takes the propagated ones along.
    await ec2(spoke, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: attachment });
    deepEqual(await search('state', 'blackhole'), ['10.1.0.0/20', '192.168.0.0/16']);
    deepEqual(await search('type', 'propagated'), []);
  });

  it('give a thousand routes at most, and the session finds all of them', async () => {
    const { table, attachment } = await transit();
    const place = { TransitGatewayRouteTableId: table };
    await bed.set({ searchLimit: 5 });
    const destinations = ['0.0.0.0/0', '::/0', '2001:db8::/32'];
    for (let at = 0; at < 14; at += 1) destinations.push(`10.${at * 16}.0.0/12`);
    for (const DestinationCidrBlock of destinations)
      await ec2(here, 'CreateTransitGatewayRoute', {
        ...place,
        DestinationCidrBlock,
        TransitGatewayAttachmentId: attachment,
      });
    const once = await aws.call(here, 'ec2', 'SearchTransitGatewayRoutes', { ...place, ...ALL });
    equal(once.Routes?.length, 5);
    equal(once.AdditionalRoutesAvailable, true);
    const all = await aws.all(here, 'ec2', 'SearchTransitGatewayRoutes', { ...place, ...ALL }, 'Routes');
    deepEqual(all.map((route) => route.DestinationCidrBlock).sort(), destinations.sort());
  });

  it('refuse what is not there, or there already', async () => {
    const { table, attachment } = await transit();
    const place = { TransitGatewayRouteTableId: table };
    const route = { ...place, DestinationCidrBlock: '10.9.0.0/16' };
    await refused(ec2(here, 'DeleteTransitGatewayRoute', route), 'InvalidRoute.NotFound');
    await ec2(here, 'CreateTransitGatewayRoute', { ...route, TransitGatewayAttachmentId: attachment });
    await refused(
      ec2(here, 'CreateTransitGatewayRoute', { ...route, Blackhole: true }),
      'RouteAlreadyExists',
    );
    await ec2(here, 'ReplaceTransitGatewayRoute', { ...route, Blackhole: true });
    await ec2(here, 'DeleteTransitGatewayRoute', route);
    const propagation = { ...place, TransitGatewayAttachmentId: attachment };
    const gone = 'TransitGatewayRouteTablePropagation.NotFound';
    await refused(ec2(here, 'DisableTransitGatewayRouteTablePropagation', propagation), gone);
    await ec2(here, 'EnableTransitGatewayRouteTablePropagation', propagation);
    await refused(
      ec2(here, 'EnableTransitGatewayRouteTablePropagation', propagation),
      'TransitGatewayRouteTablePropagation.Duplicate',
    );
    const told = await aws.all(
      here,
      'ec2',
      'GetTransitGatewayAttachmentPropagations',
      { TransitGatewayAttachmentId: attachment },
      'TransitGatewayAttachmentPropagations',
    );
    deepEqual(told, [{ TransitGatewayRouteTableId: table, State: 'enabled' }]);
    await ec2(here, 'DisableTransitGatewayRouteTablePropagation', propagation);
    await refused(ec2(here, 'DisableTransitGatewayRouteTablePropagation', propagation), gone);
  });

  it('refer to prefix lists', async () => {
    const { table, attachment } = await transit();
    const list = await aws.call(here, 'ec2', 'CreateManagedPrefixList', {
      PrefixListName: 'offices',
      AddressFamily: 'IPv4',
      MaxEntries: 5,
      Entries: [{ Cidr: '172.16.0.0/16' }],
    });
    const id = list.PrefixList?.PrefixListId ?? '';
    const reference = { TransitGatewayRouteTableId: table, PrefixListId: id };
    await ec2(here, 'CreateTransitGatewayPrefixListReference', {
      ...reference,
      TransitGatewayAttachmentId: attachment,
    });
    const read = () =>
      aws.all(
        here,
        'ec2',
        'GetTransitGatewayPrefixListReferences',
        { TransitGatewayRouteTableId: table },
        'TransitGatewayPrefixListReferences',
      );
    equal((await read())[0]?.TransitGatewayAttachment?.TransitGatewayAttachmentId, attachment);
    await ec2(here, 'ModifyTransitGatewayPrefixListReference', { ...reference, Blackhole: true });
    equal((await read())[0]?.Blackhole, true);
    await ec2(here, 'DeleteTransitGatewayPrefixListReference', reference);
    deepEqual(await read(), []);
    await refused(
      ec2(here, 'DeleteTransitGatewayPrefixListReference', reference),
      'InvalidPrefixListID.NotFound',
    );
  });

  it('take tags', async () => {
    const { gateway, vpc } = await transit();
    await ec2(here, 'CreateTags', { Resources: [gateway], Tags: [{ Key: 'Name', Value: 'hub' }] });
    const [named] = await aws.all(
      here,
      'ec2',
      'DescribeTransitGateways',
      { Filters: [{ Name: 'tag:Name', Values: ['h*'] }] },
      'TransitGateways',
    );
    deepEqual(named?.Tags, [{ Key: 'Name', Value: 'hub' }]);
    await ec2(spoke, 'CreateTags', { Resources: [vpc], Tags: [{ Key: 'Name', Value: 'spoke' }] });
  });

  it('are attached by VPN connections, too', async () => {
    const { gateway } = await transit();
    const customer = await aws.call(here, 'ec2', 'CreateCustomerGateway', {
      Type: 'ipsec.1',
      PublicIp: '198.51.100.7',
      BgpAsn: 65000,
    });
    await ec2(here, 'CreateVpnConnection', {
      Type: 'ipsec.1',
      CustomerGatewayId: customer.CustomerGateway?.CustomerGatewayId,
      TransitGatewayId: gateway,
    });
    const found = await aws.all(
      here,
      'ec2',
      'DescribeTransitGatewayAttachments',
      {},
      'TransitGatewayAttachments',
    );
    deepEqual(found.map(({ ResourceType }) => ResourceType).sort(), ['vpc', 'vpn']);
  });
});
