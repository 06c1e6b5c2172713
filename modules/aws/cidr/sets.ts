import { carve } from './carve.ts';
import { compare, contains, isEqual, parentOf, type Cidr } from './cidr.ts';

/*
 * Lists of blocks as sets of addresses. What these functions give is always in the one form of the set: the fewest
 * blocks that have exactly its addresses, disjoint, in the order of `compare`. Equal sets therefore have equal lists,
 * whatever order or cut they came in.
 */

/** The addresses of all blocks together. */
export function aggregate(cidrs: readonly Cidr[]): readonly Cidr[] {
  const joined: Cidr[] = [];
  for (const cidr of cidrs.toSorted(compare)) {
    const before = joined.at(-1);
    if (before === undefined || !contains(before, cidr)) addJoining(joined, cidr);
  }
  return joined;
}

/** Adds a block; with its other half at the end of the list, both become the block around them, and so on. */
function addJoining(joined: Cidr[], cidr: Cidr): void {
  let last = cidr;
  for (;;) {
    const [before, parent] = [joined.at(-1), parentOf(last)];
    const around = before === undefined ? undefined : parentOf(before);
    if (before === undefined || parent === undefined || around === undefined || !isEqual(parent, around))
      break;
    joined.pop();
    last = parent;
  }
  joined.push(last);
}

/** The addresses that are in `cidrs` and not in `taken`. */
export function subtract(cidrs: readonly Cidr[], taken: readonly Cidr[]): readonly Cidr[] {
  const marks = aggregate(taken).map((cidr) => ({ cidr }));
  return aggregate(cidrs).flatMap((block) =>
    carve(block, marks, (part, near) => {
      if (near.length === 0) return 'keep';
      return near.some(({ cidr }) => contains(cidr, part)) ? 'drop' : 'halve';
    }),
  );
}
