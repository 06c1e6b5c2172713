/** The end of a cycle on the bed: what a switch has made superfluous is deleted, and nothing else. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Place } from '../../../modules/aws/api/aws.types.ts';
import { originalOf } from '../../../modules/aws/discovery/copy/original.ts';
import { placeIn } from '../../beds/aws/estate/build-estate.ts';
import type { BuiltVpc } from '../../beds/aws/estate/estate.types.ts';
import { buildCommand, type BuiltCommand } from '../../cli/built.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const SWITCH = 'playbooks/vpc_switch_traffic.yml';
const CLEANUP = 'playbooks/vpc_cleanup.yml';
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
    assert.deepEqual(await writes(), []);
  });

  it('ends the way back', async () => {
    const ended = await ground.drover(['run', 'playbooks/vpc_revert_traffic.yml'], {});
    assert.equal(ended.code, 2, said(ended));
  });
});

describe('the cleanup of a VPC that the controller has at its transit gateway', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  before(async () => {
    const { cleanup } = sections;
    ground = await openGround({ shapes: ['closed'], sections: { cleanup }, account: { managed_tgw: true } });
    const { vpc, shape } = ground.vpc('closed');
    ground.controller.state.attachments.push({ vpcId: vpc, transit: 'managed', cidrs: [shape.cidr] });
    const switched = await ground.drover(['run', SWITCH], {});
    assert.equal(switched.code, 0, said(switched));
  });
  after(() => ground.close());

  const advertised = () =>
    ground.controller.state.gateways.find(({ name }) => name === 'closed-spoke')?.advertised;

  it('only writes down what it would delete where it is told to', async () => {
    const value = JSON.parse(readFileSync(join(ground.folder, 'discovery.yaml'), 'utf8')) as Record<
      string,
      unknown
    >;
    const report = { ...(value['cleanup'] as object), report_only: true };
    const before = advertised();
    const ended = await ground.drover(['run', CLEANUP], { variables: { cleanup: report } });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(advertised(), before);
    const { vpc, shape } = ground.vpc('closed');
    const path = join(ground.folder, 'terraform', shape.account, 'tmp', `${vpc}.resource`);
    assert.match(readFileSync(path, 'utf8'), /^transit-detachment: the controller detaches/m);
  });

  it('detaches by the controller, and has whole CIDRs advertised after that', async () => {
    const { vpc, shape } = ground.vpc('closed');
    assert.ok((advertised()?.length ?? 0) > 2, 'the switch has split the CIDR');
    ground.controller.calls.length = 0;
    const ended = await ground.drover(['run', CLEANUP], { variables: { vpc_cleanup_confirm: 'yes' } });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(
      ground.controller.state.attachments.filter(({ vpcId }) => vpcId === vpc),
      [],
    );
    assert.deepEqual(advertised(), [shape.cidr, shape.gateways]);
    const edits = ground.controller.calls
      .map(({ action }) => action)
      .filter((action) => /edit|detach/.test(action));
    assert.deepEqual(edits, ['detach_vpc_from_tgw', 'edit_gateway_advertised_cidr']);
  });
});

describe('the cleanup of a VPC whose way out are its gateways', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  let command: BuiltCommand;
  let far: BuiltVpc;
  let place: Place;
  before(async () => {
    command = buildCommand();
    const cleanup = { resources: ['NAT', 'INTERNAL_LB'] };
    ground = await openGround({
      shapes: ['far'],
      sections: { cleanup },
      account: { enable_spoke_egress: true },
    });
    far = ground.vpc('far');
    place = placeIn(far.shape.account, far.shape.region);
    const switched = await ground.drover(['run', SWITCH], { variables: ALL });
    assert.equal(switched.code, 0, said(switched));
    for (const name of ['idle', 'busy']) await makeBalancer(name);
  });
  after(async () => {
    command.remove();
    await ground.close();
  });

  /** With a target if it is busy. */
  async function makeBalancer(Name: string): Promise<void> {
    const service = 'elastic-load-balancing-v2';
    const [, one = '', other = ''] = Object.values(far.subnets);
    const made = await ground.aws.call(place, service, 'CreateLoadBalancer', {
      Name,
      Type: 'network',
      Scheme: 'internal',
      Subnets: [one, other],
    });
    const LoadBalancerArn = made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    const groups = await ground.aws.call(place, service, 'CreateTargetGroup', {
      Name,
      Protocol: 'TCP',
      Port: 80,
      VpcId: far.vpc,
      TargetType: 'ip',
    });
    const TargetGroupArn = groups.TargetGroups?.[0]?.TargetGroupArn ?? '';
    await ground.aws.call(place, service, 'CreateListener', {
      LoadBalancerArn,
      Protocol: 'TCP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    });
    if (Name === 'busy')
      await ground.aws.call(place, service, 'RegisterTargets', {
        TargetGroupArn,
        Targets: [{ Id: '10.71.0.10' }],
      });
  }

  const originalsLeft = async () => {
    const Filters = [{ Name: 'vpc-id', Values: [far.vpc] }];
    const tables = await ground.aws.all(place, 'ec2', 'DescribeRouteTables', { Filters }, 'RouteTables');
    const originals = tables.flatMap((table) => originalOf(table) ?? []);
    return tables.filter(({ RouteTableId = '' }) => originals.includes(RouteTableId)).length;
  };

  it('is killed after a call that took effect', async () => {
    const count = await originalsLeft();
    assert.ok(count > 1, String(count));
    await ground.bed.fault({ kind: 'delay', action: 'DeleteRouteTable', after: 1, times: 1, ms: 20_000 });
    const given = { ...ground.controller.variables, aws_rate_limit: 200, vpc_cleanup_confirm: 'yes' };
    const args = ['run', CLEANUP, '-e', '@discovery.yaml', '-e', JSON.stringify(given), '--data-dir', 'data'];
    const child = spawn(process.execPath, [command.main, ...args], {
      cwd: ground.folder,
      env: {
        ...process.env,
        ...ground.bed.environment,
        HOME: ground.folder,
        XDG_STATE_HOME: join(ground.folder, 'state'),
      },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while ((await originalsLeft()) === count) await pause(100);
    child.kill('SIGKILL');
    await ended;
    assert.ok((await originalsLeft()) > 0);
    await ground.bed.clearFaults();
  });

  it('goes on, and is whole', async () => {
    const ended = await ground.drover(['run', CLEANUP], { variables: { vpc_cleanup_confirm: 'yes' } });
    assert.equal(ended.code, 0, said(ended));
    assert.match(said(ended), /The load balancer busy stays: it has 1 target/);
    assert.equal(await originalsLeft(), 0);
    const service = 'elastic-load-balancing-v2';
    const balancers = await ground.aws.all(place, service, 'DescribeLoadBalancers', {}, 'LoadBalancers');
    assert.deepEqual(
      balancers.map(({ LoadBalancerName }) => LoadBalancerName),
      ['busy'],
    );
    const nats = await ground.aws.all(place, 'ec2', 'DescribeNatGateways', {}, 'NatGateways');
    assert.deepEqual(
      nats.filter(({ State }) => State !== 'deleted'),
      [],
    );
  });
});
