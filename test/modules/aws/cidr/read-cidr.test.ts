import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { bitsOf, type Cidr } from '../../../../modules/aws/cidr/cidr.ts';
import { formatCidr, listCidrs } from '../../../../modules/aws/cidr/format-cidr.ts';
import { parseCidr, readCidr } from '../../../../modules/aws/cidr/read-cidr.ts';
import { forCases, type Random } from './random.ts';

const right: readonly (readonly [written: string, printed: string, base: bigint, length: number])[] = [
  ['0.0.0.0/0', '0.0.0.0/0', 0n, 0],
  ['10.0.0.0/8', '10.0.0.0/8', 0x0a000000n, 8],
  ['100.64.0.0/10', '100.64.0.0/10', 0x64400000n, 10],
  ['192.0.2.5/32', '192.0.2.5/32', 0xc0000205n, 32],
  ['255.255.255.255/32', '255.255.255.255/32', 0xffffffffn, 32],
  ['::/0', '::/0', 0n, 0],
  ['2001:DB8:0000:0100::/56', '2001:db8:0:100::/56', 0x20010db800000100n << 64n, 56],
  ['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128', (0x20010db8n << 96n) | (1n << 48n) | 1n, 128],
  ['::ffff:a00:0/104', '::ffff:a00:0/104', 0xffff0a000000n, 104],
];

const host = 'Write 10.1.2.0/24 for the network, or 10.1.2.3/32 for this address alone.';
const wrong: readonly (readonly [written: string, detail: RegExp, help?: string])[] = [
  ['10.1.2.3/24', /has bits set after its prefix of 24 bits: it is an address in 10\.1\.2\.0\/24\./, host],
  ['10.0.0.0/0', /has bits set after its prefix of 0 bits: it is an address in 0\.0\.0\.0\/0\./],
  ['2001:db8::1/64', /an address in 2001:db8::\/64\./],
  [
    '10.0.0.1',
    /has no prefix length/,
    "Write 10.0.0.1/32 for this address alone, or the length of the network's prefix.",
  ],
  ['2001:db8::1', /has no prefix length/],
  ['10.0.0.0/33', /from 0 to 32/],
  ['2001:db8::/129', /from 0 to 128/],
  ['10.0.0.0/', /from 0 to 32/],
  ['10.0.0.0/08', /from 0 to 32/],
  ['10.0.0.0/-1', /from 0 to 32/],
  ['10.0.0.0/+8', /from 0 to 32/],
  ['10.0.0.0/8.0', /from 0 to 32/],
  [
    '10.0.0.0/255.0.0.0',
    /from 0 to 32/,
    'Write the length in decimal, without leading zeros; a netmask is not read.',
  ],
  ...[
    '',
    '/',
    '/8',
    'x',
    '10.0.0/8',
    '10.0.0.0.0/8',
    '10.0.0.256/32',
    '010.0.0.0/8',
    '0x0a.0.0.0/8',
    '167772160/8',
    ' 10.0.0.0/8',
    '10.0.0.0/8/8',
    '1::2::/64',
    '12345::/16',
    '::g/128',
    '[::]/0',
    'fe80::1%eth0/128',
    '::10.0.0.0/104',
    '::ffff:10.0.0.0/104',
    'pl-63a5400a',
    'any',
  ].map((written) => [written, /is no CIDR\./] as const),
  ['10.0.0.0/8 ', /from 0 to 32/],
];

describe('readCidr', () => {
  for (const [written, printed, base, length] of right)
    it(`reads ${written}`, () => {
      const cidr = { family: written.includes(':') ? 6 : 4, base, length };
      assert.deepEqual(readCidr(written), { cidr });
      assert.equal(formatCidr(parseCidr(written)), printed);
    });

  for (const [written, detail, help] of wrong)
    it(`refuses "${written}"`, () => {
      const reading = readCidr(written);
      assert.ok('flaw' in reading);
      assert.ok(reading.flaw.detail.startsWith(`"${written}" `));
      assert.match(reading.flaw.detail, detail);
      assert.ok(reading.flaw.help.endsWith('.'));
      if (help !== undefined) assert.equal(reading.flaw.help, help);
      assert.throws(
        () => parseCidr(written),
        (error) => error instanceof DroverError && error.message === reading.flaw.detail,
      );
    });

  it('reads what formatCidr writes, and every other way to write it', () => {
    forCases(1000, (random) => {
      const cidr = someCidr(random);
      assert.deepEqual(parseCidr(formatCidr(cidr)), cidr);
      assert.deepEqual(parseCidr(inFull(cidr)), cidr);
      if (cidr.length === bitsOf(cidr.family)) return;
      const rest = bitsOf(cidr.family) - cidr.length;
      const excess = 1n << BigInt(random.between(0, rest - 1));
      const reading = readCidr(inFull({ ...cidr, base: cidr.base + excess }));
      assert.ok(
        'flaw' in reading && reading.flaw.help.startsWith(`Write ${formatCidr(cidr)} for the network`),
      );
    });
  });
});

describe('listCidrs', () => {
  it('gives the first five, and the number of the others', () => {
    const cidrs = [1, 2, 3, 4, 5, 6, 7].map((last) => parseCidr(`10.0.0.${last}/32`));
    assert.equal(listCidrs(cidrs.slice(0, 1)), '10.0.0.1/32');
    assert.equal(
      listCidrs(cidrs.slice(0, 5)),
      '10.0.0.1/32, 10.0.0.2/32, 10.0.0.3/32, 10.0.0.4/32, 10.0.0.5/32',
    );
    assert.ok(listCidrs(cidrs).endsWith('10.0.0.5/32 and 2 more'));
  });
});

function someCidr(random: Random): Cidr {
  const family = random.pick([4, 6] as const);
  const length = random.between(0, bitsOf(family));
  return { family, base: random.bits(length) << BigInt(bitsOf(family) - length), length };
}

/** The long way to write a block, made of the digits of its number. */
function inFull({ family, base, length }: Cidr): string {
  if (family === 6) return `${base.toString(16).padStart(32, '0').match(/.{4}/g)!.join(':')}/${length}`;
  const bytes = base.toString(2).padStart(32, '0').match(/.{8}/g)!;
  return `${bytes.map((byte) => Number.parseInt(byte, 2)).join('.')}/${length}`;
}
