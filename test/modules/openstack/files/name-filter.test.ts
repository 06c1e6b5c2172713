import assert from 'node:assert/strict';
import { nameFilter } from '../../../../modules/openstack/files/name-filter.ts';

describe('nameFilter', () => {
  const cases: readonly (readonly [readonly unknown[], readonly string[], readonly string[]])[] = [
    [[{ regex: '.*' }], ['', 'a', 'a\nb'], []],
    [
      ['web', 'db'],
      ['web', 'db'],
      ['web1', 'Web', ''],
    ],
    [[{ regex: 'eb' }], ['web', 'ebb'], ['wb']],
    [[{ regex: '^web$' }, 'db'], ['web', 'db'], ['webs']],
    [['a.b'], ['a.b'], ['axb']],
    [[{ regex: '\\Aa\\Z' }], ['a'], ['a\n', 'ba']],
    [[{ regex: '(?i)WEB' }], ['web'], ['db']],
    [[{ regex: '(?P<x>.)(?P=x)' }], ['aa'], ['ab']],
    [[{ regex: '^сеть' }], ['сеть-1'], ['net']],
    [[], [], ['a', '']],
  ];
  for (const [queries, pass, fail] of cases) {
    it(`${JSON.stringify(queries)} lets the right names pass`, () => {
      const test = nameFilter(queries);
      for (const name of pass) assert.ok(test(name), name);
      for (const name of fail) assert.ok(!test(name), name);
    });
  }

  it('says what is wrong with a filter', () => {
    for (const queries of ['web', [1], [{ regexp: 'a' }], [{ regex: 1 }], [{ regex: 'a', name: 'b' }]]) {
      assert.throws(() => nameFilter(queries), { code: 'invalid-argument' });
    }
    assert.throws(() => nameFilter([{ regex: '(' }]), /\( of the filter cannot be read/);
  });
});
