import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extentList, parseMap } from '../../../modules/disk/extents.ts';
import { lengthOf } from '../../../modules/disk/ranges.ts';

interface Part {
  readonly length: number;
  readonly type: number;
}

/** As nbdinfo prints it. */
function mapOf(parts: readonly Part[]): string {
  const description = ['data', 'hole', 'zero', 'hole,zero'];
  let offset = 0;
  const lines = parts.map(({ length, type }) => {
    const line = `{ "offset": ${offset}, "length": ${length}, "type": ${type}, "description": "${description[type] ?? ''}"}`;
    offset += length;
    return line;
  });
  return `[\n${lines.join(',\n')}\n]\n`;
}

const parts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 1000 }), type: fc.nat({ max: 3 }) }), {
  minLength: 1,
  maxLength: 20,
});

describe('the map of a disk', () => {
  it('tells the bytes that may be other than zero', () => {
    const map = mapOf([
      { length: 100, type: 3 },
      { length: 50, type: 0 },
      { length: 10, type: 1 },
      { length: 40, type: 2 },
      { length: 5, type: 0 },
    ]);
    assert.deepEqual(parseMap(map, 205), [
      { from: 100, to: 160 },
      { from: 200, to: 205 },
    ]);
    assert.deepEqual(parseMap(map, 150), [{ from: 100, to: 150 }]);
  });
  it('that is data throughout tells nothing', () => {
    assert.equal(parseMap(mapOf([{ length: 100, type: 0 }]), 100), undefined);
    assert.equal(
      parseMap(
        mapOf([
          { length: 60, type: 0 },
          { length: 60, type: 1 },
        ]),
        100,
      ),
      undefined,
    );
  });
  it('of a disk of zeros has no data', () => {
    assert.deepEqual(parseMap(mapOf([{ length: 100, type: 3 }]), 100), []);
    assert.equal(extentList([]), '');
  });
  it('leaves no byte of data out, and takes no zero in', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const size = all.reduce((sum, { length }) => sum + length, 0);
        const data = all.reduce((sum, { length, type }) => sum + (type < 2 ? length : 0), 0);
        assert.equal(lengthOf(parseMap(mapOf(all), size) ?? [{ from: 0, to: size }]), data);
      }),
    );
  });
  it('that is no map is refused', () => {
    assert.throws(() => parseMap('{}', 1), /no list/);
    assert.throws(() => parseMap('[{"offset": 0}]', 1), /without offset, length or type/);
  });
});

describe('a list of extents for nbdkit', () => {
  it('has an offset and a length a line', () => {
    assert.equal(
      extentList([
        { from: 0, to: 512 },
        { from: 4096, to: 8192 },
      ]),
      '0 512\n4096 4096\n',
    );
  });
});
