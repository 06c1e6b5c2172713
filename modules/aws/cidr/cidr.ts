export type Family = 4 | 6;

/**
 * A block of addresses as CIDR writes it (RFC 4632, RFC 4291): `base` is the first of them as a number, and `length` how
 * many of its leading bits all of them share. The other bits of `base` are zero: `readCidr` and the functions here make
 * no others. Two blocks are either one within the other or have nothing in common.
 */
export interface Cidr {
  readonly family: Family;
  readonly base: bigint;
  readonly length: number;
}

/** How many bits an address has, which is the longest prefix: 32 or 128. */
export function bitsOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** How many addresses are in a block. */
export function sizeOf({ family, length }: Cidr): bigint {
  return 1n << BigInt(bitsOf(family) - length);
}

/** The two blocks that are one bit longer, the lower one first; undefined for a single address. */
export function halvesOf(block: Cidr): readonly [Cidr, Cidr] | undefined {
  const { family, base } = block;
  if (isSingleAddress(block)) return undefined;
  const length = block.length + 1;
  return [
    { family, base, length },
    { family, base: base + sizeOf(block) / 2n, length },
  ];
}

/** The block that is one bit shorter; undefined for all addresses of the family. */
export function parentOf(block: Cidr): Cidr | undefined {
  if (block.length === 0) return undefined;
  const isUpper = (block.base / sizeOf(block)) % 2n === 1n;
  return {
    family: block.family,
    base: isUpper ? block.base - sizeOf(block) : block.base,
    length: block.length - 1,
  };
}

export function isSingleAddress({ family, length }: Cidr): boolean {
  return length === bitsOf(family);
}

export function isEqual(one: Cidr, other: Cidr): boolean {
  return one.family === other.family && one.length === other.length && one.base === other.base;
}

/** Whether every address of the inner block is in the outer one, as it is where they are equal. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  if (outer.family !== inner.family || outer.length > inner.length) return false;
  return inner.base >= outer.base && inner.base < outer.base + sizeOf(outer);
}

/** Whether two blocks have an address in common. */
export function overlaps(one: Cidr, other: Cidr): boolean {
  return contains(one, other) || contains(other, one);
}

/** The one order of blocks: IPv4 first, then by the first address, then the wider before what is in it. */
export function compare(one: Cidr, other: Cidr): number {
  if (one.family !== other.family) return one.family - other.family;
  if (one.base !== other.base) return one.base < other.base ? -1 : 1;
  return one.length - other.length;
}
