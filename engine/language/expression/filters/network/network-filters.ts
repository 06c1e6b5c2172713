import { templateError } from '../../errors.ts';
import { isSequence, isTruthy, typeName } from '../../operations.ts';
import type { Value } from '../../value.ts';
import { filter, type FilterEntry } from '../define.ts';
import { ipaddr } from './ipaddr.ts';
import { hwaddr } from './mac.ts';
import { parseAddress, type Version } from './address.ts';
import {
  cidrMerge,
  ipmath,
  ipsubnet,
  neighbourOf,
  networkInNetwork,
  networkInUsable,
  nthhost,
  reduceOnNetwork,
  slaac,
  usableRange,
} from './subnets.ts';

const ofVersion = (name: string, version: Version): FilterEntry =>
  filter(name, '[query]', (value, args) => ipaddr(value, args.get('query') ?? '', { version, alias: name }));

/** The filters of ansible.utils for IP and hardware addresses. */
export const networkFilters: readonly FilterEntry[] = [
  filter('ipaddr', '[query] [version] [alias]', (value, args) => {
    const version = args.get('version');
    return ipaddr(value, args.get('query') ?? '', {
      version: version === 4 || version === 6 ? version : undefined,
      alias: args.text('alias', 'ipaddr'),
    });
  }),
  ofVersion('ipv4', 4),
  ofVersion('ipv6', 6),
  filter('ipwrap', '[query]', wrap),
  filter('ipsubnet', '[query] [index]', ipsubnet),
  filter('ipmath', 'amount', ipmath),
  filter('nthhost', '[query]', nthhost),
  filter('next_nth_usable', 'offset', neighbourOf(1n)),
  filter('previous_nth_usable', 'offset', neighbourOf(-1n)),
  filter('network_in_network', 'test', networkInNetwork),
  filter('network_in_usable', 'test', networkInUsable),
  filter('reduce_on_network', 'network', reduceOnNetwork),
  filter('cidr_merge', '[action]', cidrMerge),
  filter('slaac', '[query]', slaac),
  filter('usable_range', '', usableRange),
  filter('hwaddr', '[query] [alias]', (value, args) =>
    hwaddr(value, args.text('query'), args.text('alias', 'hwaddr')),
  ),
  filter('macaddr', '[query]', (value, args) => hwaddr(value, args.text('query'), 'macaddr')),
  filter('ip4_hex', '[delimiter]', (value, args) => {
    const address = typeof value === 'string' ? parseAddress(value) : undefined;
    if (address?.version !== 4) throw templateError('ip4_hex needs an IPv4 address');
    const digits = address.value.toString(16).padStart(8, '0');
    return (digits.match(/../g) ?? []).join(args.text('delimiter'));
  }),
];

/** Addresses of version 6 in brackets; anything else as it is. */
function wrap(value: Value): Value {
  if (isSequence(value)) return Array.from(value, wrapOne);
  if (typeof value !== 'string' && typeof value !== 'boolean')
    throw templateError(`Unrecognized type <<class '${typeName(value)}'>> for ipwrap filter <value>`);
  return wrapOne(value);
}

function wrapOne(value: Value): Value {
  const found = ipaddr(value, '', { alias: 'ipwrap' });
  return isTruthy(found) ? ipaddr(found, 'wrap') : value;
}
