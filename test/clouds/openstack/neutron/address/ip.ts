/** An address as a number. */
export interface Ip {
  readonly version: 4 | 6;
  readonly value: bigint;
}

const BITS = { 4: 32n, 6: 128n } as const;

/** The number of bits of an address: 32 or 128. */
export function bitsOf(version: 4 | 6): number {
  return Number(BITS[version]);
}

/** The address that a text says, or nothing. IPv4 needs four decimal numbers without leading zeros. */
export function parseIp(text: string): Ip | undefined {
  if (text.includes(':')) return parseIpv6(text);
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every(isOctet)) return undefined;
  return { version: 4, value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) };
}

function isOctet(text: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255;
}

function parseIpv6(text: string): Ip | undefined {
  const sides = text.split('::');
  if (sides.length > 2) return undefined;
  const [left, right] = sides.map(groupsOf);
  if (!left || (sides.length === 2 && !right)) return undefined;
  if (sides.length === 1) return left.length === 8 ? { version: 6, value: join(left) } : undefined;
  const missing = 8 - left.length - right!.length;
  if (missing < 1) return undefined;
  return { version: 6, value: join([...left, ...new Array<bigint>(missing).fill(0n), ...right!]) };
}

/** The groups of 16 bits of one side of `::`; the last may be an IPv4 address. */
function groupsOf(side: string): bigint[] | undefined {
  if (side === '') return [];
  const parts = side.split(':');
  const last = parts.at(-1)!;
  const tail = last.includes('.') ? parseIp(last) : undefined;
  if (last.includes('.') && !tail) return undefined;
  const plain = tail ? parts.slice(0, -1) : parts;
  if (!plain.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  const groups = plain.map((part) => BigInt(`0x${part}`));
  return tail ? [...groups, tail.value >> 16n, tail.value & 0xffffn] : groups;
}

function join(groups: readonly bigint[]): bigint {
  return groups.reduce((sum, group) => (sum << 16n) | group, 0n);
}

/** The canonical text of an address: RFC 5952 for IPv6. */
export function formatIp({ version, value }: Ip): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  const { start, length } = longestZeros(groups);
  const words = groups.map((group) => group.toString(16));
  if (length < 2) return words.join(':');
  return `${words.slice(0, start).join(':')}::${words.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of [...groups, 1].entries()) {
    if (group === 0) continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  return best;
}

/** The address in its canonical text, or the text as it was if it is none. */
export function canonicalIp(text: string): string {
  const ip = parseIp(text);
  return ip ? formatIp(ip) : text;
}

/** The address that is `by` further. */
export function addTo(ip: Ip, by: bigint): Ip {
  return { version: ip.version, value: ip.value + by };
}
