import { bitsOf, type Cidr, type Family } from '../../../../modules/aws/cidr/cidr.ts';
import type { Random } from './random.ts';

/*
 * A slow model of blocks, which knows nothing of trees and prefixes: 256 addresses, one by one, and lists of numbers.
 * It lies at the end of 10.0.0.0/24 and of 2001:db8::/120.
 */

export const spaceSize = 256;
const places: Readonly<Record<Family, bigint>> = { 4: 0x0a000000n, 6: 0x20010db8n << 96n };

/** A block of the space: its first address, and how many it has. */
export interface SmallBlock {
  readonly from: number;
  readonly size: number;
}

export const allBlocks: readonly SmallBlock[] = [1, 2, 4, 8, 16, 32, 64, 128, 256].flatMap((size) =>
  Array.from({ length: spaceSize / size }, (_unused, index) => ({ from: index * size, size })),
);

const space = Array.from({ length: spaceSize }, (_unused, at) => at);

export function addressesOf({ from, size }: SmallBlock): readonly number[] {
  return space.slice(from, from + size);
}

export function cidrOf({ from, size }: SmallBlock, family: Family): Cidr {
  const base = places[family] + BigInt(from);
  return { family, base, length: bitsOf(family) - Math.log2(size) };
}

export function blockOf({ family, base, length }: Cidr): SmallBlock {
  return { from: Number(base - places[family]), size: 2 ** (bitsOf(family) - length) };
}

/** The addresses of blocks together, in order. */
export function addressSet(blocks: readonly SmallBlock[]): readonly number[] {
  return [...new Set(blocks.flatMap(addressesOf))].sort((one, other) => one - other);
}

/** A block; a wide one as often as a narrow one. */
export function someBlock(random: Random, widest = spaceSize): SmallBlock {
  const size = 2 ** random.between(0, Math.log2(widest));
  return { size, from: size * random.between(0, spaceSize / size - 1) };
}

export function someBlocks(random: Random, most: number, widest?: number): readonly SmallBlock[] {
  return Array.from({ length: random.between(0, most) }, () => someBlock(random, widest));
}

export interface Tiling {
  /** Infinity where there is no way. */
  readonly count: number;
  /** In how many ways that many blocks do. */
  readonly ways: number;
}

/**
 * How few of the allowed blocks lie side by side over exactly these addresses, and in how many ways: from the lowest
 * address on, the best of every block that ends there.
 */
export function fewestTiles(addresses: readonly number[], isAllowed: (block: SmallBlock) => boolean): Tiling {
  const wanted = new Set(addresses);
  const ending = Array.from({ length: spaceSize + 1 }, (): SmallBlock[] => []);
  for (const block of allBlocks) {
    const isInside = addressesOf(block).every((at) => wanted.has(at));
    if (isInside && isAllowed(block)) ending[block.from + block.size]!.push(block);
  }
  const best: Tiling[] = [{ count: 0, ways: 1 }];
  for (let end = 1; end <= spaceSize; end += 1) {
    const passedOver = wanted.has(end - 1) ? [] : [best[end - 1]!];
    const laid = ending[end]!.map(({ from }) => ({
      ...best[from]!,
      count: best[from]!.count + 1,
    }));
    const choices = [...passedOver, ...laid];
    const count = Math.min(...choices.map((choice) => choice.count));
    const ways = choices
      .filter((choice) => choice.count === count)
      .reduce((sum, choice) => sum + choice.ways, 0);
    best.push({ count, ways: count === Infinity ? 0 : ways });
  }
  return best[spaceSize]!;
}
