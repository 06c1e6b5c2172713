import ipaddr from 'ipaddr.js';
import { canonicalAddress, cidrOf, isAddress } from '../kind/addresses.ts';

/** Addresses from the first to the last, as numbers. */
export interface IpRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly text: string;
}

/** The number of an address; undefined for what is none. */
export function addressOf(value: unknown): { readonly version: 4 | 6; readonly number: bigint } | undefined {
  if (typeof value !== 'string' || !isAddress(value)) return undefined;
  const parsed = ipaddr.parse(value);
  const hex = parsed.toByteArray().map((byte) => byte.toString(16).padStart(2, '0'));
  return { version: parsed instanceof ipaddr.IPv6 ? 6 : 4, number: BigInt(`0x${hex.join('')}`) };
}

/** The range of a CIDR; undefined for what is none. */
export function rangeOf(value: unknown): (IpRange & { readonly prefix: number }) | undefined {
  const cidr = typeof value === 'string' ? cidrOf(value) : undefined;
  const first = addressOf(cidr?.text.split('/')[0]);
  if (cidr === undefined || first === undefined) return undefined;
  const { version, prefix, text } = cidr;
  const bits = BigInt((version === 4 ? 32 : 128) - prefix);
  return { version, prefix, text, first: first.number, last: first.number + (1n << bits) - 1n };
}

/** The range between two addresses; undefined if they are none, or of two versions. */
export function rangeBetween(start: unknown, end: unknown): IpRange | undefined {
  const [first, last] = [addressOf(start), addressOf(end)];
  if (first === undefined || last === undefined || first.version !== last.version) return undefined;
  const text = `${canonicalAddress(String(start))}-${canonicalAddress(String(end))}`;
  return { version: first.version, first: first.number, last: last.number, text };
}

/**
 * Ranges that have addresses in common with one before them, each with such a one. Both in the order of the list; of
 * n ranges in n log n steps.
 */
export function overlapping<T extends { readonly range: IpRange }>(
  items: readonly T[],
): readonly (readonly [T, T])[] {
  const places = new Map(items.map((item, index) => [item, index]));
  const placeOf = (item: T): number => places.get(item) ?? 0;
  const pairs: (readonly [T, T])[] = [];
  for (const version of [4, 6] as const) {
    const sorted = items
      .filter(({ range }) => range.version === version)
      .toSorted((one, other) =>
        one.range.first < other.range.first
          ? -1
          : one.range.first > other.range.first
            ? 1
            : placeOf(one) - placeOf(other),
      );
    let widest: T | undefined;
    for (const item of sorted) {
      if (widest !== undefined && item.range.first <= widest.range.last)
        pairs.push(placeOf(widest) < placeOf(item) ? [widest, item] : [item, widest]);
      if (widest === undefined || item.range.last > widest.range.last) widest = item;
    }
  }
  return pairs.sort((one, other) => placeOf(one[1]) - placeOf(other[1]));
}
