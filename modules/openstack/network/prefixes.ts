import ipaddr from 'ipaddr.js';
import { canonicalAddress } from '../kind/addresses.ts';
import { rangeOf } from '../files/ip-range.ts';

/*
 * Lists of CIDRs as sets of addresses: Neutron keeps those of subnet pools in the fewest CIDRs that say the same, and
 * answers with these.
 */

interface Range {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** The fewest CIDRs with the same addresses, IPv4 first; what is no CIDR is left out. */
export function compactPrefixes(prefixes: unknown): readonly string[] {
  return joined(rangesOf(prefixes)).flatMap(cidrsOf);
}

/** The CIDRs of what is in the one list and not in the other. */
export function prefixesWithout(prefixes: unknown, others: unknown): readonly string[] {
  const taken = joined(rangesOf(others));
  return joined(rangesOf(prefixes))
    .flatMap((range) =>
      taken.reduce<readonly Range[]>((left, one) => left.flatMap((part) => minus(part, one)), [range]),
    )
    .flatMap(cidrsOf);
}

function rangesOf(prefixes: unknown): readonly Range[] {
  return Array.isArray(prefixes) ? prefixes.flatMap((prefix) => rangeOf(prefix) ?? []) : [];
}

function joined(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.toSorted(
    (one, other) =>
      one.version - other.version || (one.first < other.first ? -1 : one.first > other.first ? 1 : 0),
  );
  const merged: Range[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before?.version !== range.version || range.first > before.last + 1n) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last };
  }
  return merged;
}

function minus(range: Range, taken: Range): readonly Range[] {
  if (range.version !== taken.version || taken.last < range.first || taken.first > range.last) return [range];
  return [
    ...(taken.first > range.first ? [{ ...range, last: taken.first - 1n }] : []),
    ...(taken.last < range.last ? [{ ...range, first: taken.last + 1n }] : []),
  ];
}

/** From the first address on always the largest CIDR that begins there and does not go beyond the range. */
function cidrsOf({ version, first, last }: Range): readonly string[] {
  const width = version === 4 ? 32 : 128;
  const cidrs: string[] = [];
  for (let start = first; start <= last;) {
    let bits = 0;
    while (bits < width && start % (2n << BigInt(bits)) === 0n && start + (2n << BigInt(bits)) - 1n <= last)
      bits += 1;
    cidrs.push(`${addressText(start, version)}/${width - bits}`);
    start += 1n << BigInt(bits);
  }
  return cidrs;
}

function addressText(number: bigint, version: 4 | 6): string {
  const hex = number.toString(16).padStart(version === 4 ? 8 : 32, '0');
  const bytes = (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  return canonicalAddress(ipaddr.fromByteArray(bytes).toString());
}
