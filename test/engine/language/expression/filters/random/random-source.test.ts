import assert from 'node:assert/strict';
import {
  seededSource,
  shuffleInPlace,
  systemSource,
} from '../../../../../../engine/language/expression/filters/random/random-source.ts';

describe('random numbers', () => {
  it('are those of Python for a seed', () => {
    const source = seededSource('h1');
    assert.deepEqual(
      [10n, 100n, 60n, 2n ** 70n].map((limit) => source.below(limit)),
      [8n, 15n, 5n, 89212391620036394137n],
    );
  });

  it('shuffle as Python does', () => {
    const items = [1, 2, 3, 4, 5, 6, 7];
    shuffleInPlace(items, seededSource(42n));
    assert.deepEqual(items, [2, 4, 5, 3, 7, 1, 6]);
  });

  it('of the system stay below their limit', () => {
    let next = 0;
    const source = systemSource((count) => Uint8Array.from({ length: count }, () => (next += 37) % 256));
    for (let round = 0; round < 500; round += 1) assert.ok(source.below(1000n) < 1000n);
  });
});
