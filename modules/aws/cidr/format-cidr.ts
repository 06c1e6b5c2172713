import ipaddr from 'ipaddr.js';
import { bitsOf, type Cidr } from './cidr.ts';

/** The one way to write a block: dotted decimal, or IPv6 as RFC 5952 has it. `readCidr` reads it back. */
export function formatCidr({ family, base, length }: Cidr): string {
  const bytes = Array.from({ length: bitsOf(family) / 8 }, (_unused, index) =>
    Number((base >> BigInt(bitsOf(family) - 8 * (index + 1))) & 0xffn),
  );
  const address = family === 4 ? new ipaddr.IPv4(bytes).toString() : new ipaddr.IPv6(bytes).toRFC5952String();
  return `${address}/${length}`;
}

const shown = 5;

/** Blocks for a message: the first few, and how many more there are. */
export function listCidrs(cidrs: readonly Cidr[]): string {
  const more = cidrs.length > shown ? ` and ${cidrs.length - shown} more` : '';
  return cidrs.slice(0, shown).map(formatCidr).join(', ') + more;
}
