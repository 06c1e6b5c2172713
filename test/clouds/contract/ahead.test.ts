import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { runAhead } from './ahead.ts';

describe('Work that runs ahead', () => {
  const reach = { sideBySide: 2, ahead: 3 };

  it('starts what is behind the one that is waited for, and no more', async () => {
    const begun: number[] = [];
    const runs = runAhead(
      10,
      (number) => {
        begun.push(number);
        return Promise.resolve();
      },
      reach,
    );
    assert.deepEqual(begun, []);
    await runs.take(4);
    await runs.settle();
    assert.deepEqual(begun, [4, 5, 6, 7]);
    await runs.take(9);
    assert.deepEqual(begun, [4, 5, 6, 7, 9]);
  });

  it('runs each once, and so many side by side', async () => {
    let running = 0;
    let most = 0;
    let all = 0;
    const runs = runAhead(
      8,
      async () => {
        running += 1;
        most = Math.max(most, running);
        await pause(1);
        running -= 1;
        all += 1;
      },
      reach,
    );
    for (let number = 0; number < 8; number += 1) await runs.take(number);
    assert.equal(most, 2);
    assert.equal(all, 8);
  });

  it('gives a failure to who takes it, and goes on', async () => {
    const runs = runAhead(3, (n) => (n === 1 ? Promise.reject(new Error('one')) : Promise.resolve()), reach);
    await runs.take(0);
    await pause(5);
    await assert.rejects(runs.take(1), /one/);
    await runs.take(2);
    await runs.settle();
  });
});
