/** The end of a cycle that is killed: a cleanup of what gateways of the transit are in place of. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Place } from '../../../modules/aws/api/aws.types.ts';
import { originalOf } from '../../../modules/aws/discovery/copy/original.ts';
import { placeIn } from '../../beds/aws/estate/build-estate.ts';
import type { BuiltVpc } from '../../beds/aws/estate/estate.types.ts';
import { buildCommand, type BuiltCommand } from '../../cli/built.ts';
import { CLEANUP, SWITCH } from './support/playbooks.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const ALL = { rm_static_route: true, rm_propagated_route: true };

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
    while (child.exitCode === null && (await originalsLeft()) === count) await pause(100);
    child.kill('SIGKILL');
    await ended;
    assert.equal(child.signalCode, 'SIGKILL', 'it ended before it could be killed');
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
