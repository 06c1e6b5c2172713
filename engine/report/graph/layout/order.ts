import type { Item, Lanes, Stretch } from './lanes.ts';

/** How often the columns are put in order, each by its neighbours. */
const SWEEPS = 24;

/** The items of each column from top to bottom, so that few arrows cross. */
export function orderColumns({ columns, stretches }: Lanes): readonly (readonly Item[])[] {
  const neighbours = neighboursOf(stretches);
  let current = columns.map((items) => [...items]);
  let best = current;
  let fewest = crossings(current, stretches);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    current = swept(current, neighbours, sweep % 2 === 0);
    const count = crossings(current, stretches);
    if (count < fewest) [best, fewest] = [current, count];
  }
  return best;
}

interface Neighbours {
  readonly left: ReadonlyMap<string, readonly string[]>;
  readonly right: ReadonlyMap<string, readonly string[]>;
}

function neighboursOf(stretches: readonly Stretch[]): Neighbours {
  const [left, right] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const add = (map: Map<string, string[]>, key: string, other: string): void => {
    map.set(key, [...(map.get(key) ?? []), other]);
  };
  for (const stretch of stretches) {
    add(right, stretch.left.key, stretch.right.key);
    add(left, stretch.right.key, stretch.left.key);
  }
  return { left, right };
}

/** Puts each item at the mean place of those that it is bound to in the column before. */
function swept(columns: readonly Item[][], neighbours: Neighbours, isForward: boolean): Item[][] {
  const result = columns.map((items) => [...items]);
  const indexes = result.map((_items, index) => index);
  for (const index of isForward ? indexes : indexes.reverse()) {
    const before = result[isForward ? index - 1 : index + 1];
    if (before === undefined) continue;
    const places = new Map(before.map(({ key }, place) => [key, place / Math.max(1, before.length - 1)]));
    const bound = isForward ? neighbours.left : neighbours.right;
    const here = result[index] ?? [];
    const weights = new Map(
      here.map(({ key }, place) => [
        key,
        mean(bound.get(key), places) ?? place / Math.max(1, here.length - 1),
      ]),
    );
    result[index] = here.toSorted(
      (one, other) => (weights.get(one.key) ?? 0) - (weights.get(other.key) ?? 0),
    );
  }
  return result;
}

function mean(keys: readonly string[] = [], places: ReadonlyMap<string, number>): number | undefined {
  const known = keys.flatMap((key) => places.get(key) ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, place) => sum + place, 0) / known.length;
}

/** How many pairs of stretches cross. */
export function crossings(columns: readonly (readonly Item[])[], stretches: readonly Stretch[]): number {
  const place = new Map(columns.flatMap((items) => items.map(({ key }, index) => [key, index] as const)));
  let count = 0;
  for (const [index, one] of stretches.entries()) {
    for (const other of stretches.slice(index + 1)) {
      if (one.left.column !== other.left.column) continue;
      const left = (place.get(one.left.key) ?? 0) - (place.get(other.left.key) ?? 0);
      const right = (place.get(one.right.key) ?? 0) - (place.get(other.right.key) ?? 0);
      if (left * right < 0) count += 1;
    }
  }
  return count;
}
