import assert from 'node:assert/strict';
import {
  compare,
  contains,
  halvesOf,
  isEqual,
  isSingleAddress,
  overlaps,
  parentOf,
  sizeOf,
} from '../../../../modules/aws/cidr/cidr.ts';
import { formatCidr } from '../../../../modules/aws/cidr/format-cidr.ts';
import { parseCidr } from '../../../../modules/aws/cidr/read-cidr.ts';
import { forCases } from './random.ts';
import { addressesOf, cidrOf, someBlock } from './small-space.ts';

const families = [4, 6] as const;

describe('blocks of addresses', () => {
  it('contain, overlap and equal as their addresses do', () => {
    forCases(2000, (random) => {
      const [one, other] = [someBlock(random), someBlock(random)];
      const family = random.pick(families);
      const [left, right] = [cidrOf(one, family), cidrOf(other, family)];
      const own = new Set(addressesOf(one));
      assert.equal(
        contains(left, right),
        addressesOf(other).every((at) => own.has(at)),
        'contains',
      );
      assert.equal(
        overlaps(left, right),
        addressesOf(other).some((at) => own.has(at)),
        'overlaps',
      );
      assert.equal(isEqual(left, right), one.from === other.from && one.size === other.size, 'isEqual');
      assert.equal(Math.sign(compare(left, right)), -Math.sign(compare(right, left)) + 0);
      assert.equal(compare(left, right) === 0, isEqual(left, right));
      assert.equal(sizeOf(left), BigInt(one.size));
    });
  });

  it('have nothing to do with those of the other family', () => {
    const [four, six] = [parseCidr('0.0.0.0/0'), parseCidr('::/0')];
    assert.equal(
      contains(four, six) || contains(six, four) || overlaps(four, six) || isEqual(four, six),
      false,
    );
    assert.ok(compare(four, six) < 0);
  });

  const neighbours = [
    ['10.0.0.0/16', '10.0.0.0/17', '10.0.128.0/17', '10.0.0.0/15'],
    ['10.1.0.0/16', '10.1.0.0/17', '10.1.128.0/17', '10.0.0.0/15'],
    ['128.0.0.0/1', '128.0.0.0/2', '192.0.0.0/2', '0.0.0.0/0'],
    ['255.255.255.254/31', '255.255.255.254/32', '255.255.255.255/32', '255.255.255.252/30'],
    ['2001:db8:0:100::/56', '2001:db8:0:100::/57', '2001:db8:0:180::/57', '2001:db8::/55'],
  ] as const;
  for (const [whole, lower, upper, around] of neighbours)
    it(`${whole} has halves and a parent`, () => {
      const block = parseCidr(whole);
      assert.deepEqual(halvesOf(block)?.map(formatCidr), [lower, upper]);
      assert.equal(formatCidr(parentOf(block)!), around);
    });

  it('end at single addresses and at all addresses', () => {
    for (const single of ['192.0.2.1/32', '2001:db8::1/128']) {
      assert.equal(halvesOf(parseCidr(single)), undefined);
      assert.equal(isSingleAddress(parseCidr(single)), true);
    }
    for (const all of ['0.0.0.0/0', '::/0']) {
      assert.equal(parentOf(parseCidr(all)), undefined);
      assert.equal(isSingleAddress(parseCidr(all)), false);
    }
  });
});
