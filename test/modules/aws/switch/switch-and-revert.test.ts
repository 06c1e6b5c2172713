import assert from 'node:assert/strict';
import type { JournalLine } from '../../../../modules/aws/switch/journal/lines.types.ts';
import { linesInMemory, operatorOf } from './support/operator.ts';
import { propagating, route, routingOf, shopWorld, type World } from './support/world.ts';

const NO_ROUTES = { removesStaticRoutes: false, removesPropagations: false };

/** Ids of associations are known only when it is time. */
const withoutIds = (call: string): string => call.replace(/(\$association|rtbassoc-[\w-]+)/, 'ASSOCIATION');

describe('a switch and its way back', () => {
  it('makes the calls that were planned, in that order, and reverts to exactly what was there', async () => {
    const world = shopWorld();
    const before = routingOf(world);
    const operator = operatorOf(world);
    const switched = await operator.run('do');
    assert.deepEqual(
      switched.outcomes.map(({ state }) => state),
      ['switched', 'switched'],
    );
    assert.deepEqual(switched.writes.map(withoutIds), switched.announced.map(withoutIds));
    assert.equal(switched.writes.length, 14);
    assert.notDeepEqual(routingOf(world), before);
    assert.equal((await operator.state('vpc-a')).phase, 'switched');
    const reverted = await operator.run('undo');
    assert.deepEqual(
      reverted.outcomes.map(({ state }) => state),
      ['reverted', 'reverted'],
    );
    assert.deepEqual(reverted.writes.map(withoutIds), reverted.announced.map(withoutIds));
    assert.deepEqual(routingOf(world), before);
    assert.equal((await operator.state('vpc-a')).phase, 'reverted');
  });

  it('does nothing a second time, and begins a new cycle after a revert', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    await operator.run('do');
    const again = await operator.run('do');
    assert.deepEqual([again.writes, again.outcomes], [[], []]);
    await operator.run('undo');
    assert.deepEqual((await operator.run('undo')).outcomes, []);
    const third = await operator.run('do');
    assert.deepEqual(
      third.outcomes.map(({ state }) => state),
      ['switched', 'switched'],
    );
    assert.equal((await operator.state('vpc-a')).cycle, 2);
  });

  it('has no way back in another data directory, and says so, whatever was switched', async () => {
    const world = shopWorld();
    await operatorOf(world).run('do', { only: 'vpc-a' });
    const elsewhere = operatorOf(world);
    await assert.rejects(elsewhere.run('undo'), (error: Error) => {
      assert.match(String(error), /vpc-a: the association of the main table, and 2 more, are with copies/);
      return true;
    });
    assert.deepEqual((await elsewhere.run('undo', { only: 'vpc-b' })).outcomes, []);
    const { planned } = await elsewhere.run('do', { only: 'vpc-a', settings: NO_ROUTES });
    assert.match(planned[0]?.notes.join(' ') ?? '', /by what is written down here it is not switched/);
    const fresh = await operatorOf(shopWorld()).run('do');
    assert.doesNotMatch(fresh.planned.flatMap(({ notes }) => notes).join(' '), /written down/);
  });

  it('goes back, and is whole, where a subnet was deleted since', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    await operator.run('do', { only: 'vpc-a', settings: { canary: ['subnet-a3'] } });
    for (const gone of ['subnet-a2', 'subnet-a3']) {
      world.subnets.splice(
        world.subnets.findIndex(({ SubnetId }) => SubnetId === gone),
        1,
      );
      for (const { Associations = [] } of world.routeTables) {
        const at = Associations.findIndex(({ SubnetId }) => SubnetId === gone);
        if (at !== -1) Associations.splice(at, 1);
      }
    }
    const again = await operator.run('do', { only: 'vpc-a' });
    assert.deepEqual(again.writes, []);
    assert.match(again.planned[0]?.notes.join(' ') ?? '', /subnet-a2 was deleted since/);
    const back = await operator.run('undo', { only: 'vpc-a' });
    assert.deepEqual(
      back.outcomes.map(({ state }) => state),
      ['reverted'],
    );
    assert.doesNotMatch(back.writes.join(' '), /subnet-a[23]/);
    assert.deepEqual((await operator.run('undo', { only: 'vpc-a' })).outcomes, []);
  });

  it('is refused its way back, before anything is touched, where an original table was deleted', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    await operator.run('do', { only: 'vpc-a' });
    world.routeTables.splice(1, 1);
    const before = routingOf(world);
    await assert.rejects(operator.run('undo', { only: 'vpc-a' }), (error: Error) => {
      assert.match(
        String(error),
        /subnet-a1: the route table rtb-a1, which it would lead again to, was deleted/,
      );
      return true;
    });
    assert.deepEqual(routingOf(world), before);
  });

  it('is refused its way back as well where the attachment was deleted', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    await operator.run('do', { only: 'vpc-a' });
    world.attachments.shift();
    await assert.rejects(operator.run('undo', { only: 'vpc-a' }), (error: Error) => {
      assert.match(String(error), /the attachment tgw-attach-a, which it would lead again to, was deleted/);
      return true;
    });
  });

  it('leaves alone what was cleaned up since, and has no way back then', async () => {
    const world = shopWorld();
    const state = linesInMemory();
    const operator = operatorOf(world, state);
    await operator.run('do');
    const { operations, last } = await operator.state('vpc-a');
    const [first] = operations.map(({ operation }) => ({ ...operation, id: 'vpc-a/table/rtb-a0' }));
    const stamp = { at: '2026-11-22T06:00:00.000Z', run: 'run-2', config: 'sha256:0', cycle: 1 };
    for (const line of [
      { ...stamp, number: last + 1, state: 'begin', purpose: 'cleanup', operations: [first] },
      { ...stamp, number: last + 2, state: 'done', operation: 'vpc-a/table/rtb-a0', way: 'do' },
    ])
      await state.append('vpc-switch/123456789012--vpc-a.jsonl', JSON.stringify(line));
    world.gateways[0] = { ...world.gateways[0]!, advertised: ['10.1.0.0/16'] };
    assert.deepEqual((await operator.run('do')).writes, []);
    await assert.rejects(operator.run('undo'), /was cleaned up on 2026-11-22T06:00/);
  });

  it('adds to a switch what is asked for later, and reverts all of it', async () => {
    const world = shopWorld();
    const before = routingOf(world);
    const operator = operatorOf(world);
    await operator.run('do', { settings: NO_ROUTES });
    const more = await operator.run('do');
    assert.equal(more.writes.filter((call) => /TransitGateway/.test(call)).length, more.writes.length);
    assert.equal(more.writes.length, 7);
    await operator.run('undo');
    assert.deepEqual(routingOf(world), before);
  });

  it('takes a VPC back when one of its operations fails, and switches the others', async () => {
    for (let number = 1; number <= 9; number += 1) {
      const world = shopWorld();
      const before = routingOf(world) as { readonly tables: readonly { readonly RouteTableId: string }[] };
      const operator = operatorOf(world);
      const { outcomes, warnings } = await operator.run('do', {
        faults: { write: { number, how: 'refused' } },
      });
      assert.deepEqual(
        outcomes.map(({ state }) => state),
        ['taken back', 'switched'],
        `write ${number}`,
      );
      assert.match(warnings.join(' '), /is taken back/);
      const ofA = ({ tables }: typeof before) =>
        tables.filter(({ RouteTableId }) => RouteTableId.includes('a'));
      assert.deepEqual(ofA(routingOf(world) as typeof before), ofA(before), `write ${number}`);
      assert.equal((await operator.state('vpc-a')).phase, 'reverted');
      await operator.run('undo');
      assert.deepEqual(routingOf(world), before, `write ${number}`);
    }
  });

  it('stays where it is when it is told to stop at a failure, and goes on from there', async () => {
    const world = shopWorld();
    const before = routingOf(world);
    const wanted = await switchedRouting();
    const operator = operatorOf(world);
    const { outcomes } = await operator.run('do', {
      faults: { write: { number: 3, how: 'refused' } },
      ports: { onFailure: 'stop' },
    });
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ['failed', 'switched'],
    );
    assert.deepEqual(
      (await operator.run('do')).outcomes.map(({ state }) => state),
      ['switched'],
    );
    assert.deepEqual(routingOf(world), wanted);
    await operator.run('undo');
    assert.deepEqual(routingOf(world), before);
  });

  it('finds out what became of a call whose answer was lost, or came from a second try', async () => {
    const wanted = await switchedRouting();
    for (const how of ['answer lost', 'error after effect'] as const)
      for (let number = 1; number <= 14; number += 1) {
        const world = shopWorld();
        const { outcomes, writes } = await operatorOf(world).run('do', {
          faults: { write: { number, how }, staleReads: 2 },
        });
        assert.deepEqual(
          outcomes.map(({ state }) => state),
          ['switched', 'switched'],
          `${how} at ${number}`,
        );
        assert.deepEqual(routingOf(world), wanted, `${how} at ${number}`);
        assert.ok(writes.length <= 15);
      }
  });

  it('waits until a change is seen everywhere', async () => {
    const world = shopWorld();
    const before = routingOf(world);
    const operator = operatorOf(world);
    await operator.run('do', { faults: { staleReads: 3 } });
    assert.deepEqual(routingOf(world), await switchedRouting());
    await operator.run('undo', { faults: { staleReads: 3 } });
    assert.deepEqual(routingOf(world), before);
  });

  it('fails where a change is never seen', async () => {
    const { outcomes } = await operatorOf(shopWorld()).run('do', {
      faults: { staleReads: 100_000 },
      ports: { patience: { settleMs: 50, pollMs: 1 } },
    });
    assert.match(String(outcomes[0]?.error), /the calls were answered, but after/);
  });

  it('refuses what somebody has changed since, with the difference, and touches nothing', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    await operator.run('do');
    const [association] = world.routeTables
      .find(({ RouteTableId }) => RouteTableId === 'rtb-c0a1')!
      .Associations!.splice(0, 1);
    world.routeTables.find(({ RouteTableId }) => RouteTableId === 'rtb-b0')!.VpcId = 'vpc-a';
    world.routeTables.find(({ RouteTableId }) => RouteTableId === 'rtb-b0')!.Associations!.push(association!);
    const after = structuredClone(world);
    await assert.rejects(operator.run('undo'), (error: Error) => {
      assert.match(error.message, /somebody has changed it since/);
      assert.match(error.message, /It is routeTable rtb-b0; to revert it, it has to be routeTable rtb-c0a1/);
      return true;
    });
    assert.deepEqual(world, after);
  });

  it('refuses a transit route that leads to somebody else now', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    await operator.run('do');
    world.transitTables[0]!.routes.push(route('10.1.0.0/16', 'z'));
    await assert.rejects(
      operator.run('undo'),
      /It is attachment tgw-attach-z; to revert it, it has to be nothing/,
    );
  });

  it('finds what somebody has put back by hand', async () => {
    const world = shopWorld();
    const before = routingOf(world);
    const operator = operatorOf(world);
    await operator.run('do');
    world.transitTables[1]!.propagations.push(propagating('a'));
    const { writes } = await operator.run('undo');
    assert.ok(!writes.some((call) => /EnableTransitGateway.*attach-a/.test(call)));
    assert.deepEqual(routingOf(world), before);
  });

  it('runs probes where they stand, and takes everything back when one finds no way', async () => {
    const world = shopWorld();
    const before = routingOf(world);
    const probe = {
      name: 'web',
      vpcs: ['vpc-a'],
      stages: ['associations'],
      way: { kind: 'tcp', host: '127.0.0.1', port: 9 },
      timeout: 1,
      tries: 2,
      pause: 0,
    } as const;
    const operator = operatorOf(world);
    const { outcomes } = await operator.run('do', { settings: { probes: [probe] } });
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ['taken back', 'switched'],
    );
    assert.match(
      String(outcomes[0]?.error),
      /probe web after all subnets got no way through in 2 tries: connect ECONNREFUSED/,
    );
    await operator.run('undo');
    assert.deepEqual(routingOf(world), before);
  });

  it('ends after the present call when it is interrupted, and goes on or back from there', async () => {
    for (const way of ['do', 'undo'] as const) {
      const world = shopWorld();
      const before = routingOf(world);
      const operator = operatorOf(world);
      const stop = new AbortController();
      let writes = 0;
      const onWrite = (): void => {
        writes += 1;
        if (writes === 3) stop.abort();
      };
      const cut = await operator.run('do', { faults: { onWrite }, ports: { stopping: stop.signal } });
      assert.deepEqual(
        cut.outcomes.map(({ state }) => state),
        ['interrupted', 'interrupted'],
      );
      assert.equal(cut.writes.length, 3);
      await operator.run(way);
      assert.deepEqual(routingOf(world), way === 'do' ? await switchedRouting() : before);
    }
  });

  it('keeps the state before the first switch, whatever happens after', async () => {
    const kept: string[] = [];
    const world = shopWorld();
    const operator = operatorOf(
      world,
      linesInMemory((line) => void kept.push(line)),
    );
    await operator.run('do', {
      faults: { write: { number: 6, how: 'refused' } },
      ports: { onFailure: 'stop' },
    });
    await operator.run('do');
    const begun = kept
      .map((line) => JSON.parse(line) as JournalLine)
      .filter(({ state }) => state === 'begin');
    assert.equal(begun.length, 2, 'one for each VPC');
  });
});

export async function switchedRouting(): Promise<unknown> {
  const world: World = shopWorld();
  await operatorOf(world).run('do');
  return routingOf(world);
}
