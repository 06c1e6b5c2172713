import { compare, contains, type Cidr } from './cidr.ts';
import { findNested } from './find-nested.ts';
import { formatCidr, listCidrs } from './format-cidr.ts';
import { subtract } from './sets.ts';

export interface MergeProblem {
  readonly code: 'pieces-missing' | 'pieces-overlap';
  readonly detail: string;
  readonly help: string;
  /** The CIDR that the pieces do not make. */
  readonly cidr: Cidr;
  /** What is not advertised of it, or what is advertised of it twice. */
  readonly prefixes: readonly Cidr[];
}

export type MergeResult =
  | { readonly isPossible: true; readonly advertised: readonly Cidr[] }
  | { readonly isPossible: false; readonly problems: readonly MergeProblem[] };

/**
 * The way back of `splitCidrs`: the advertised prefixes with each of `cidrs` in one piece. Those that belong to none of
 * them stay as they are; the result is in the order of `compare`. The CIDRs must be told, as pieces do not: two
 * neighbouring CIDRs of a VPC have the same pieces as the one around them.
 *
 * Refused, with the difference, where the pieces of a CIDR are not exactly its addresses, once each: somebody else has
 * changed what is advertised. A CIDR that is advertised as it is stays so: to merge again changes nothing.
 */
export function mergePieces(advertised: readonly Cidr[], cidrs: readonly Cidr[]): MergeResult {
  const problems = cidrs.toSorted(compare).flatMap((cidr) => problemsOf(cidr, advertised));
  if (problems.length > 0) return { isPossible: false, problems };
  const others = advertised.filter((piece) => !cidrs.some((cidr) => contains(cidr, piece)));
  return { isPossible: true, advertised: [...others, ...cidrs].toSorted(compare) };
}

function problemsOf(cidr: Cidr, advertised: readonly Cidr[]): readonly MergeProblem[] {
  const pieces = advertised.filter((piece) => contains(cidr, piece));
  const of = formatCidr(cidr);
  const missing = subtract([cidr], pieces);
  const twice = findNested(pieces).map(({ inner }) => inner);
  const help =
    'See who changed what the gateway advertises, and bring it back to what the switch advertised.';
  const problems: readonly MergeProblem[] = [
    {
      code: 'pieces-missing',
      detail: `Of ${of}, this is no longer advertised: ${listCidrs(missing)}.`,
      help,
      cidr,
      prefixes: missing,
    },
    {
      code: 'pieces-overlap',
      detail: `Of ${of}, this is advertised within another prefix: ${listCidrs(twice)}.`,
      help,
      cidr,
      prefixes: twice,
    },
  ];
  return problems.filter(({ prefixes }) => prefixes.length > 0);
}
