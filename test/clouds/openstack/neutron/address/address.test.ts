import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contains, covers, formatCidr, formatNetwork, makeCidr, overlaps, parseCidr } from './cidr.ts';
import { bitsOf, canonicalIp, formatIp, parseIp, type Ip } from './ip.ts';
import { rangeOf, toPool, usualPools } from './pools.ts';

const ip: fc.Arbitrary<Ip> = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ version: 4 as const, value })),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => ({ version: 6 as const, value })),
);
const cidr = ip.chain((each) =>
  fc.integer({ min: 0, max: bitsOf(each.version) }).map((prefix) => makeCidr(each, prefix)),
);

describe('Addresses', () => {
  it('are the same after writing and reading', () => {
    fc.assert(fc.property(ip, (each) => assert.deepEqual(parseIp(formatIp(each)), each)));
    fc.assert(
      fc.property(ip, fc.integer({ min: 0, max: 32 }), (each, prefix) => {
        const made = makeCidr(each, prefix);
        assert.deepEqual(parseCidr(formatCidr(made)), made);
        assert.equal(parseCidr(formatNetwork(made))?.ip, made.first);
      }),
    );
  });

  it('are written in the one way of RFC 5952', () => {
    const texts: readonly [string, string][] = [
      ['FD00:0:0::1', 'fd00::1'],
      ['fd00:0:0:1:0:0:0:1', 'fd00:0:0:1::1'],
      ['0:0:0:0:0:0:0:0', '::'],
      ['1:0:2:0:3:0:4:0', '1:0:2:0:3:0:4:0'],
      ['::ffff:10.0.0.1', '::ffff:a00:1'],
      ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['10.0.0.1', '10.0.0.1'],
    ];
    for (const [given, wanted] of texts) assert.equal(canonicalIp(given), wanted);
  });

  it('are not read from what is none', () => {
    const texts = [
      '',
      'x',
      '1.2.3',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.4.5',
      ':::',
      '1:2:3',
      'fd00::1::2',
      'g::',
      '1::2:3:4:5:6:7:8',
    ];
    for (const text of texts) assert.equal(parseIp(text), undefined, text);
    for (const text of ['10.0.0.0/33', 'fd00::/129', '10.0.0.0/x', '10.0.0.0/8/8', '10.0.0.0/255.0.255.0']) {
      assert.equal(parseCidr(text), undefined, text);
    }
  });

  it('of prefixes overlap as their ranges do', () => {
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        const share = a.version === b.version && a.first <= b.last && b.first <= a.last;
        assert.equal(overlaps(a, b), share);
        assert.equal(overlaps(a, b), overlaps(b, a));
        if (share) assert.ok(covers(a, b) || covers(b, a));
        assert.ok(contains(a, { version: a.version, value: a.last }));
      }),
    );
  });

  it('of pools leave out the gateway, and nothing but the ends', () => {
    fc.assert(
      fc.property(cidr, fc.bigInt({ min: 0n, max: 2n ** 64n }), (each, offset) => {
        const gateway = formatIp({
          version: each.version,
          value: each.first + (offset % (each.last - each.first + 1n)),
        });
        const ranges = usualPools(each, gateway);
        const value = parseIp(gateway)!.value;
        const count = ranges.reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
        assert.ok(
          ranges.every(
            (range) => range.first <= range.last && range.first >= each.first && range.last <= each.last,
          ),
        );
        if (each.first !== each.last) {
          assert.ok(!ranges.some((range) => value >= range.first && value <= range.last));
        }
        assert.ok(count >= each.last - each.first + 1n - 3n);
        assert.deepEqual(
          ranges.map((range) => rangeOf(toPool(range, each.version))),
          ranges,
        );
      }),
    );
  });
});
