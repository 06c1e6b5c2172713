import type { Body } from '../api/session.types.ts';
import { canonicalAddress } from '../kind/addresses.ts';
import { nameIn } from '../kind/labels.ts';
import { bodiesAt, isBody } from '../kind/wire.ts';
import { addressOf } from './ip-range.ts';
import { warned, wrong, type MeaningFlaw } from './meaning-flaw.ts';

/*
 * What ports, floating IPs and trunks say that cannot be so. Rules: what Neutron answers with 400 or 409, tried on a real
 * one; what it takes although it seems odd is a warning.
 */

const MAC = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i;

export function portFlaws(params: Body): readonly MeaningFlaw[] {
  return [
    ...macFlaws(params['mac_address'], ['mac_address']),
    ...bodiesAt(params, 'allowed_address_pairs').flatMap((pair, place) =>
      macFlaws(pair['mac_address'], ['allowed_address_pairs', place, 'mac_address']),
    ),
    ...securityFlaws(params),
    ...fixedIpFlaws(params),
    ...twice(
      bodiesAt(params, 'extra_dhcp_opts'),
      'extra_dhcp_opts',
      ({ opt_name, ip_version }) => `${String(opt_name)} of IPv${ip_version === 6 ? 6 : 4}`,
    ),
    ...twice(
      bodiesAt(params, 'allowed_address_pairs'),
      'allowed_address_pairs',
      ({ ip_address, mac_address }) =>
        [ip_address, mac_address].filter((part) => typeof part === 'string').join(' '),
    ),
  ];
}

function macFlaws(mac: unknown, path: MeaningFlaw['path']): readonly MeaningFlaw[] {
  if (typeof mac !== 'string') return [];
  if (!MAC.test(mac)) return [wrong(path, `${path.at(-1) ?? ''} is "${mac}", which is no MAC address.`)];
  // The lowest bit of the first byte is set in addresses of groups (IEEE 802).
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 && path.length === 1
    ? [
        warned(
          path,
          `mac_address is ${mac}, which is one of a group of machines.`,
          'Guests may not get on with it.',
        ),
      ]
    : [];
}

function securityFlaws(params: Body): readonly MeaningFlaw[] {
  if (params['is_port_security_enabled'] !== false) return [];
  return ['security_group_refs', 'allowed_address_pairs'].flatMap((key) => {
    const list = params[key];
    return Array.isArray(list) && list.length > 0
      ? [
          wrong(
            [key],
            `The port has ${key}, but is_port_security_enabled is false.`,
            `Set ${key} to an empty list, or is_port_security_enabled to true.`,
          ),
        ]
      : [];
  });
}

function fixedIpFlaws(params: Body): readonly MeaningFlaw[] {
  const ips = bodiesAt(params, 'fixed_ips_refs');
  const bare = ips.flatMap((ip, place) =>
    typeof ip['ip_address'] === 'string' || isBody(ip['subnet_ref'])
      ? []
      : [wrong(['fixed_ips_refs', place], `fixed_ips_refs[${place}] names neither an address nor a subnet.`)],
  );
  return [
    ...bare,
    ...twice(ips, 'fixed_ips_refs', ({ ip_address: address }) =>
      typeof address === 'string' && addressOf(address) !== undefined ? canonicalAddress(address) : undefined,
    ),
  ];
}

export function floatingIpFlaws(params: Body): readonly MeaningFlaw[] {
  const forwardings = bodiesAt(params, 'port_forwardings');
  const isAttached = isBody(params['port_ref']);
  const address = addressOf(params['floating_ip_address']);
  return [
    ...(address?.version === 6
      ? [
          wrong(
            ['floating_ip_address'],
            `floating_ip_address is ${String(params['floating_ip_address'])}: floating IPs are IPv4.`,
          ),
        ]
      : []),
    ...(typeof params['fixed_ip_address'] === 'string' && params['port_ref'] === null
      ? [
          wrong(
            ['fixed_ip_address'],
            'fixed_ip_address is set, but port_ref is null.',
            'Set both, or neither.',
          ),
        ]
      : []),
    ...(isAttached && forwardings.length > 0
      ? [
          wrong(
            ['port_forwardings'],
            'The floating IP leads to a port, and has port_forwardings: it can have one or the other.',
            'Set port_ref to null, or port_forwardings to an empty list.',
          ),
        ]
      : []),
    ...forwardings.flatMap((forwarding, place) => forwardingFlaws(forwarding, ['port_forwardings', place])),
    ...overlaps(forwardings, 'external', () => ''),
    ...overlaps(
      forwardings,
      'internal',
      ({ internal_port_ref: port, internal_ip_address: ip }) => `${nameIn(port)} ${String(ip)}`,
    ),
  ];
}

function forwardingFlaws(forwarding: Body, path: readonly (string | number)[]): readonly MeaningFlaw[] {
  const sides = (['external', 'internal'] as const).map((side) => ({ side, ...boundsOf(forwarding, side) }));
  const missing = sides.find(({ text }) => text === '');
  if (missing !== undefined)
    return [
      wrong(
        path,
        `The forwarding has no ${missing.side} port.`,
        `Set ${missing.side}_port, or ${missing.side}_port_range.`,
      ),
    ];
  const bad = sides.find(({ first, last }) => !(first >= 1 && last <= 65535 && first <= last));
  if (bad !== undefined)
    return [
      wrong(
        [...path, `${bad.side}_port_range`],
        `${bad.side}_port_range is "${bad.text}", which is no range of ports.`,
        'Write it as 8000:8009; ports go from 1 to 65535.',
      ),
    ];
  const [outside, inside] = sides.map(({ first, last }) => last - first);
  return inside !== 0 && inside !== outside
    ? [wrong(path, 'The forwarding has as many ports inside as outside, or one inside: these are others.')]
    : [];
}

interface Bounds {
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

function boundsOf(forwarding: Body, side: 'external' | 'internal'): Bounds {
  const port = forwarding[`${side}_port`];
  const range = forwarding[`${side}_port_range`];
  const text = typeof range === 'string' ? range : typeof port === 'number' ? String(port) : '';
  const [first = '', last = first] = text.split(':');
  return /^\d+(?::\d+)?$/.test(text)
    ? { text, first: Number(first), last: Number(last) }
    : { text, first: Number.NaN, last: Number.NaN };
}

function overlaps(
  forwardings: readonly Body[],
  side: 'external' | 'internal',
  groupOf: (forwarding: Body) => string,
): readonly MeaningFlaw[] {
  return forwardings.flatMap((one, place) => {
    const bounds = boundsOf(one, side);
    const before = forwardings.findIndex((other, earlier) => {
      const there = boundsOf(other, side);
      const isSameGroup = other['protocol'] === one['protocol'] && groupOf(other) === groupOf(one);
      return earlier < place && isSameGroup && there.first <= bounds.last && bounds.first <= there.last;
    });
    return before === -1
      ? []
      : [
          wrong(
            ['port_forwardings', place],
            `port_forwardings[${place}] has ${side} ports (${bounds.text}) that port_forwardings[${before}] has too.`,
            'Take one of them out, or give it other ports.',
          ),
        ];
  });
}

export function trunkFlaws(params: Body): readonly MeaningFlaw[] {
  const subs = bodiesAt(params, 'sub_ports');
  const parent = nameIn(params['port_ref']);
  return [
    ...subs.flatMap((sub, place): readonly MeaningFlaw[] => {
      const path = ['sub_ports', place];
      if (parent !== '' && nameIn(sub['port_ref']) === parent)
        return [wrong([...path, 'port_ref'], `sub_ports[${place}] is the parent of the trunk, "${parent}".`)];
      const { segmentation_type: type, segmentation_id: id } = sub;
      if (type === 'inherit') return [];
      if (typeof id !== 'number')
        return [
          wrong(path, `sub_ports[${place}] has no segmentation_id.`, 'Give it a VLAN id, from 1 to 4094.'),
        ];
      return id < 1 || id > 4094
        ? [wrong([...path, 'segmentation_id'], `segmentation_id is ${id}; VLAN ids go from 1 to 4094.`)]
        : [];
    }),
    ...twice(subs, 'sub_ports', ({ segmentation_id: id, segmentation_type: type }) =>
      typeof id === 'number' && type !== 'inherit' ? `VLAN ${id}` : undefined,
    ),
    ...twice(subs, 'sub_ports', ({ port_ref: port }) =>
      nameIn(port) === '' ? undefined : `port "${nameIn(port)}"`,
    ),
  ];
}

function twice(
  items: readonly Body[],
  list: string,
  saidBy: (item: Body) => string | undefined,
): readonly MeaningFlaw[] {
  const seen = new Set<string>();
  return items.flatMap((item, place) => {
    const said = saidBy(item);
    if (said === undefined) return [];
    if (seen.has(said)) return [wrong([list, place], `${list} has ${said} twice.`, 'Take one of them out.')];
    seen.add(said);
    return [];
  });
}
