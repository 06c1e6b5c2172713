import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cidrOf } from '../../../modules/openstack/kind/addresses.ts';
import { compactPrefixes, prefixesWithout } from '../../../modules/openstack/network/prefixes.ts';

const small = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 }))
  .map(([last, prefix]) => cidrOf(`10.0.0.${last}/${prefix}`)?.text ?? '');
const lists = fc.array(small, { maxLength: 6 });

/** The last bytes of the addresses, one by one. */
function bytesOf(prefixes: readonly string[]): ReadonlySet<number> {
  const bytes = Array.from({ length: 256 }, (_unused, byte) => byte);
  return new Set(
    bytes.filter((byte) => prefixes.some((prefix) => cidrOf(prefix)?.contains(`10.0.0.${byte}`) === true)),
  );
}

describe('prefixes of subnet pools', () => {
  it('are joined as Neutron joins them', () => {
    assert.deepEqual(compactPrefixes(['10.50.1.0/24', '10.50.0.0/24', '10.60.0.5/16']), [
      '10.50.0.0/23',
      '10.60.0.0/16',
    ]);
    assert.deepEqual(compactPrefixes(['10.70.0.0/16', '10.70.1.0/24']), ['10.70.0.0/16']);
    assert.deepEqual(compactPrefixes(['10.0.1.0/24', '10.0.2.0/24']), ['10.0.1.0/24', '10.0.2.0/24']);
    assert.deepEqual(compactPrefixes(['fd00::/16', '10.0.0.0/8', '::/0']), ['10.0.0.0/8', '::/0']);
    assert.deepEqual(compactPrefixes(['0.0.0.0/1', '128.0.0.0/1', 'x', 7]), ['0.0.0.0/0']);
    assert.deepEqual(compactPrefixes(undefined), []);
  });

  it('keep their addresses, in no more CIDRs than before', () => {
    fc.assert(
      fc.property(lists, (prefixes) => {
        const compact = compactPrefixes(prefixes);
        assert.deepEqual(bytesOf(compact), bytesOf(prefixes));
        assert.ok(compact.length <= prefixes.length);
        assert.deepEqual(compactPrefixes(compact), compact);
      }),
    );
  });

  it('lose those of others, and no more', () => {
    fc.assert(
      fc.property(lists, lists, (prefixes, others) => {
        const gone = bytesOf(others);
        const left = [...bytesOf(prefixes)].filter((byte) => !gone.has(byte));
        assert.deepEqual(bytesOf(prefixesWithout(prefixes, others)), new Set(left));
      }),
    );
  });
});
