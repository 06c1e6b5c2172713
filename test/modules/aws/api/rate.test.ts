import assert from 'node:assert/strict';
import { createRate, type RatePorts } from '../../../../modules/aws/api/rate.ts';

/** A clock that jumps to the end of each sleep. */
function jumpingClock(): RatePorts & { time: number } {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      clock.time += ms;
      return Promise.resolve();
    },
  };
  return clock;
}

const take = async (rate: ReturnType<typeof createRate>, count: number): Promise<void> => {
  for (let at = 0; at < count; at += 1) await rate.take();
};

describe('the rate of calls', () => {
  it('lets a second’s worth go at once, then keeps to the rate', async () => {
    const clock = jumpingClock();
    const rate = createRate(20, clock);
    await take(rate, 20);
    assert.equal(clock.time, 0);
    await take(rate, 100);
    assert.ok(Math.abs(clock.time - 5000) < 1, String(clock.time));
  });

  it('holds for all who ask at the same time', async () => {
    const clock = jumpingClock();
    const rate = createRate(10, clock);
    await Promise.all(Array.from({ length: 60 }, () => rate.take()));
    assert.ok(Math.abs(clock.time - 5000) < 1, String(clock.time));
  });

  it('is halved by AWS, and comes back slowly', async () => {
    const clock = jumpingClock();
    const rate = createRate(16, clock);
    rate.slowDown();
    assert.equal(rate.perSecond, 8);
    const before = clock.time;
    await take(rate, 8);
    assert.ok(clock.time - before >= 999, String(clock.time - before));
    for (let at = 0; at < 10; at += 1) rate.slowDown();
    assert.equal(rate.perSecond, 0.5);
    rate.speedUp();
    assert.ok(rate.perSecond > 0.5 && rate.perSecond < 1);
    for (let at = 0; at < 200; at += 1) rate.speedUp();
    assert.equal(rate.perSecond, 16);
  });

  it('takes less than one call a second', async () => {
    const clock = jumpingClock();
    const rate = createRate(0.25, clock);
    await take(rate, 3);
    assert.ok(Math.abs(clock.time - 8000) < 1, String(clock.time));
    rate.slowDown();
    assert.equal(rate.perSecond, 0.25);
  });

  it('lets go of one that gives up, and serves those behind it', async () => {
    const rate = createRate(50);
    await take(rate, 50);
    const given = new AbortController();
    const first = rate.take(given.signal);
    const second = rate.take();
    given.abort(new Error('enough'));
    await assert.rejects(first, /enough|aborted/);
    await second;
  });
});
