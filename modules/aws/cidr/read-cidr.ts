import ipaddr from 'ipaddr.js';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { bitsOf, sizeOf, type Cidr, type Family } from './cidr.ts';
import { formatCidr } from './format-cidr.ts';

/** What is wrong with a text that should be a CIDR; whoever knows its place makes a diagnostic of it. */
export interface CidrFlaw {
  readonly detail: string;
  readonly help: string;
}

export type CidrReading = { readonly cidr: Cidr } | { readonly flaw: CidrFlaw };

/**
 * Reads `10.0.0.0/16` or `2001:db8::/56`, and nothing else: no lone address, no netmask, no number with leading zeros,
 * no bits after the prefix, no zone, no dotted IPv6, no blanks. `formatCidr` of what was read is the same block in its
 * one form.
 */
export function readCidr(text: string): CidrReading {
  const [address = '', lengthText, ...more] = text.split('/');
  const found = readAddress(address);
  if (found === undefined || more.length > 0)
    return flaw(
      `"${text}" is no CIDR.`,
      'Write the network and the length of its prefix, such as 10.0.0.0/16.',
    );
  const bits = bitsOf(found.family);
  if (lengthText === undefined)
    return flaw(
      `"${text}" has no prefix length.`,
      `Write ${text}/${bits} for this address alone, or the length of the network's prefix.`,
    );
  if (!/^(?:0|[1-9]\d{0,2})$/.test(lengthText) || Number(lengthText) > bits)
    return flaw(
      `"${text}" has a prefix length that is not a number from 0 to ${bits}.`,
      'Write the length in decimal, without leading zeros; a netmask is not read.',
    );
  return aligned(text, { ...found, length: Number(lengthText) });
}

/** The block of a text that a service gave; throws where it is none. For what people wrote, see `readCidr`. */
export function parseCidr(text: string): Cidr {
  const reading = readCidr(text);
  if ('cidr' in reading) return reading.cidr;
  throw new DroverError('module-failed', reading.flaw);
}

function aligned(text: string, written: Cidr): CidrReading {
  const excess = written.base % sizeOf(written);
  if (excess === 0n) return { cidr: written };
  const network = formatCidr({ ...written, base: written.base - excess });
  const host = formatCidr({ ...written, length: bitsOf(written.family) });
  return flaw(
    `"${text}" has bits set after its prefix of ${written.length} bits: it is an address in ${network}.`,
    `Write ${network} for the network, or ${host} for this address alone.`,
  );
}

function readAddress(text: string): { readonly family: Family; readonly base: bigint } | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return { family: 4, base: numberOf(ipaddr.IPv4.parse(text)) };
  // A dotted tail is left out: `::10.0.0.0` and `::ffff:10.0.0.0` are two blocks, which the parser takes for one.
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  return { family: 6, base: numberOf(ipaddr.IPv6.parse(text)) };
}

function numberOf(address: { toByteArray(): number[] }): bigint {
  return address.toByteArray().reduce((number, byte) => number * 256n + BigInt(byte), 0n);
}

function flaw(detail: string, help: string): CidrReading {
  return { flaw: { detail, help } };
}
