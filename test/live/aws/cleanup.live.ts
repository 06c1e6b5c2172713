/** The end of a cycle on the bed: what a switch has made superfluous is deleted, and nothing else. */
import assert from 'node:assert/strict';
import type { Place } from '../../../modules/aws/api/aws.types.ts';
import { originalOf } from '../../../modules/aws/discovery/copy/original.ts';
import { placeIn } from '../../beds/aws/estate/build-estate.ts';
import type { BuiltVpc } from '../../beds/aws/estate/estate.types.ts';
import { CLEANUP, REVERT, SWITCH } from './support/playbooks.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const ALL = { rm_static_route: true, rm_propagated_route: true };

const sections = {
  config: { configure_spoke_gw_hs: false, filter_tgw_attachment_subnet: true },
  cleanup: {
    // 10.40.0.0/15 has secondary CIDRs inside of it, and is none.
    vpc_cidrs: ['10.41.0.0/20', '10.40.0.0/15', '10.71.0.0/16'],
    resources: ['NAT', 'VGW', 'TGW_ATTACHMENT', 'PEERING', 'INTERNAL_LB'],
  },
};

interface ListedOperation {
  readonly vpc: string;
  readonly kind: string;
  readonly title: string;
}

interface Planned {
  readonly operations?: readonly ListedOperation[];
  readonly digest?: string;
  readonly stays?: readonly string[];
}

describe('the cleanup of switched VPCs', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  let office: BuiltVpc;
  let plain: BuiltVpc;
  let digest = '';
  before(async () => {
    ground = await openGround({ shapes: ['plain', 'office', 'peered', 'far'], sections });
    office = ground.vpc('office');
    plain = ground.vpc('plain');
  });
  after(() => ground.close());

  const placeOf = ({ shape }: BuiltVpc): Place => placeIn(shape.account, shape.region);
  const ofVpc = ({ vpc }: BuiltVpc) => ({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] });
  const tablesOf = (vpc: BuiltVpc) =>
    ground.aws.all(placeOf(vpc), 'ec2', 'DescribeRouteTables', ofVpc(vpc), 'RouteTables');
  const writes = async () =>
    (await ground.bed.calls())
      .filter(({ action }) => /^(?:Delete|Detach|Disassociate|Create|Replace|Disable)/.test(action))
      .map(({ action }) => action);
  const cleanup = async (variables = {}, verb = 'run') => {
    await ground.bed.forgetCalls();
    return ground.drover([verb, CLEANUP, '--output', 'json'], { variables });
  };
  const turnToDirectConnect = async () => {
    const place = placeOf(office);
    const all = await ground.aws.all(place, 'ec2', 'DescribeVpnConnections', {}, 'VpnConnections');
    for (const { VpnConnectionId } of all)
      await ground.aws.call(place, 'ec2', 'DeleteVpnConnection', { VpnConnectionId });
    const [gateway] = await ground.aws.all(place, 'ec2', 'DescribeVpnGateways', {}, 'VpnGateways');
    await ground.aws.call(place, 'direct-connect', 'CreatePrivateVirtualInterface', {
      connectionId: 'dxcon-1',
      newPrivateVirtualInterface: {
        virtualInterfaceName: 'office',
        vlan: 101,
        asn: 65_000,
        virtualGatewayId: gateway?.VpnGatewayId,
      },
    });
  };
  const plannedIn = (stdout: string): Planned =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly outcome?: { readonly result?: Planned } })
      .findLast(({ outcome }) => outcome?.result?.digest !== undefined)?.outcome?.result ?? {};

  it('is refused before the switch, without a write', async () => {
    const ended = await cleanup({ vpc_cleanup_confirm: 'yes' });
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /was not switched by drover/);
    assert.deepEqual(await writes(), []);
  });

  it('is planned without a write, each with its call', async () => {
    const switched = await ground.drover(['run', SWITCH], { variables: ALL });
    assert.equal(switched.code, 0, said(switched));
    const first = await cleanup({}, 'plan');
    assert.match(plannedIn(first.stdout).stays?.join() ?? '', /the VPN connection vpn-\w+ ends at it/);
    await turnToDirectConnect();
    const ended = await cleanup({}, 'plan');
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(await writes(), []);
    const { operations = [], digest: found = '' } = plannedIn(ended.stdout);
    digest = found;
    const kinds = new Set(operations.filter(({ vpc }) => vpc === office.vpc).map(({ kind }) => kind));
    assert.deepEqual(
      [...kinds],
      [
        'route-table',
        'transit-attachment',
        'subnet',
        'attachment-table',
        'vpn-detachment',
        'virtual-interface',
        'vpn-gateway',
        'vpc-cidr',
      ],
      said(ended),
    );
    const copies = (await tablesOf(office)).filter((table) => originalOf(table) !== undefined);
    for (const { RouteTableId = '' } of copies)
      assert.ok(!operations.some(({ title }) => title.includes(RouteTableId)), `${RouteTableId} is a copy`);
  });

  it('deletes nothing without confirmation, nor by that of another list', async () => {
    for (const variables of [{}, { vpc_cleanup_confirm: '0123456789ab' }]) {
      const ended = await cleanup(variables);
      assert.equal(ended.code, 2, said(ended));
      assert.match(said(ended), new RegExp(`vpc_cleanup_confirm=${digest}`));
      assert.deepEqual(await writes(), []);
    }
  });

  it('deletes nothing of a switch that is younger than it has to be', async () => {
    const ended = await cleanup({ vpc_cleanup_confirm: digest, vpc_cleanup_minimum_age: 1 });
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /minimum_age asks for 1/);
    assert.deepEqual(await writes(), []);
  });

  it('stops at what AWS refuses, and tells it', async () => {
    await ground.bed.fault({
      kind: 'error',
      action: 'DeleteVpnGateway',
      code: 'UnauthorizedOperation',
      status: 403,
      times: 1,
    });
    const ended = await cleanup({ vpc_cleanup_confirm: digest });
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /DeleteVpnGateway/);
  });

  it('goes on where it stopped: a gateway that is detached already is not forgotten', async () => {
    await ground.bed.fault({
      kind: 'error',
      action: 'DeleteVpnGateway',
      code: 'IncorrectState',
      status: 400,
      times: 2,
    });
    await ground.bed.fault({ kind: 'drop-after', action: 'DisassociateVpcCidrBlock', times: 1 });
    const ended = await cleanup({ vpc_cleanup_confirm: 'yes' });
    assert.equal(ended.code, 0, said(ended));
    const gateways = await ground.aws.all(placeOf(office), 'ec2', 'DescribeVpnGateways', {}, 'VpnGateways');
    assert.deepEqual(
      gateways.filter(({ State }) => State !== 'deleted'),
      [],
    );
  });

  it('has taken the virtual interface that led to it', async () => {
    const place = placeOf(office);
    const answer = await ground.aws.call(place, 'direct-connect', 'DescribeVirtualInterfaces', {});
    const left = (answer.virtualInterfaces ?? []).filter(
      ({ virtualInterfaceState }) => virtualInterfaceState !== 'deleted',
    );
    assert.deepEqual(left, []);
  });

  it('has taken exactly what was listed, and left the new tables', async () => {
    for (const vpc of [office, plain]) {
      const tables = await tablesOf(vpc);
      // One that a subnet with an interface in it is still on has to stay.
      const unused = tables.filter(({ Associations = [] }) => Associations.length === 0);
      const old = unused
        .filter((table) => originalOf(table) === undefined)
        .map(({ RouteTableId }) => RouteTableId);
      const originals = tables.flatMap((table) => originalOf(table) ?? []);
      assert.ok(originals.length > 0);
      assert.deepEqual(
        old.filter((id) => originals.includes(id ?? '')),
        [],
        'no original is left',
      );
    }
    const [found] = await ground.aws.all(placeOf(office), 'ec2', 'DescribeVpcs', ofVpc(office), 'Vpcs');
    const cidrs = (found?.CidrBlockAssociationSet ?? [])
      .filter(({ CidrBlockState }) => CidrBlockState?.State === 'associated')
      .map(({ CidrBlock }) => CidrBlock);
    assert.deepEqual(cidrs.toSorted(), ['10.140.0.0/24', '10.40.0.0/16', '100.64.0.0/24']);
    const subnets = await ground.aws.all(placeOf(office), 'ec2', 'DescribeSubnets', ofVpc(office), 'Subnets');
    assert.ok(!subnets.some(({ CidrBlock }) => CidrBlock === '10.41.0.0/28'));
    assert.ok(subnets.some(({ CidrBlock }) => CidrBlock === '100.64.0.0/26'));
    const attachments = await ground.aws.all(
      placeOf(office),
      'ec2',
      'DescribeTransitGatewayVpcAttachments',
      ofVpc(office),
      'TransitGatewayVpcAttachments',
    );
    assert.deepEqual(
      attachments.filter(({ State }) => State !== 'deleted'),
      [],
    );
  });

  it('keeps what a table that stays leads to', async () => {
    const nats = await ground.aws.all(
      placeOf(plain),
      'ec2',
      'DescribeNatGateways',
      { Filter: ofVpc(plain).Filters },
      'NatGateways',
    );
    assert.deepEqual(
      nats.map(({ State }) => State),
      ['available'],
    );
  });

  it('has taken the peering with the routes that led to it', async () => {
    const peerings = await ground.aws.all(
      placeOf(plain),
      'ec2',
      'DescribeVpcPeeringConnections',
      {},
      'VpcPeeringConnections',
    );
    assert.deepEqual(
      peerings.filter(({ Status }) => Status?.Code === 'active'),
      [],
    );
    const routes = (await tablesOf(ground.vpc('peered'))).flatMap(({ Routes = [] }) => Routes);
    assert.deepEqual(
      routes.filter(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId !== undefined),
      [],
    );
  });

  it('deletes nothing a second time', async () => {
    const ended = await cleanup({ vpc_cleanup_confirm: 'yes' });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(await writes(), [], said(ended));
  });

  it('ends the way back', async () => {
    const ended = await ground.drover(['run', REVERT], {});
    assert.equal(ended.code, 2, said(ended));
  });
});
