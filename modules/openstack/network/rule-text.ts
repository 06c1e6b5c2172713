import type { Body } from '../api/session.types.ts';
import { normaliseCidr } from '../kind/addresses.ts';
import { nameIn } from '../kind/labels.ts';

/*
 * What a rule of a security group says, in one text, so that two rules which Neutron takes for the same have the same
 * text. Its rules for that: protocols have a name or a number, 0.0.0.0/0 and ::/0 are no prefix, all ports are no
 * ports, and ICMP of IPv6 has names of its own.
 */

/** IANA's numbers of the protocols that Neutron knows by name. */
const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = {
  ah: 51,
  dccp: 33,
  egp: 8,
  esp: 50,
  gre: 47,
  hopopt: 0,
  icmp: 1,
  icmpv6: 58,
  igmp: 2,
  ip: 0,
  ipip: 4,
  'ipv6-encap': 41,
  'ipv6-frag': 44,
  'ipv6-icmp': 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  'ipv6-route': 43,
  ospf: 89,
  pgm: 113,
  rsvp: 46,
  sctp: 132,
  tcp: 6,
  udp: 17,
  udplite: 136,
  vrrp: 112,
};

/** The protocols that a rule can name. */
export const PROTOCOL_NAMES: readonly string[] = Object.keys(PROTOCOL_NUMBERS);

const EVERYWHERE = new Set<unknown>(['0.0.0.0/0', '::/0', null, undefined, '']);

/** The text of a rule as it stands on the wire; `group` is the id of the group that it belongs to. */
export function ruleText(rule: Body, group: string): string {
  const ethertype = etherTypeOf(rule['ethertype']);
  const prefix = normaliseCidr(rule['remote_ip_prefix']);
  const [from, to] = portsOf(rule);
  return [
    group,
    String(rule['direction']),
    ethertype,
    protocolNumber(rule['protocol'], ethertype),
    from,
    to,
    EVERYWHERE.has(prefix) ? 'everywhere' : String(prefix),
    text(rule['remote_group_id']),
    text(rule['remote_address_group_id']),
  ].join(' ');
}

/** The number of a protocol, or `any`; what is neither a number nor known stays as it is. */
export function protocolNumber(protocol: unknown, ethertype: string): string {
  if (protocol === null || protocol === undefined || protocol === '') return 'any';
  const name = text(protocol).toLowerCase();
  const number = /^\d+$/.test(name) ? Number(name) : PROTOCOL_NUMBERS[name];
  if (number === undefined) return name;
  return String(number === 1 && ethertype === 'IPv6' ? 58 : number);
}

function etherTypeOf(value: unknown): string {
  return typeof value === 'string' && value.toLowerCase() === 'ipv6' ? 'IPv6' : 'IPv4';
}

function portsOf(rule: Body): readonly [string, string] {
  const from = text(rule['port_range_min']);
  const to = text(rule['port_range_max']);
  return from === '1' && to === '65535' ? ['', ''] : [from, to];
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A rule of a record for people: `ingress IPv4 tcp 443 from 10.0.0.0/8`. */
export function ruleLabel(params: Body): string {
  const { direction, ether_type, protocol, port_range_min, port_range_max, remote_ip_prefix } = params;
  const ports = [...new Set([text(port_range_min), text(port_range_max)])]
    .filter((port) => port !== '')
    .join('-');
  const other =
    text(remote_ip_prefix) || nameIn(params['remote_group_ref'] ?? params['remote_address_group_ref']);
  const side = other === '' ? '' : `${direction === 'egress' ? 'to' : 'from'} ${other}`;
  return [text(direction), text(ether_type), text(protocol) || 'any', ports, side]
    .filter((word) => word !== '')
    .join(' ');
}
