import { compare, contains, type Cidr } from './cidr.ts';

/**
 * The blocks of a list that are within another one of it or equal to one, each with the widest such; in the order of
 * `compare`.
 */
export function findNested(
  cidrs: readonly Cidr[],
): readonly { readonly outer: Cidr; readonly inner: Cidr }[] {
  let outer: Cidr | undefined;
  return cidrs.toSorted(compare).flatMap((inner) => {
    // What is in a block follows it without anything else between.
    if (outer !== undefined && contains(outer, inner)) return { outer, inner };
    outer = inner;
    return [];
  });
}
