import assert from 'node:assert/strict';
import { formatCidr } from '../../../../modules/aws/cidr/format-cidr.ts';
import { parseCidr } from '../../../../modules/aws/cidr/read-cidr.ts';
import { aggregate, subtract } from '../../../../modules/aws/cidr/sets.ts';
import { forCases } from './random.ts';
import { addressSet, blockOf, cidrOf, fewestTiles, someBlocks } from './small-space.ts';

const families = [4, 6] as const;

const aggregated: readonly (readonly [what: string, from: readonly string[], to: readonly string[]])[] = [
  ['nothing', [], []],
  ['halves', ['10.0.128.0/17', '10.0.0.0/17'], ['10.0.0.0/16']],
  ['neighbours that are no halves', ['10.0.1.0/24', '10.0.2.0/24'], ['10.0.1.0/24', '10.0.2.0/24']],
  ['one in another', ['10.0.3.0/24', '10.0.0.0/16', '10.0.0.0/16'], ['10.0.0.0/16']],
  ['halves of halves', ['10.0.0.0/26', '10.0.0.128/25', '10.0.0.64/26'], ['10.0.0.0/24']],
  [
    'what is in a block only once it is joined',
    ['10.0.0.0/17', '10.0.200.0/24', '10.0.128.0/17'],
    ['10.0.0.0/16'],
  ],
  ['everything', ['128.0.0.0/1', '0.0.0.0/1'], ['0.0.0.0/0']],
  ['both families', ['8000::/1', '10.0.0.0/8', '::/1'], ['10.0.0.0/8', '::/0']],
];

const subtracted: readonly (readonly [
  from: readonly string[],
  taken: readonly string[],
  left: readonly string[],
])[] = [
  [['10.0.0.0/22'], ['10.0.1.0/24'], ['10.0.0.0/24', '10.0.2.0/23']],
  [['10.0.0.0/24'], ['10.0.0.0/8'], []],
  [['10.0.0.0/24'], ['10.1.0.0/24', '::/0'], ['10.0.0.0/24']],
  [['10.0.0.0/24', '10.0.1.0/24'], [], ['10.0.0.0/23']],
  [['10.0.0.0/30'], ['10.0.0.0/32', '10.0.0.3/32'], ['10.0.0.1/32', '10.0.0.2/32']],
  [['2001:db8::/126'], ['2001:db8::1/128'], ['2001:db8::/128', '2001:db8::2/127']],
  [[], ['10.0.0.0/8'], []],
];

describe('aggregate', () => {
  for (const [what, from, to] of aggregated)
    it(`joins ${what}`, () => assert.deepEqual(aggregate(from.map(parseCidr)).map(formatCidr), to));

  it('gives the fewest blocks of the same addresses, whatever the order', () => {
    forCases(600, (random) => {
      const family = random.pick(families);
      const blocks = someBlocks(random, 24, random.pick([8, 256]));
      const joined = aggregate(blocks.map((block) => cidrOf(block, family)));
      const addresses = addressSet(blocks);
      assert.deepEqual(addressSet(joined.map(blockOf)), addresses);
      assert.deepEqual(
        { count: joined.length, ways: 1 },
        fewestTiles(addresses, () => true),
      );
      assert.deepEqual(aggregate(random.shuffled(joined)), joined);
      assert.deepEqual(aggregate(random.shuffled(blocks).map((block) => cidrOf(block, family))), joined);
    });
  });
});

describe('subtract', () => {
  for (const [from, taken, left] of subtracted)
    it(`takes ${taken.join(', ') || 'nothing'} from ${from.join(', ') || 'nothing'}`, () =>
      assert.deepEqual(subtract(from.map(parseCidr), taken.map(parseCidr)).map(formatCidr), left));

  it('leaves the fewest blocks of what is in the one and not in the other', () => {
    forCases(600, (random) => {
      const family = random.pick(families);
      const [from, taken] = [someBlocks(random, 12), someBlocks(random, 12, random.pick([8, 256]))];
      const gone = new Set(addressSet(taken));
      const wanted = addressSet(from).filter((at) => !gone.has(at));
      const [first, second] = [from, taken].map((blocks) => blocks.map((block) => cidrOf(block, family)));
      const left = subtract(first!, second!);
      assert.deepEqual(addressSet(left.map(blockOf)), wanted);
      assert.deepEqual(
        { count: left.length, ways: 1 },
        fewestTiles(wanted, () => true),
      );
      assert.deepEqual(aggregate(random.shuffled(left)), left);
    });
  });

  it('is done in steps that grow with the blocks, not with the addresses', () => {
    const taken = Array.from({ length: 60 }, (_unused, index) =>
      parseCidr(`2001:db8:${index.toString(16)}::1/128`),
    );
    const left = subtract([parseCidr('2001:db8::/32')], taken);
    assert.deepEqual(subtract([parseCidr('2001:db8::/32')], left), taken);
  });
});
