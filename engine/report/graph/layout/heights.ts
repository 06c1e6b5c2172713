import type { Item, Stretch } from './lanes.ts';

export const BOX_HEIGHT = 44;
const LANE_HEIGHT = 12;
const GAP = 14;

/** How often items move towards those that they are bound to. */
const ROUNDS = 60;
/** How much all are drawn to the middle of the picture, so that parts that nothing binds stay together. */
const PULL = 0.04;
/** How little what is bound to nothing counts where it is in the way of others. */
const LOOSE = 0.1;

/**
 * The middle of each item, in pixels from the top: in the order of its column, at the least distance from those that it
 * is bound to that leaves room for all.
 */
export function placeItems(
  columns: readonly (readonly Item[])[],
  stretches: readonly Stretch[],
): ReadonlyMap<string, number> {
  const middles = new Map<string, number>();
  for (const items of columns) settle(items, new Map(), middles);
  const bound = boundOf(stretches);
  const centre = Math.max(0, ...middles.values()) / 2;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const items of round % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = new Map(
        items.map(({ key }) => [key, wishOf(bound.get(key), middles, middles.get(key) ?? 0, centre)]),
      );
      settle(items, wanted, middles);
    }
  }
  const top = Math.min(
    ...columns.flatMap((items) => items.map((item) => (middles.get(item.key) ?? 0) - heightOf(item) / 2)),
  );
  return new Map([...middles].map(([key, middle]) => [key, middle - top]));
}

export function heightOf({ node }: Item): number {
  return node === undefined ? LANE_HEIGHT : BOX_HEIGHT;
}

function boundOf(stretches: readonly Stretch[]): ReadonlyMap<string, readonly string[]> {
  const bound = new Map<string, string[]>();
  for (const { left, right } of stretches) {
    bound.set(left.key, [...(bound.get(left.key) ?? []), right.key]);
    bound.set(right.key, [...(bound.get(right.key) ?? []), left.key]);
  }
  return bound;
}

interface Wish {
  readonly middle: number;
  readonly weight: number;
}

function wishOf(
  keys: readonly string[] = [],
  middles: ReadonlyMap<string, number>,
  current: number,
  centre: number,
): Wish {
  const known = keys.flatMap((key) => middles.get(key) ?? []);
  const mean = known.length === 0 ? current : known.reduce((sum, middle) => sum + middle, 0) / known.length;
  return { middle: mean + (centre - mean) * PULL, weight: known.length === 0 ? LOOSE : 1 };
}

/** Items that would overlap are moved as one, to where they are nearest to what each wants (pool adjacent violators). */
interface Pool {
  readonly start: number;
  readonly count: number;
  readonly weight: number;
  /** The sum of what is wanted, each by its weight. */
  readonly sum: number;
}

function settle(
  items: readonly Item[],
  wanted: ReadonlyMap<string, Wish>,
  middles: Map<string, number>,
): void {
  const offsets = offsetsOf(items);
  const pools: Pool[] = [];
  for (const [index, { key }] of items.entries()) {
    const offset = offsets[index] ?? 0;
    const { middle, weight } = wanted.get(key) ?? { middle: offset, weight: 1 };
    let pool: Pool = { start: index, count: 1, weight, sum: (middle - offset) * weight };
    for (let last = pools.at(-1); last !== undefined && meanOf(last) > meanOf(pool); last = pools.at(-1)) {
      pool = {
        start: last.start,
        count: last.count + pool.count,
        weight: last.weight + pool.weight,
        sum: last.sum + pool.sum,
      };
      pools.pop();
    }
    pools.push(pool);
  }
  for (const pool of pools) {
    for (const [index, { key }] of items.slice(pool.start, pool.start + pool.count).entries())
      middles.set(key, meanOf(pool) + (offsets[pool.start + index] ?? 0));
  }
}

function meanOf({ sum, weight }: Pool): number {
  return sum / weight;
}

/** Where the middles are if all stand as close as they may. */
function offsetsOf(items: readonly Item[]): readonly number[] {
  let bottom = 0;
  return items.map((item) => {
    const middle = bottom + heightOf(item) / 2;
    bottom += heightOf(item) + GAP;
    return middle;
  });
}
