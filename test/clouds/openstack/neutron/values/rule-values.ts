import { formatCidr, parseCidr } from '../address/cidr.ts';
import { invalidInput } from '../errors.ts';
import { asInteger } from './convert.ts';
import { pythonRepr, pythonText } from './python.ts';

/** The protocols that Neutron knows by name, and their numbers at IANA. */
export const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['ah', 51],
  ['dccp', 33],
  ['egp', 8],
  ['esp', 50],
  ['gre', 47],
  ['hopopt', 0],
  ['icmp', 1],
  ['igmp', 2],
  ['ip', 0],
  ['ipip', 4],
  ['ipv6-encap', 41],
  ['ipv6-frag', 44],
  ['ipv6-icmp', 58],
  // The older name of ipv6-icmp.
  ['icmpv6', 58],
  ['ipv6-nonxt', 59],
  ['ipv6-opts', 60],
  ['ipv6-route', 43],
  ['ospf', 89],
  ['pgm', 113],
  ['rsvp', 46],
  ['sctp', 132],
  ['tcp', 6],
  ['udp', 17],
  ['udplite', 136],
  ['vrrp', 112],
]);

const SHOWN_PROTOCOLS = [null, ...PROTOCOL_NUMBERS.keys()];

/** A name in small letters, or a number as a text. */
export function toProtocol(value: unknown): string | null {
  if (value === null) return null;
  const number = typeof value === 'boolean' ? Number(value) : asInteger(value);
  if (number !== undefined && number >= 0 && number <= 255) return pythonText(value);
  const name = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (number === undefined && name !== undefined && PROTOCOL_NUMBERS.has(name)) return name;
  throw invalidInput(
    `Security group rule protocol ${pythonText(value)} not supported. Only protocol values ` +
      `${pythonRepr(SHOWN_PROTOCOLS)} and integer representations [0 to 255] are supported.`,
    'SecurityGroupRuleInvalidProtocol',
  );
}

/** `IPv4` or `IPv6`. */
export function toEthertype(value: unknown): string {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'ipv4') return 'IPv4';
  if (word === 'ipv6') return 'IPv6';
  throw invalidInput(
    `Security group rule for ethertype '${pythonText(value)}' not supported. Allowed values are ['IPv4', 'IPv6'].`,
    'SecurityGroupRuleInvalidEtherType',
  );
}

/** A port number. */
export function toPort(value: unknown): number | null {
  if (value === null) return null;
  const number = asInteger(value);
  if (number !== undefined && number >= 0 && number <= 65_535) return number;
  throw invalidInput(`Invalid value for port ${pythonText(value)}`, 'SecurityGroupInvalidPortValue');
}

/** A prefix with its length, host bits as they were written. */
export function toRemotePrefix(value: unknown): string | null {
  if (value === null || value === '' || value === false || value === 0) return null;
  const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
  if (cidr) return formatCidr(cidr);
  throw invalidInput(`Invalid CIDR ${pythonText(value)} given as IP prefix.`, 'InvalidCIDR');
}
