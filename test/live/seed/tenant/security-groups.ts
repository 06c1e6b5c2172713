import type { GroupSeed, RuleSeed } from './types.ts';

type Ports = number | readonly [from: number, to: number];

const portFields = (ports: Ports | undefined): RuleSeed['body'] => {
  if (ports === undefined) return {};
  const [from, to] = typeof ports === 'number' ? [ports, ports] : ports;
  return { port_range_min: from, port_range_max: to };
};

const rule = (
  direction: 'ingress' | 'egress',
  ethertype: 'IPv4' | 'IPv6',
  protocol: string | null,
  ports?: Ports,
) => ({
  direction,
  ethertype,
  protocol,
  ...portFields(ports),
});

const into = (protocol: string | null, ports?: Ports, from: RuleSeed['body'] = {}): RuleSeed => ({
  body: { ...rule('ingress', 'IPv4', protocol, ports), ...from },
});
const into6 = (protocol: string | null, ports?: Ports, from: RuleSeed['body'] = {}): RuleSeed => ({
  body: { ...rule('ingress', 'IPv6', protocol, ports), ...from },
});
const out = (protocol: string | null, ports?: Ports, to: RuleSeed['body'] = {}): RuleSeed => ({
  body: { ...rule('egress', 'IPv4', protocol, ports), ...to },
});
const fromGroup = (remoteGroup: string, protocol: string | null, ports?: Ports): RuleSeed => ({
  body: rule('ingress', 'IPv4', protocol, ports),
  remoteGroup,
});

/** What Neutron gives to every new group. */
const stock: readonly RuleSeed[] = [
  { body: rule('egress', 'IPv4', null) },
  { body: rule('egress', 'IPv6', null) },
];

const prefix = (cidr: string): RuleSeed['body'] => ({ remote_ip_prefix: cidr });

const tiers: readonly GroupSeed[] = [
  {
    name: 'web',
    body: { description: 'Web servers' },
    tags: ['tier=web', 'env:prod'],
    rules: [
      ...stock,
      into('tcp', 443, prefix('0.0.0.0/0')),
      into('tcp', 80, { ...prefix('0.0.0.0/0'), description: 'Redirects to HTTPS; "permanent"' }),
      into6('tcp', 443, prefix('::/0')),
      into('tcp', [8000, 8100], prefix('10.0.0.0/8')),
      fromGroup('web', 'tcp', 9100),
      fromGroup('bastion', 'tcp', 22),
    ],
  },
  {
    name: 'app',
    body: { description: 'Application servers' },
    tags: ['tier=app'],
    rules: [
      ...stock,
      fromGroup('web', 'tcp', [8080, 8089]),
      fromGroup('db', 'tcp', 7000),
      fromGroup('app', null),
    ],
  },
  {
    name: 'db',
    rules: [
      out('tcp', [1, 65534], prefix('10.0.0.0/8')),
      out('udp', 53),
      fromGroup('app', 'tcp', 5432),
      fromGroup('db', 'tcp', 5433),
      fromGroup('db', 'udp', [4789, 4790]),
      into('tcp', 3306, prefix('10.10.2.7/32')),
    ],
  },
  {
    name: 'bastion',
    rules: [...stock, into('tcp', 22, prefix('203.0.113.0/24')), into6('tcp', 22, prefix('2001:db8::/32'))],
  },
];

/** a -> b -> c -> a: no order of creation satisfies all, so groups come before rules. */
const cycle = ['cycle-a', 'cycle-b', 'cycle-c'].map((name, index, all): GroupSeed => ({
  name,
  rules: [
    ...stock,
    fromGroup(all[(index + 1) % all.length] ?? name, 'tcp', 6000 + index),
    fromGroup(name, 'udp'),
  ],
}));

const protocols: readonly GroupSeed[] = [
  {
    name: 'icmp',
    rules: [
      into('icmp'),
      into('icmp', undefined, { port_range_min: 8, port_range_max: 0, ...prefix('10.0.0.0/8') }),
      into('icmp', undefined, { port_range_min: 3 }),
      into6('ipv6-icmp'),
      into6('ipv6-icmp', undefined, { port_range_min: 128, port_range_max: 0 }),
      into6('58', undefined, { port_range_min: 135, ...prefix('fe80::/10') }),
    ],
  },
  {
    name: 'protocols by number',
    rules: [
      ...stock,
      into('47'),
      into('50', undefined, prefix('198.51.100.7/32')),
      into('6', 179),
      into('17', [500, 4500]),
      into('255'),
      into('0'),
    ],
  },
  {
    name: 'protocols by name',
    rules: ['ah', 'esp', 'gre', 'igmp', 'ospf', 'vrrp', 'ipip', 'rsvp', 'pgm']
      .map((name) => into(name))
      .concat(into('sctp', 3868), into('udplite', 9), into('dccp', [5001, 5004])),
  },
  {
    name: 'any',
    body: { description: 'Everything, said in every way' },
    rules: [
      into(null),
      into6(null),
      into('ip', undefined, prefix('10.1.0.0/16')),
      out(null, undefined, prefix('192.0.2.0/24')),
      out('tcp'),
    ],
  },
  {
    name: 'prefixes',
    rules: [
      into('tcp', 1, prefix('10.0.0.5/32')),
      into('tcp', 2, prefix('10.0.0.5/24')),
      into6('tcp', 3, prefix('2001:db8::1/128')),
      into6('tcp', 4, prefix('2001:db8::/48')),
      into('tcp', 5, prefix('0.0.0.0/0')),
    ],
  },
];

const shapes: readonly GroupSeed[] = [
  {
    name: 'stateless',
    body: { stateful: false, description: 'Return traffic has rules of its own' },
    rules: [
      ...stock,
      into('tcp', 443),
      into('tcp', [1024, 65535]),
      into('udp', [1024, 65535], prefix('9.9.9.9/32')),
    ],
  },
  { name: 'empty', body: { description: 'Not even egress' }, rules: [] },
  { name: 'untouched', rules: stock },
  { name: 'lines in the description', body: { description: 'One\ntwo: "three"\n# four' }, rules: [...stock] },
  {
    name: 'beyond the tenant',
    rules: [
      ...stock,
      fromGroup('partner-monitoring', 'tcp', 9090),
      { body: rule('ingress', 'IPv4', 'tcp', 3389), remoteAddresses: 'offices' },
    ],
  },
];

const difficultNames = [
  'group with blanks',
  'grp "q"/.*[a]$',
  "l'équipe",
  'группа',
  '防火牆',
  '{{ group }}',
  '42',
  'Web',
];

const difficult = difficultNames.map((name, index): GroupSeed => ({
  name,
  tags: index === 0 ? ['"quoted"'] : [],
  rules: [...stock, fromGroup(difficultNames[index - 1] ?? 'web', 'tcp', 7001 + index)],
}));

/** The group that every project has: one of its rules for IPv6 is gone, others have come. */
const standard: GroupSeed = {
  name: 'default',
  body: { description: 'Edited by hand' },
  tags: ['edited'],
  rules: [
    ...stock,
    fromGroup('default', null),
    into('icmp', undefined, prefix('10.0.0.0/8')),
    fromGroup('bastion', 'tcp', 22),
  ],
};

/** The tenant's security groups with all of their rules. */
export const securityGroups: readonly GroupSeed[] = [
  standard,
  ...tiers,
  ...cycle,
  ...protocols,
  ...shapes,
  ...difficult,
];
