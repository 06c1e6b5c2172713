import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  canonicalAddress,
  cidrOf,
  isAddress,
  macOf,
  overlaps,
} from '../../../../modules/openstack/kind/addresses.ts';

describe('addresses', () => {
  it('have one form', () => {
    assert.equal(canonicalAddress('FD00:0:0:0::0001'), 'fd00::1');
    assert.equal(canonicalAddress('2001:db8:0:1:1:1:1:1'), '2001:db8:0:1:1:1:1:1');
    assert.equal(canonicalAddress('2001:0:0:1:0:0:0:1'), '2001:0:0:1::1');
    assert.equal(canonicalAddress('10.0.0.1'), '10.0.0.1');
    assert.equal(canonicalAddress('no address'), 'no address');
  });

  it('are told from what is none', () => {
    for (const text of ['10.0.0.1', '::', 'fd00::1', '::ffff:10.0.0.1']) assert.ok(isAddress(text), text);
    for (const text of [
      '',
      '10.0.0',
      '10.0.0.300',
      '10',
      '1:2',
      'fe80::1%eth0',
      '10.0.0.1/24',
      ' 10.0.0.1',
    ]) {
      assert.ok(!isAddress(text), text);
    }
    assert.ok(!isAddress('10.0.0.1', 6));
    assert.ok(!isAddress('::1', 4));
  });

  it('tell the MAC address that they were made of', () => {
    assert.equal(macOf('fd10::3:f816:3eff:fe20:fc31'), 'fa:16:3e:20:fc:31');
    assert.equal(macOf('fd10::1'), undefined);
    assert.equal(macOf('10.0.0.1'), undefined);
  });
});

describe('CIDRs', () => {
  it('have one form', () => {
    assert.equal(cidrOf('10.1.2.3/8')?.text, '10.0.0.0/8');
    assert.equal(cidrOf('192.0.2.7')?.text, '192.0.2.7/32');
    assert.equal(cidrOf('FD00::1/64')?.text, 'fd00::/64');
    assert.equal(cidrOf('0.0.0.0/0')?.text, '0.0.0.0/0');
  });

  it('are told from what is none', () => {
    for (const text of [
      '10.0.0.0/33',
      '10.0.0.300/24',
      '10.0.0.0/-1',
      '10.0.0.0/a',
      'x/8',
      '::/129',
      '10.0.0.0/8/9',
      '',
    ]) {
      assert.equal(cidrOf(text), undefined, text);
    }
  });

  it('hold what lies in them, and nothing else', () => {
    const cidr = cidrOf('10.0.0.0/23');
    assert.equal(cidr?.contains('10.0.1.255'), true);
    assert.equal(cidr.contains('10.0.2.0'), false);
    assert.equal(cidr.contains('fd00::1'), false);
  });

  it('overlap if and only if one holds the first address of the other', () => {
    const cidr = fc
      .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
      .map(([address, prefix]) => cidrOf(`${address}/${prefix}`))
      .filter((found) => found !== undefined);
    fc.assert(
      fc.property(cidr, cidr, (one, other) => {
        const first = (of: { readonly text: string }): string => of.text.split('/')[0] ?? '';
        assert.equal(overlaps(one, other), one.contains(first(other)) || other.contains(first(one)));
        assert.equal(overlaps(one, other), overlaps(other, one));
      }),
    );
  });
});
