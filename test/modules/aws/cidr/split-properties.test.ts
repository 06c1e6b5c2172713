import assert from 'node:assert/strict';
import {
  bitsOf,
  compare,
  contains,
  isEqual,
  parentOf,
  sizeOf,
  type Cidr,
} from '../../../../modules/aws/cidr/cidr.ts';
import { formatCidr } from '../../../../modules/aws/cidr/format-cidr.ts';
import { mergePieces } from '../../../../modules/aws/cidr/merge-pieces.ts';
import { aggregate } from '../../../../modules/aws/cidr/sets.ts';
import { splitCidrs } from '../../../../modules/aws/cidr/split-cidrs.ts';
import { forCases, type Random } from './random.ts';
import {
  addressesOf,
  blockOf,
  cidrOf,
  fewestTiles,
  someBlock,
  someBlocks,
  type SmallBlock,
} from './small-space.ts';

const isSame = (one: SmallBlock, other: SmallBlock): boolean =>
  one.from === other.from && one.size === other.size;

/** Whether a piece wins at each of its addresses and is none that is there: address by address. */
function isAllowed(
  piece: SmallBlock,
  existing: readonly SmallBlock[],
  avoided: readonly SmallBlock[],
): boolean {
  if ([...existing, ...avoided].some((prefix) => isSame(prefix, piece))) return false;
  return addressesOf(piece).every((at) =>
    existing.every(({ from, size }) => at < from || at >= from + size || size > piece.size),
  );
}

describe('splitCidrs, beside a model of 256 addresses', () => {
  it('gives the fewest pieces that win everywhere, the only ones, or says that there are none', () => {
    const seen = { possible: 0, impossible: 0, split: 0 };
    forCases(1500, (random) => {
      const family = random.pick([4, 6] as const);
      const cidr = someBlock(random);
      const [existing, avoided] = [
        someExisting(random, cidr),
        someBlocks(random, 4, random.pick([1, 8, 256])),
      ];
      const toCidr = (block: SmallBlock): Cidr => cidrOf(block, family);
      const result = splitCidrs({
        cidrs: [toCidr(cidr)],
        existing: existing.map(toCidr),
        avoided: avoided.map(toCidr),
      });
      const model = fewestTiles(addressesOf(cidr), (piece) => isAllowed(piece, existing, avoided));
      assert.equal(result.isPossible, model.count < Infinity);
      if (!result.isPossible) {
        seen.impossible += 1;
        const named = result.problems.flatMap(({ prefixes }) => prefixes.map(blockOf));
        assert.deepEqual(named.sort(inOrder), blockers(cidr, existing, avoided));
        return;
      }
      const pieces = result.splits[0]!.pieces.map(blockOf);
      seen.possible += 1;
      seen.split += pieces.length > 1 ? 1 : 0;
      assert.deepEqual(pieces.flatMap(addressesOf), addressesOf(cidr), 'each address once, in order');
      assert.ok(
        pieces.every((piece) => isAllowed(piece, existing, avoided)),
        'a piece does not win',
      );
      assert.deepEqual({ count: pieces.length, ways: 1 }, model);
    });
    assert.ok(Math.min(...Object.values(seen)) > 200, JSON.stringify(seen));
  });
});

const inOrder = (one: SmallBlock, other: SmallBlock): number => one.from - other.from;

/** Single addresses that no piece can be laid over. */
function blockers(
  cidr: SmallBlock,
  existing: readonly SmallBlock[],
  avoided: readonly SmallBlock[],
): readonly SmallBlock[] {
  const others = (at: number): readonly SmallBlock[] =>
    [1, 2, 4, 8, 16, 32, 64, 128, 256]
      .map((size) => ({ from: at - (at % size), size }))
      .filter(({ size }) => size <= cidr.size);
  return addressesOf(cidr)
    .filter((at) => !others(at).some((piece) => isAllowed(piece, existing, avoided)))
    .map((from) => ({ from, size: 1 }));
}

/** Prefixes about a block; a single address, which makes a split impossible, is among them now and then only. */
function someExisting(random: Random, cidr: SmallBlock): readonly SmallBlock[] {
  const all = [...someBlocks(random, 8), ...(random.between(0, 1) === 0 ? [cidr] : [])];
  const kept = all.filter(({ size }) => size > 1);
  return random.between(0, 2) > 0
    ? kept
    : [...kept, { from: cidr.from + random.between(0, cidr.size - 1), size: 1 }];
}

describe('splitCidrs, on VPCs of real sizes', () => {
  it('covers exactly, wins, avoids, is fewest, does not mind the order, and can be taken back', () => {
    forCases(500, (random) => {
      const cidrs = someVpc(random);
      const existing = Array.from({ length: random.between(0, 12) }, () =>
        around(random, random.pick(cidrs)),
      );
      const avoided = Array.from({ length: random.between(0, 4) }, () => around(random, random.pick(cidrs)));
      const result = splitCidrs({ cidrs, existing, avoided });
      assert.ok(result.isPossible);
      assert.deepEqual(
        result.splits.map(({ cidr }) => cidr),
        cidrs.toSorted(compare),
      );
      for (const { cidr, pieces } of result.splits) {
        assertTiles(cidr, pieces);
        assert.deepEqual(aggregate(pieces), [cidr]);
        const wins = (piece: Cidr): boolean =>
          !existing.some((prefix) => contains(piece, prefix)) &&
          !avoided.some((prefix) => isEqual(piece, prefix));
        assert.ok(pieces.every(wins), 'a piece does not win');
        for (const piece of pieces)
          assert.ok(!widerWithin(cidr, piece).some(wins), `${formatCidr(piece)} is longer than it need be`);
      }
      assert.deepEqual(
        splitCidrs({
          cidrs: random.shuffled(cidrs),
          existing: random.shuffled([...existing, ...existing]),
          avoided: random.shuffled(avoided),
        }),
        result,
      );
      const pieces = result.splits.flatMap((split) => split.pieces);
      const others = [around(random, { family: 4, base: 0xc0000200n, length: 24 })];
      const merged = mergePieces(random.shuffled([...pieces, ...others]), random.shuffled(cidrs));
      assert.ok(merged.isPossible);
      assert.deepEqual(merged.advertised, [...cidrs, ...others].toSorted(compare));
    });
  });
});

/** That pieces lie side by side from the first address of a CIDR to the last. */
function assertTiles(cidr: Cidr, pieces: readonly Cidr[]): void {
  const end = pieces.reduce((at, piece) => {
    assert.equal(piece.base, at);
    assert.equal(piece.family, cidr.family);
    return at + sizeOf(piece);
  }, cidr.base);
  assert.equal(end, cidr.base + sizeOf(cidr));
}

/** The blocks around a piece up to a CIDR, this one too. */
function widerWithin(cidr: Cidr, piece: Cidr): readonly Cidr[] {
  const parent = isEqual(cidr, piece) ? undefined : parentOf(piece);
  return parent === undefined ? [] : [parent, ...widerWithin(cidr, parent)];
}

/** One to five CIDRs as a VPC may have them: IPv4 from /16 to /28, IPv6 from /44 to /60; often neighbours. */
function someVpc(random: Random): readonly Cidr[] {
  const count = random.between(1, 5);
  const length = random.between(20, 28);
  const four = Array.from({ length: count }, (_unused, index) => ({
    family: 4 as const,
    base: 0x0a000000n + (BigInt(index) << BigInt(32 - length)),
    length,
  }));
  const wide: Cidr = { family: 4, base: (0xac10n + random.bits(4)) << 16n, length: 16 };
  const six = 4 * random.between(11, 15);
  const site: Cidr = {
    family: 6,
    base: (0x20010db8n << 96n) | (random.bits(six - 32) << BigInt(128 - six)),
    length: six,
  };
  return [...four, ...(count % 2 === 0 ? [wide] : []), ...(count > 2 ? [site] : [])];
}

/** A block in, around or equal to another one, and never a single address. */
function around(random: Random, { family, base, length }: Cidr): Cidr {
  const bits = bitsOf(family);
  const own = random.pick([length, length, random.between(0, length), random.between(length, bits - 1)]);
  const within = own <= length ? base : base + random.bits(bits - length);
  const rest = BigInt(bits - own);
  return { family, base: (within >> rest) << rest, length: own };
}
