import assert from 'node:assert/strict';
import type { RemoteLines } from '../../../../modules/aws/switch/journal/vpc-lines.ts';
import { linesInMemory, operatorOf } from './support/operator.ts';
import { routingOf, shopWorld, type World } from './support/world.ts';

const NO_ROUTES = { removesStaticRoutes: false, removesPropagations: false };
const MOVES = /:(?:Replace|Associate|Disassociate)\w*RouteTable/;
const TRANSIT = /:(?:Create|Delete|Enable|Disable)TransitGateway/;

/** Somebody makes a subnet and associates it with the original table of its neighbours. */
function addSubnet(world: World): void {
  world.subnets.push({ ...world.subnets[0]!, SubnetId: 'subnet-a9' });
  world.routeTables
    .find(({ RouteTableId }) => RouteTableId === 'rtb-a1')!
    .Associations!.push({
      RouteTableAssociationId: 'rtbassoc-9',
      RouteTableId: 'rtb-a1',
      SubnetId: 'subnet-a9',
      Main: false,
      AssociationState: { State: 'associated' },
    });
}

const firstOf = (calls: readonly string[], pattern: RegExp): number =>
  calls.findIndex((call) => pattern.test(call));
const lastOf = (calls: readonly string[], pattern: RegExp): number =>
  calls.findLastIndex((call) => pattern.test(call));

describe('what comes to a switch later', () => {
  it('is moved before the transit routes go that its table still leads to', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    const { announced } = await operatorOf(shopWorld()).run('do', { only: 'vpc-a' });
    const number = firstOf(announced, TRANSIT) + 1;
    await operator.run('do', {
      only: 'vpc-a',
      faults: { write: { number, how: 'refused' } },
      ports: { onFailure: 'stop' },
    });
    addSubnet(world);
    const { writes, announced: planned } = await operator.run('do', { only: 'vpc-a' });
    assert.deepEqual(writes.filter((call) => MOVES.test(call)).length, 1);
    assert.ok(lastOf(writes, MOVES) < firstOf(writes, TRANSIT), writes.join('\n'));
    assert.equal(firstOf(planned, MOVES), 0);
  });

  it('goes back after the transit routes are there again', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    await operator.run('do', { only: 'vpc-a' });
    addSubnet(world);
    await operator.run('do', { only: 'vpc-a' });
    const { writes } = await operator.run('undo', { only: 'vpc-a' });
    assert.equal(writes.filter((call) => MOVES.test(call)).length, 4);
    assert.ok(lastOf(writes, TRANSIT) < firstOf(writes, MOVES), writes.join('\n'));
  });

  it('is no part of the switch once it failed and was taken back', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    await operator.run('do', { settings: NO_ROUTES, only: 'vpc-a' });
    const switched = routingOf(world);
    const { outcomes } = await operator.run('do', {
      only: 'vpc-a',
      faults: { write: { number: 2, how: 'refused' } },
    });
    assert.equal(outcomes[0]?.state, 'taken back');
    assert.deepEqual(routingOf(world), switched);
    assert.equal((await operator.state('vpc-a')).phase, 'switched');
    assert.deepEqual((await operator.run('do', { settings: NO_ROUTES, only: 'vpc-a' })).writes, []);
    assert.deepEqual(routingOf(world), switched);
    assert.equal((await operator.run('do', { only: 'vpc-a' })).outcomes[0]?.state, 'switched');
    assert.notDeepEqual(routingOf(world), switched);
    await operator.run('undo', { only: 'vpc-a' });
    assert.deepEqual(routingOf(world), routingOf(shopWorld()));
  });
});

describe('the end of a switch', () => {
  it('takes nothing back where only the journal fails, and is noted by the next run', async () => {
    const world = shopWorld();
    const texts = new Map<number, string>();
    let isDown = true;
    const remote: RemoteLines = {
      read: () => Promise.resolve([...texts].map(([number, text]) => ({ number, text }))),
      put: (number, text) => {
        if (isDown && text.includes('"state":"end"')) return Promise.reject(new Error('no bucket'));
        texts.set(number, text);
        return Promise.resolve();
      },
    };
    const operator = operatorOf(world, linesInMemory(), remote);
    const { outcomes, writes } = await operator.run('do', { only: 'vpc-a' });
    assert.equal(outcomes[0]?.state, 'failed');
    assert.match(String(outcomes[0].error), /no bucket/);
    const wanted = shopWorld();
    const whole = await operatorOf(wanted).run('do', { only: 'vpc-a' });
    assert.deepEqual(writes, whole.writes);
    assert.deepEqual(routingOf(world), routingOf(wanted));
    isDown = false;
    assert.deepEqual((await operator.run('do', { only: 'vpc-a' })).writes, []);
    assert.equal((await operator.state('vpc-a')).phase, 'switched');
  });
});

describe('a way back', () => {
  it('waits for an attachment that is being changed meanwhile', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    const { writes } = await operator.run('do', { only: 'vpc-a' });
    const back = await operator.run('undo', {
      only: 'vpc-a',
      faults: { write: { number: 3, how: 'refused', code: 'IncorrectState' } },
    });
    assert.match(back.writes[2] ?? '', /CreateTransitGatewayRoute/);
    assert.equal(back.writes[3], back.writes[2]);
    assert.equal(back.writes.length, writes.length + 1);
    assert.deepEqual(routingOf(world), routingOf(shopWorld()));
  });

  it('makes its calls also where one look shows what was there before the last change', async () => {
    const world = shopWorld();
    const before = routingOf(world);
    const operator = operatorOf(world);
    const { announced } = await operatorOf(shopWorld()).run('do', { only: 'vpc-a' });
    const number = firstOf(announced, TRANSIT);
    const { outcomes } = await operator.run('do', {
      only: 'vpc-a',
      // As many as reach the first look at the write before.
      faults: { write: { number, how: 'refused' }, lateStaleReads: 7 },
    });
    assert.equal(outcomes[0]?.state, 'taken back');
    assert.deepEqual(routingOf(world), before);
  });
});
