import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesOf, chunksOf, chunksWith, windowsOf } from '../../../modules/disk/chunks.ts';
import { common, lengthOf, merged, numbersOf, rangesOf, type Range } from '../../../modules/disk/ranges.ts';

const ranges = fc
  .array(fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 60 })), { maxLength: 12 })
  .map((pairs) => pairs.map(([from, length]): Range => ({ from, to: from + length })));
const inside = (list: readonly Range[]): ReadonlySet<number> => new Set(numbersOf(list));
const sorted = (numbers: Iterable<number>): readonly number[] => [...numbers].sort((a, b) => a - b);

describe('ranges', () => {
  it('are merged without gaining or losing anything, in order and apart', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const result = merged(list);
        assert.deepEqual(sorted(inside(result)), sorted(inside(list)));
        result.slice(1).forEach(({ from }, index) => assert.ok(from > (result[index]?.to ?? Infinity)));
        assert.equal(lengthOf(result), inside(list).size);
      }),
    );
  });
  it('have in common what is in both', () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const both = common(merged(one), merged(other));
        const wanted = sorted([...inside(one)].filter((number) => inside(other).has(number)));
        assert.deepEqual(numbersOf(both), wanted);
      }),
    );
  });
  it('are numbers, and numbers are ranges', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        assert.deepEqual(rangesOf(numbersOf(merged(list))), merged(list));
      }),
    );
  });
});

describe('chunks of a disk', () => {
  const disks = fc
    .tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 70 }))
    .map(([size, chunkSize]) => chunksOf(size, chunkSize));
  it('have all of its bytes, each in one chunk', () => {
    fc.assert(
      fc.property(disks, (chunks) => {
        let at = 0;
        for (let chunk = 0; chunk < chunks.count; chunk += 1) {
          const { from, to } = bytesOf(chunks, { from: chunk, to: chunk + 1 });
          assert.equal(from, at);
          assert.ok(to > from);
          at = to;
        }
        assert.equal(at, chunks.size);
      }),
    );
  });
  it('that have any of some bytes are found', () => {
    fc.assert(
      fc.property(disks, ranges, (chunks, list) => {
        const bytes = common(merged(list), [{ from: 0, to: chunks.size }]);
        const wanted = new Set(numbersOf(bytes).map((at) => Math.floor(at / chunks.chunkSize)));
        assert.deepEqual(numbersOf(chunksWith(chunks, bytes)), sorted(wanted));
      }),
    );
  });
  it('go into windows one after the other, none of which costs too much', () => {
    fc.assert(
      fc.property(disks, fc.nat({ max: 200 }), fc.func(fc.nat({ max: 90 })), (chunks, most, costs) => {
        const windows = windowsOf(chunks, most, costs);
        assert.deepEqual(numbersOf(windows), numbersOf([{ from: 0, to: chunks.count }]));
        for (const window of windows) {
          const sum = numbersOf([window]).reduce((all, chunk) => all + costs(chunk), 0);
          assert.ok(sum <= most || window.to === window.from + 1);
        }
      }),
    );
  });
  it('of terabytes are counted without an error', () => {
    const chunks = chunksOf(10 * 1024 ** 4 + 1, 16 * 1024 ** 2);
    assert.equal(chunks.count, 655_361);
    assert.deepEqual(bytesOf(chunks, { from: 655_360, to: 655_361 }), {
      from: 10 * 1024 ** 4,
      to: 10 * 1024 ** 4 + 1,
    });
  });
});
