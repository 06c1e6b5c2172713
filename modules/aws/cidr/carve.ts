import { halvesOf, overlaps, type Cidr } from './cidr.ts';

/** What becomes of a block: it stays in one piece, is left out, or is looked at half by half. */
export type Verdict = 'keep' | 'drop' | 'halve';

/**
 * Cuts a block in halves, and these again, as long as `judge` asks for it, and gives the blocks that it kept: disjoint,
 * in ascending order, and each the widest that was asked about. A judge that keeps whatever it may therefore gets the
 * fewest blocks there are: where one block is not enough, the best of one half has nothing to do with the other's.
 *
 * `judge` is given the marks that overlap the block; a block without marks must be kept or dropped, so that the steps
 * grow with the marks and not with the addresses. A single address cannot be halved, and is dropped then.
 */
export function carve<Mark extends { readonly cidr: Cidr }>(
  block: Cidr,
  marks: readonly Mark[],
  judge: (block: Cidr, marks: readonly Mark[]) => Verdict,
): readonly Cidr[] {
  const near = marks.filter(({ cidr }) => overlaps(cidr, block));
  const verdict = judge(block, near);
  if (verdict === 'keep') return [block];
  if (verdict === 'drop') return [];
  return (halvesOf(block) ?? []).flatMap((half) => carve(half, near, judge));
}
