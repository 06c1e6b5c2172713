/** What goes wrong around a switch: throttling, credentials, lost answers, stale reads, refusals, people. */
import assert from 'node:assert/strict';
import { placeIn } from '../../beds/aws/estate/build-estate.ts';
import type { Ended } from '../../cli/built.ts';
import { REVERT, STATUS, SWITCH } from './support/playbooks.ts';
import { routingOf } from './support/routing-of.ts';
import { openGround, said, type DroverOptions, type SwitchGround } from './support/switch-ground.ts';

const ALL = { rm_static_route: true, rm_propagated_route: true };

describe('a switch where something goes wrong', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  let original: unknown;
  let switched: unknown;

  const run = (playbook: string, options: DroverOptions = {}, ...args: readonly string[]): Promise<Ended> =>
    ground.drover(['run', playbook, ...args], { ...options, variables: { ...ALL, ...options.variables } });
  const succeed = async (playbook: string, options: DroverOptions = {}, ...args: readonly string[]) => {
    const ended = await run(playbook, options, ...args);
    assert.equal(ended.code, 0, said(ended));
    return ended;
  };
  const revertAll = async (options: DroverOptions = {}): Promise<void> => {
    await ground.bed.clearFaults();
    await succeed(REVERT, options);
    assert.deepEqual(await routingOf(ground), original);
  };

  before(async () => {
    ground = await openGround({ shapes: ['closed', 'office'] });
    original = await routingOf(ground);
    await succeed(SWITCH);
    switched = await routingOf(ground);
    await revertAll();
  });
  after(() => ground.close());

  it('is throttled and goes on', async () => {
    for (const action of ['ReplaceRouteTableAssociation', 'DescribeRouteTables', 'DeleteTransitGatewayRoute'])
      await ground.bed.fault({ kind: 'throttle', action, times: 3 });
    await succeed(SWITCH);
    assert.deepEqual(await routingOf(ground), switched);
    await revertAll();
  });

  it('gets new credentials where they expire between two calls', async () => {
    await ground.bed.fault({ kind: 'expired', action: 'ReplaceRouteTableAssociation', times: 1 });
    await ground.bed.fault({
      kind: 'expired',
      action: 'DisableTransitGatewayRouteTablePropagation',
      times: 1,
    });
    await succeed(SWITCH);
    assert.deepEqual(await routingOf(ground), switched);
    await revertAll();
  });

  it('finds out what became of calls whose connection ended, before and after they took effect', async () => {
    for (const kind of ['drop', 'drop-after'] as const) {
      for (const action of [
        'ReplaceRouteTableAssociation',
        'DeleteTransitGatewayRoute',
        'DisableTransitGatewayRouteTablePropagation',
      ])
        await ground.bed.fault({ kind, action, times: 2 });
      ground.controller.fault({ kind, action: 'edit_gateway_advertised_cidr' });
      await succeed(SWITCH);
      assert.deepEqual(await routingOf(ground), switched, kind);
      await ground.bed.fault({ kind, action: 'CreateTransitGatewayRoute', times: 1 });
      await succeed(REVERT);
      await revertAll();
    }
  });

  it('waits until its changes are seen', async () => {
    await ground.bed.fault({ kind: 'stale', ms: 1200 });
    await succeed(SWITCH);
    await ground.bed.clearFaults();
    assert.deepEqual(await routingOf(ground), switched);
    await ground.bed.fault({ kind: 'stale', ms: 1200 });
    await succeed(REVERT);
    await revertAll();
  });

  it('takes a VPC back that a service refuses, and switches the other', async () => {
    const { shape } = ground.vpc('office');
    await ground.bed.fault({
      kind: 'error',
      action: 'ReplaceRouteTableAssociation',
      account: shape.account,
      code: 'DependencyViolation',
      status: 400,
      after: 1,
      times: 1,
    });
    const ended = await run(SWITCH, { variables: { switch_parallel: 1 } });
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /DependencyViolation.*It was taken back/s);
    const status = await succeed(STATUS);
    assert.match(status.stdout, new RegExp(`${ground.vpc('office').vpc} reverted`));
    assert.match(status.stdout, new RegExp(`${ground.vpc('closed').vpc} switched`));
    await succeed(SWITCH);
    assert.deepEqual(await routingOf(ground), switched);
    await revertAll();
  });

  it('logs in again where the controller has forgotten it', async () => {
    ground.controller.state.sessionCalls = 2;
    await succeed(SWITCH);
    ground.controller.state.sessionCalls = Number.MAX_SAFE_INTEGER;
    assert.deepEqual(await routingOf(ground), switched);
    await revertAll();
  });

  it('refuses what somebody has changed, with the difference, and touches nothing', async () => {
    await succeed(SWITCH);
    const { vpc, shape, subnets } = ground.vpc('office');
    const place = placeIn(shape.account, shape.region);
    const tables = await ground.aws.all(place, 'ec2', 'DescribeRouteTables', {}, 'RouteTables');
    const standing = tables
      .flatMap(({ Associations = [] }) => Associations)
      .find(({ SubnetId }) => SubnetId === subnets['a']);
    const { RouteTable } = await ground.aws.call(place, 'ec2', 'CreateRouteTable', { VpcId: vpc });
    const replaced = await ground.aws.call(place, 'ec2', 'ReplaceRouteTableAssociation', {
      AssociationId: standing?.RouteTableAssociationId,
      RouteTableId: RouteTable?.RouteTableId,
    });
    const changed = await routingOf(ground);
    const ended = await run(REVERT);
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), new RegExp(`It is routeTable ${RouteTable?.RouteTableId ?? ''}; to revert it`));
    assert.deepEqual(await routingOf(ground), changed);
    await ground.aws.call(place, 'ec2', 'ReplaceRouteTableAssociation', {
      AssociationId: replaced.NewAssociationId,
      RouteTableId: standing?.RouteTableId,
    });
    await ground.aws.call(place, 'ec2', 'DeleteRouteTable', { RouteTableId: RouteTable?.RouteTableId });
    await revertAll();
  });

  it('does not let a second operator of this machine in', async () => {
    await ground.bed.fault({ kind: 'delay', action: 'ReplaceRouteTableAssociation', ms: 3000 });
    const [one, other] = await Promise.all([
      run(SWITCH, { data: 'ann' }),
      new Promise((resolve) => setTimeout(resolve, 3500)).then(() => run(SWITCH, { data: 'bob' })),
    ]);
    assert.equal(one.code, 0, said(one));
    assert.equal(other.code, 2, said(other));
    assert.match(said(other), /writing|lock/i);
    await ground.bed.clearFaults();
    assert.deepEqual(await routingOf(ground), switched);
    await revertAll({ data: 'ann' });
  });
});
