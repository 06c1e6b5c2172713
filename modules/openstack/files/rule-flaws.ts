import type { Body } from '../api/session.types.ts';
import { didYouMean } from '../api/nearest.ts';
import { PROTOCOL_NAMES, protocolNumber } from '../network/rule-text.ts';
import { rangeOf } from './ip-range.ts';
import { warned, wrong, type MeaningFlaw } from './meaning-flaw.ts';

/* What a rule says that cannot be so. Rules: what Neutron answers with 400, tried on a real one. */

const WITH_PORTS = new Set(['6', '17', '33', '132', '136']);
const ICMP = new Set(['1', '58']);

export function ruleFlaws(params: Body): readonly MeaningFlaw[] {
  const ethertype = params['ether_type'] === 'IPv6' ? 'IPv6' : 'IPv4';
  const protocol = protocolNumber(params['protocol'], ethertype);
  return [
    ...protocolFlaws(params, protocol, ethertype),
    ...portFlaws(params, protocol),
    ...remoteFlaws(params, ethertype),
  ];
}

function protocolFlaws({ protocol: given }: Body, number: string, ethertype: string): readonly MeaningFlaw[] {
  if (number === 'any') return [];
  if (!/^\d+$/.test(number)) {
    const names = didYouMean(number, PROTOCOL_NAMES);
    return [
      warned(
        ['protocol'],
        `protocol is "${number}", which is the name of none that Neutron knows.${names}`,
        'Write the number that IANA gives it.',
      ),
    ];
  }
  if (Number(number) > 255)
    return [wrong(['protocol'], `protocol is ${number}; numbers of protocols go up to 255.`)];
  return number === '58' && ethertype === 'IPv4'
    ? [
        wrong(
          ['protocol'],
          `protocol is ${String(given)}, which is of IPv6, but ether_type is IPv4.`,
          'Write icmp, or ether_type: IPv6.',
        ),
      ]
    : [];
}

function portFlaws(
  { port_range_min: from, port_range_max: to, protocol: given }: Body,
  protocol: string,
): readonly MeaningFlaw[] {
  if (typeof from !== 'number' && typeof to !== 'number') return [];
  const path = [typeof from === 'number' ? 'port_range_min' : 'port_range_max'];
  if (protocol === 'any')
    return [
      wrong(
        path,
        'The rule has ports, but no protocol.',
        'Set protocol, to tcp for example, or set the ports to null.',
      ),
    ];
  if (ICMP.has(protocol)) return icmpFlaws(from, to);
  if (!WITH_PORTS.has(protocol))
    return [
      warned(
        path,
        `The rule has ports, but the protocol ${String(given)} has none.`,
        'Set the ports to null; most clouds refuse such a rule.',
      ),
    ];
  if (typeof from !== 'number' || typeof to !== 'number') {
    const [has, lacks] =
      typeof from === 'number' ? ['port_range_min', 'port_range_max'] : ['port_range_max', 'port_range_min'];
    return [
      wrong([has], `The rule has ${has}, but not ${lacks}.`, 'Give both: for one port, the same twice.'),
    ];
  }
  if (from === 0)
    return [
      wrong(
        ['port_range_min'],
        'port_range_min is 0, and the first port is 1.',
        'Write 1, or set both to null for all ports.',
      ),
    ];
  return from > to
    ? [
        wrong(
          ['port_range_min'],
          `port_range_min is ${from}, which is above port_range_max, ${to}.`,
          'Swap them.',
        ),
      ]
    : [];
}

function icmpFlaws(type: unknown, code: unknown): readonly MeaningFlaw[] {
  if (typeof type !== 'number')
    return [
      wrong(['port_range_max'], 'The rule has an ICMP code (port_range_max), but no type (port_range_min).'),
    ];
  return [['port_range_min', 'type', type] as const, ['port_range_max', 'code', code] as const].flatMap(
    ([key, what, value]) =>
      typeof value === 'number' && value > 255
        ? [wrong([key], `${key} is ${value}, but with ICMP it is the ${what}, which goes up to 255.`)]
        : [],
  );
}

function remoteFlaws(params: Body, ethertype: string): readonly MeaningFlaw[] {
  const { remote_ip_prefix: prefix } = params;
  const remotes = ['remote_ip_prefix', 'remote_group_ref', 'remote_address_group_ref'].filter(
    (key) => params[key] !== null && params[key] !== undefined,
  );
  const [first, second] = remotes;
  if (first !== undefined && second !== undefined)
    return [
      wrong(
        [second],
        `The rule has ${first} and ${second}; it can have one of them.`,
        'Set the others to null, or make several rules of it.',
      ),
    ];
  const version = rangeOf(prefix)?.version;
  return version !== undefined && `IPv${version}` !== ethertype
    ? [
        wrong(
          ['remote_ip_prefix'],
          `remote_ip_prefix is ${String(prefix)}, which is IPv${version}, but ether_type is ${ethertype}.`,
        ),
      ]
    : [];
}
