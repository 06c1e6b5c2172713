import assert from 'node:assert/strict';
import { createLater } from './later.ts';

describe('Work that a service does later', () => {
  it('is done at the request that it waits for, and once', () => {
    const later = createLater();
    const done: string[] = [];
    later.after(2, () => done.push('second'));
    later.after(1, () => done.push('first'));
    later.tick();
    assert.deepEqual(done, ['first']);
    later.tick();
    later.tick();
    assert.deepEqual(done, ['first', 'second']);
  });

  it('may lead to more', () => {
    const later = createLater();
    let count = 0;
    later.after(1, () => {
      later.after(1, () => (count += 1));
    });
    later.tick();
    assert.equal(count, 0);
    later.tick();
    assert.equal(count, 1);
  });

  it('waits again where a saved state comes back', () => {
    const later = createLater();
    let count = 0;
    later.after(1, () => (count += 1));
    const restore = later.save();
    later.tick();
    restore();
    later.tick();
    assert.equal(count, 2);
  });
});
