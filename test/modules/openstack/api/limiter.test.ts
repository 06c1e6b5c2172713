import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../../modules/openstack/api/clock.ts';
import { adaptiveLimiter } from '../../../../modules/openstack/api/limiter.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock whose sleepers are woken by hand. */
function handClock(): Clock & { advance(ms: number): Promise<void> } {
  let now = 1000;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    random: () => 1,
    sleep: (ms) => new Promise((resolve) => sleepers.push({ at: now + ms, wake: resolve })),
    async advance(ms) {
      now += ms;
      for (const sleeper of sleepers) if (sleeper.at <= now) sleeper.wake();
      await turn();
    },
  };
}

/** Tasks that end when told. */
function tasks() {
  const running: (() => void)[] = [];
  let started = 0;
  return {
    running,
    started: () => started,
    task: () => {
      started += 1;
      return new Promise<void>((resolve) => running.push(resolve));
    },
  };
}

describe('the limiter', () => {
  it('runs no more than its limit at once, in order', async () => {
    const limiter = adaptiveLimiter(3, systemClock);
    const order: number[] = [];
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        limiter.run(async () => {
          most = Math.max(most, limiter.active);
          order.push(index);
          await turn();
        }),
      ),
    );
    assert.equal(most, 3);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.equal(limiter.active, 0);
  });

  it('halves once for a burst, and grows by one a round', async () => {
    const limiter = adaptiveLimiter(8, handClock());
    let first = 0;
    await limiter.run((epoch) => {
      first = epoch;
      return Promise.resolve();
    });
    limiter.slowDown(first, 0);
    limiter.slowDown(first, 0);
    assert.equal(limiter.limit, 4);
    await limiter.run((epoch) => {
      limiter.slowDown(epoch, 0);
      return Promise.resolve();
    });
    assert.equal(limiter.limit, 2);
    for (let success = 0; success < 3; success += 1) limiter.speedUp();
    assert.equal(limiter.limit, 3);
    for (let success = 0; success < 1000; success += 1) limiter.speedUp();
    assert.equal(limiter.limit, 8);
  });

  it('never falls below one', async () => {
    const limiter = adaptiveLimiter(2, handClock());
    for (let burst = 0; burst < 5; burst += 1) {
      await limiter.run((epoch) => {
        limiter.slowDown(epoch, 0);
        return Promise.resolve();
      });
    }
    assert.equal(limiter.limit, 1);
  });

  it('starts nothing while it pauses', async () => {
    const clock = handClock();
    const limiter = adaptiveLimiter(4, clock);
    const { task, started, running } = tasks();
    limiter.slowDown(0, 500);
    const all = [limiter.run(task), limiter.run(task), limiter.run(task)];
    await clock.advance(499);
    assert.equal(started(), 0);
    await clock.advance(1);
    assert.equal(started(), 2);
    for (const end of running.splice(0)) end();
    await turn();
    assert.equal(started(), 3);
    for (const end of running) end();
    await Promise.all(all);
  });

  it('lets a waiter go whose signal is aborted, and frees the place of a task that fails', async () => {
    const limiter = adaptiveLimiter(1, systemClock);
    const { task, running, started } = tasks();
    const abort = new AbortController();
    const first = limiter.run(task);
    const second = limiter.run(task, abort.signal);
    abort.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
    await assert.rejects(limiter.run(task, abort.signal), /enough/);
    const third = limiter.run(() => Promise.reject(new Error('failed')));
    running[0]?.();
    await first;
    await assert.rejects(third, /failed/);
    assert.equal(started(), 1);
    assert.equal(await limiter.run(() => Promise.resolve('next')), 'next');
  });
});
