import assert from 'node:assert/strict';
import type { StateLines } from '../../../../engine/module.ts';
import type { RemoteLines } from '../../../../modules/aws/switch/journal/vpc-lines.ts';
import type { Way } from '../../../../modules/aws/switch/operation.types.ts';
import { linesInMemory, operatorOf, type Operator } from './support/operator.ts';
import { routingOf, shopWorld, type World } from './support/world.ts';

class Killed extends Error {}

/** Everything that a process does to the world outside, in order. At one of these it ends, and does nothing any more. */
function killer(at: number) {
  let count = 0;
  return {
    before: (): void => {
      count += 1;
      if (count >= at) throw new Killed('killed');
    },
    isDead: () => count >= at,
    count: () => count,
  };
}

/** A run that is killed before the step of this number; nothing that comes after has any effect. */
async function killedAt(
  at: number,
  way: Way,
  world: World,
  state: StateLines,
  remote?: RemoteLines,
): Promise<number> {
  const end = killer(at);
  const dying: StateLines = {
    ...state,
    append: async (name, line) => {
      end.before();
      await state.append(name, line);
    },
  };
  const afar: RemoteLines | undefined = remote && {
    ...remote,
    put: async (number, text) => {
      end.before();
      await remote.put(number, text);
    },
  };
  const ended = await operatorOf(world, dying, afar).run(way, {
    faults: { onWrite: end.before },
    ports: { onFailure: 'stop' },
  });
  const isCut = ended.outcomes.some(({ error }) => error instanceof Killed);
  assert.equal(isCut, end.isDead(), `the step ${at}`);
  return end.count();
}

function bucket(): RemoteLines {
  const objects = new Map<number, string>();
  return {
    read: () => Promise.resolve([...objects].map(([number, text]) => ({ number, text }))),
    put: (number, text) => {
      if (objects.has(number)) return Promise.reject(new Error(`line ${number} is taken`));
      objects.set(number, text);
      return Promise.resolve();
    },
  };
}

async function routingAfter(...ways: readonly Way[]): Promise<unknown> {
  const world = shopWorld();
  const operator = operatorOf(world);
  for (const way of ways) await operator.run(way);
  return routingOf(world);
}

async function forEachStep(
  first: readonly Way[],
  cut: Way,
  check: (world: World, state: StateLines, about: string) => Promise<void>,
): Promise<void> {
  for (let at = 1; ; at += 1) {
    const world = shopWorld();
    const state = linesInMemory();
    const operator: Operator = operatorOf(world, state);
    for (const way of first) await operator.run(way);
    const steps = await killedAt(at, cut, world, state);
    await check(world, state, `${cut} killed at step ${at}`);
    if (steps < at) {
      assert.ok(at > 40, `only ${at} steps`);
      return;
    }
  }
}

describe('a switch that is killed at any step', () => {
  const original = routingOf(shopWorld());

  it('is reverted to exactly the routing that was there', () =>
    forEachStep([], 'do', async (world, state, about) => {
      const { outcomes } = await operatorOf(world, state).run('undo');
      for (const { state: end, error } of outcomes)
        assert.equal(end, 'reverted', `${about}: ${String(error)}`);
      assert.deepEqual(routingOf(world), original, about);
    }));

  it('is gone on with to the same switched routing, and reverted from there', async () => {
    const wanted = await routingAfter('do');
    await forEachStep([], 'do', async (world, state, about) => {
      const operator = operatorOf(world, state);
      await operator.run('do');
      assert.deepEqual(routingOf(world), wanted, about);
      assert.equal((await operator.state('vpc-a')).cycle, 1);
      assert.deepEqual((await operator.run('do')).writes, [], about);
      await operator.run('undo');
      assert.deepEqual(routingOf(world), original, about);
    });
  });

  it('has a revert that may be killed as well', () =>
    forEachStep(['do'], 'undo', async (world, state, about) => {
      await operatorOf(world, state).run('undo');
      assert.deepEqual(routingOf(world), original, about);
    }));

  it('may be switched again after a revert that was killed', async () => {
    const wanted = await routingAfter('do');
    await forEachStep(['do'], 'undo', async (world, state, about) => {
      const operator = operatorOf(world, state);
      await operator.run('do');
      assert.deepEqual(routingOf(world), wanted, about);
      await operator.run('undo');
      assert.deepEqual(routingOf(world), original, about);
    });
  });

  it('is reverted on another machine, by what is in the bucket', async () => {
    for (let at = 1; ; at += 1) {
      const world = shopWorld();
      const remote = bucket();
      const steps = await killedAt(at, 'do', world, linesInMemory(), remote);
      const other = operatorOf(world, linesInMemory(), remote);
      await other.run('undo');
      assert.deepEqual(routingOf(world), original, `killed at step ${at}`);
      if (steps < at) break;
    }
  });
});
