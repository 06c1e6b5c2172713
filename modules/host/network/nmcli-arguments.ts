/** The arguments of the nmcli module: names, defaults and choices are those of community.general. */
import type { Infer, Schema } from '../../../engine/schema/types.ts';

const text = (description: string) => ({ type: 'string', description }) as const;
const whole = (description: string) => ({ type: 'integer', description }) as const;
const flag = <const D extends boolean>(description: string, value: D) =>
  ({ type: 'boolean', description, default: value }) as const;
const count = <const D extends number>(description: string, value: D) =>
  ({ type: 'integer', description, default: value }) as const;
const list = (description: string, item: string) =>
  ({ type: 'array', items: { type: 'string', description: item }, description }) as const;

const route = {
  type: 'object',
  description: 'A route.',
  properties: {
    ip: text('The network.'),
    next_hop: text('The router.'),
    metric: whole('How dear it is.'),
    table: whole('The table that it is in.'),
    tos: whole('The type of service that it is for.'),
    cwnd: whole('The congestion window.'),
    mtu: whole('The largest packet.'),
    onlink: { type: 'boolean', description: 'The router is on the link, whatever its address says.' },
  },
  required: ['ip'],
} as const satisfies Schema;

export const connectionTypes = [
  ...(['bond', 'bond-slave', 'bridge', 'bridge-slave', 'dummy', 'ethernet', 'generic', 'gre'] as const),
  ...(['infiniband', 'ipip', 'sit', 'team', 'team-slave', 'vlan', 'vxlan'] as const),
] as const;

const addresses = {
  ip4: list('IPv4 addresses with their prefixes; without one, /32.', 'An address.'),
  gw4: text('The IPv4 gateway.'),
  gw4_ignore_auto: flag('Take no routes from DHCP.', false),
  routes4: list('IPv4 routes: network, router, metric.', 'A route.'),
  routes4_extended: { type: 'array', items: route, description: 'IPv4 routes, in parts.' },
  route_metric4: whole('The metric of IPv4 routes that have none.'),
  routing_rules4: list('IPv4 rules: priority 5 from 192.0.2.0/24 table 5000.', 'A rule.'),
  never_default4: flag('Never the default route for IPv4.', false),
  dns4: list('IPv4 addresses of name servers.', 'An address.'),
  dns4_search: list('Domains that names are looked up in.', 'A domain.'),
  dns4_ignore_auto: flag('Take no name servers from DHCP.', false),
  method4: {
    type: 'string',
    enum: ['auto', 'link-local', 'manual', 'shared', 'disabled'],
    description: 'Where IPv4 addresses come from: auto is DHCP. With ip4 it is manual.',
  },
  may_fail4: flag('The connection is up even without IPv4.', true),
  dhcp_client_id: text('The id that is told to the DHCP server.'),
  ip6: list('IPv6 addresses with their prefixes; without one, /128.', 'An address.'),
  gw6: text('The IPv6 gateway.'),
  gw6_ignore_auto: flag('Take no routes from router advertisements and DHCP.', false),
  routes6: list('IPv6 routes: network, router, metric.', 'A route.'),
  routes6_extended: { type: 'array', items: route, description: 'IPv6 routes, in parts.' },
  route_metric6: whole('The metric of IPv6 routes that have none.'),
  dns6: list('IPv6 addresses of name servers.', 'An address.'),
  dns6_search: list('Domains that names are looked up in.', 'A domain.'),
  dns6_ignore_auto: flag('Take no name servers from router advertisements and DHCP.', false),
  method6: {
    type: 'string',
    enum: ['ignore', 'auto', 'dhcp', 'link-local', 'manual', 'shared', 'disabled'],
    description: 'Where IPv6 addresses come from. With ip6 it is manual.',
  },
  ip_privacy6: {
    type: 'string',
    enum: ['disabled', 'prefer-public-addr', 'prefer-temp-addr', 'unknown'],
    description: 'Whether addresses change, for privacy.',
  },
  addr_gen_mode6: {
    type: 'string',
    enum: ['default', 'default-or-eui64', 'eui64', 'stable-privacy'],
    description: 'How addresses are made.',
  },
} as const satisfies Readonly<Record<string, Schema>>;

const kinds = {
  mode: {
    type: 'string',
    enum: [
      ...(['802.3ad', 'active-backup', 'balance-alb', 'balance-rr', 'balance-tlb'] as const),
      ...(['balance-xor', 'broadcast'] as const),
    ],
    description: 'bond: how its links share the traffic.',
    default: 'balance-rr',
  },
  miimon: whole('bond: how often links are looked at, in milliseconds.'),
  downdelay: whole('bond: how long a link must be down to count as down, in milliseconds.'),
  updelay: whole('bond: how long a link must be up to count as up, in milliseconds.'),
  xmit_hash_policy: text('bond: what the choice of a link goes by.'),
  arp_interval: whole('bond: how often ARP is asked, in milliseconds.'),
  arp_ip_target: text('bond: the address that is asked.'),
  primary: text('bond: the link that is used where it is up.'),
  stp: flag('bridge: whether it finds loops.', true),
  priority: count('bridge: its priority, with stp.', 128),
  forwarddelay: count('bridge: how long it only listens, in seconds.', 15),
  hellotime: count('bridge: how often it tells of itself, in seconds.', 2),
  maxage: count('bridge: how long news count, in seconds.', 20),
  ageingtime: count('bridge: how long addresses are remembered, in seconds.', 300),
  slavepriority: count('bridge-slave: its priority.', 32),
  hairpin: flag('bridge-slave: whether frames may go back where they came from.', true),
  path_cost: count('bridge-slave: how dear it is.', 100),
  runner: {
    type: 'string',
    enum: ['broadcast', 'roundrobin', 'activebackup', 'loadbalance', 'lacp'],
    description: 'team: how its links share the traffic.',
    default: 'roundrobin',
  },
  runner_hwaddr_policy: {
    type: 'string',
    enum: ['same_all', 'by_active', 'only_active'],
    description: 'team, activebackup: which address links have.',
  },
  runner_fast_rate: {
    type: 'boolean',
    description: 'team, lacp: whether the partner tells of itself each second.',
  },
  vlanid: whole('vlan: its number.'),
  vlandev: text('vlan: the interface below it.'),
  flags: text('vlan: its flags.'),
  ingress: text('vlan: priorities of what comes in.'),
  egress: text('vlan: priorities of what goes out.'),
  vxlan_id: whole('vxlan: its number.'),
  vxlan_local: text('vxlan: the address here.'),
  vxlan_remote: text('vxlan: the address there.'),
  ip_tunnel_dev: text('gre, ipip, sit: the interface below it.'),
  ip_tunnel_local: text('gre, ipip, sit: the address here.'),
  ip_tunnel_remote: text('gre, ipip, sit: the address there.'),
  ip_tunnel_input_key: text('gre: the key of what comes in.'),
  ip_tunnel_output_key: text('gre: the key of what goes out.'),
  transport_mode: {
    type: 'string',
    enum: ['datagram', 'connected'],
    description: 'infiniband: how it carries packets.',
  },
} as const satisfies Readonly<Record<string, Schema>>;

export const nmcliArguments = {
  conn_name: text('The connection.'),
  state: {
    type: 'string',
    enum: ['absent', 'present'],
    description: 'Whether it is to be there.',
  },
  type: {
    type: 'string',
    enum: connectionTypes,
    description: 'What it is. Needed for a new one.',
  },
  ifname: text('The interface. Default for a new one: the name of the connection.'),
  autoconnect: flag('Whether it comes up by itself.', true),
  master: text('bond-slave, bridge-slave, team-slave: what it belongs to.'),
  mtu: whole('The largest packet. ethernet, dummy, vlan, team-slave.'),
  mac: text('The hardware address that it shows.'),
  zone: text('The zone of firewalld that it belongs to.'),
  ignore_unsupported_suboptions: flag('Accepted.', false),
  ...addresses,
  ...kinds,
} as const satisfies Readonly<Record<string, Schema>>;

export type AskedConnection = Infer<{
  readonly type: 'object';
  readonly properties: typeof nmcliArguments;
  readonly required: readonly ['conn_name', 'state'];
}>;
