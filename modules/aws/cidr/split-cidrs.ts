import { carve, type Verdict } from './carve.ts';
import { compare, contains, isEqual, isSingleAddress, type Cidr, type Family } from './cidr.ts';
import { findNested } from './find-nested.ts';
import { formatCidr, listCidrs } from './format-cidr.ts';

export interface SplitRequest {
  /** The CIDRs of a VPC. None may be within another, which AWS sees to for one VPC. */
  readonly cidrs: readonly Cidr[];
  /**
   * The prefixes of the transit's route tables, static and propagated, that traffic is to be drawn away from. Those that
   * the same gateway advertises since an earlier switch are not among them: they would be split a second time.
   */
  readonly existing: readonly Cidr[];
  /** Prefixes that are not to be advertised as they are, and that may go on drawing what they draw. */
  readonly avoided?: readonly Cidr[];
  /** How many pieces of each family may be advertised: the limit of AWS less what is advertised already. */
  readonly limits?: Partial<Readonly<Record<Family, number>>>;
}

/** A CIDR and what is to be advertised in its place. */
export interface Split {
  readonly cidr: Cidr;
  readonly pieces: readonly Cidr[];
}

export interface SplitProblem {
  readonly code: 'cidrs-overlap' | 'cannot-be-beaten' | 'cannot-be-avoided' | 'too-many-pieces';
  readonly detail: string;
  readonly help: string;
  /** The CIDRs of the VPC that cannot be split. */
  readonly cidrs: readonly Cidr[];
  /** The prefixes that stand against it. */
  readonly prefixes: readonly Cidr[];
}

export type SplitResult =
  | { readonly isPossible: true; readonly splits: readonly Split[] }
  | { readonly isPossible: false; readonly problems: readonly SplitProblem[] };

/**
 * Splits the CIDRs of a VPC into pieces that win against all `existing` prefixes by longest match. Guaranteed:
 *
 * - the pieces of a CIDR are disjoint and have exactly its addresses;
 * - every address is in a piece that is longer than every existing prefix with that address: than those that cover the
 *   piece, and than those within the CIDR as well, which would go on drawing their part otherwise;
 * - no piece is an existing or avoided prefix;
 * - no other pieces of which this is true are fewer, and none are as few: a CIDR that has to beat nothing is its own
 *   only piece, and the result does not depend on the order of anything that is given;
 * - `mergePieces` gives the CIDRs back.
 *
 * Splits are in the order of `compare`, and so are their pieces. Where it is impossible, all that stands against it is
 * given, and no pieces: an existing prefix of a single address cannot be beaten, as nothing is longer.
 */
export function splitCidrs(request: SplitRequest): SplitResult {
  const nested = findNested(request.cidrs);
  if (nested.length > 0) return { isPossible: false, problems: nested.map(overlapProblem) };
  const marks = marksOf(request);
  const found = request.cidrs.toSorted(compare).map((cidr) => splitOne(cidr, marks));
  const problems = found.flatMap(problemsOf);
  if (problems.length > 0) return { isPossible: false, problems };
  const splits = found.map(({ cidr, pieces }) => ({ cidr, pieces }));
  const excess = limitProblems(splits, request.limits ?? {});
  return excess.length > 0 ? { isPossible: false, problems: excess } : { isPossible: true, splits };
}

/** A prefix that a piece may not be; one that is to be beaten may not be within a piece either. */
interface Mark {
  readonly cidr: Cidr;
  readonly isBeaten: boolean;
}

function marksOf({ existing, avoided = [] }: SplitRequest): readonly Mark[] {
  return [
    ...existing.map((cidr) => ({ cidr, isBeaten: true })),
    ...avoided.map((cidr) => ({ cidr, isBeaten: false })),
  ];
}

/** A split, with the single addresses that it fails at. */
interface Attempt extends Split {
  readonly unbeaten: readonly Cidr[];
  readonly unavoided: readonly Cidr[];
}

function splitOne(cidr: Cidr, marks: readonly Mark[]): Attempt {
  const [unbeaten, unavoided]: [Cidr[], Cidr[]] = [[], []];
  const judge = (block: Cidr, near: readonly Mark[]): Verdict => {
    const against = near.filter((mark) => isAgainst(mark, block));
    if (against.length === 0) return 'keep';
    if (isSingleAddress(block)) (against.some(({ isBeaten }) => isBeaten) ? unbeaten : unavoided).push(block);
    return 'halve';
  };
  // What is around the CIDR is shorter than any piece.
  const within = marks.filter((mark) => contains(cidr, mark.cidr));
  return { cidr, pieces: carve(cidr, within, judge), unbeaten, unavoided };
}

function isAgainst(mark: Mark, piece: Cidr): boolean {
  return mark.isBeaten ? contains(piece, mark.cidr) : isEqual(piece, mark.cidr);
}

function problemsOf({ cidr, unbeaten, unavoided }: Attempt): readonly SplitProblem[] {
  const of = formatCidr(cidr);
  const problems: readonly SplitProblem[] = [
    {
      code: 'cannot-be-beaten',
      detail: `The transit has routes to single addresses of ${of}, and no prefix is longer: ${listCidrs(unbeaten)}.`,
      help: 'Remove these routes from the transit first, or name them as prefixes that may go on drawing traffic.',
      cidrs: [cidr],
      prefixes: unbeaten,
    },
    {
      code: 'cannot-be-avoided',
      detail: `${of} cannot be advertised without prefixes that may not be used: ${listCidrs(unavoided)}.`,
      help: 'Allow these prefixes, or remove the prefixes around them from the transit first.',
      cidrs: [cidr],
      prefixes: unavoided,
    },
  ];
  return problems.filter(({ prefixes }) => prefixes.length > 0);
}

function overlapProblem({ outer, inner }: { readonly outer: Cidr; readonly inner: Cidr }): SplitProblem {
  const [wide, narrow] = [formatCidr(outer), formatCidr(inner)];
  return {
    code: 'cidrs-overlap',
    detail: `${narrow} is within ${wide}: the same addresses would be advertised twice.`,
    help: 'Name each CIDR of the VPC once, and split the CIDRs of several VPCs one VPC at a time.',
    cidrs: [outer, inner],
    prefixes: [],
  };
}

function limitProblems(
  splits: readonly Split[],
  limits: Partial<Readonly<Record<Family, number>>>,
): readonly SplitProblem[] {
  return ([4, 6] as const).flatMap((family) => {
    const own = splits.filter(({ cidr }) => cidr.family === family);
    const needed = own.reduce((sum, { pieces }) => sum + pieces.length, 0);
    const limit = limits[family] ?? Infinity;
    if (needed <= limit) return [];
    const each = own.map(({ cidr, pieces }) => `${formatCidr(cidr)} takes ${pieces.length}`).join(', ');
    return {
      code: 'too-many-pieces' as const,
      detail: `${needed} prefixes of IPv${family} have to be advertised, and ${limit} may be: ${each}.`,
      help: 'Remove the longest routes within these CIDRs from the transit first, or have the limit raised.',
      cidrs: own.map(({ cidr }) => cidr),
      prefixes: [],
    };
  });
}
