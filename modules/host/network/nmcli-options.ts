/** The settings of a connection that a task asks for, as nmcli(1) takes them: one table a type. Pure. */
import type { AskedConnection } from './nmcli-arguments.ts';

/** A setting's value as it is written; lists stay lists, to be compared as such. */
export type OptionValue = string | readonly string[];
export type Options = ReadonlyMap<string, OptionValue>;

/** What a connection is: as asked for, or as the one that is there is (`802-3-ethernet`). */
export type ConnectionType = string | undefined;

const withAddresses = new Set([
  ...['bond', 'bridge', 'dummy', 'ethernet', '802-3-ethernet', 'generic', 'gre', 'infiniband', 'ipip'],
  ...['sit', 'team', 'vlan'],
]);
const withMtu = new Set(['dummy', 'ethernet', 'team-slave', 'vlan']);
const slaves = new Set(['bond-slave', 'bridge-slave', 'team-slave']);
const tunnels = new Set(['gre', 'ipip', 'sit']);

export const mtuSetting = '802-3-ethernet.mtu';

/** The type in the words of `nmcli con add type`. */
export function typeWord(type: string): string {
  return tunnels.has(type) ? 'ip-tunnel' : type;
}

/** All settings that the task says something of; the order is that of the words on the command line. */
export function optionsOf(asked: AskedConnection, type: ConnectionType): Options {
  const hasAddresses = type !== undefined && withAddresses.has(type) && asked.master === undefined;
  const all: readonly Entry[] = [
    ['connection.autoconnect', asked.autoconnect],
    ['connection.zone', asked.zone],
    ...(hasAddresses ? [...ipv4Of(asked, type), ...ipv6Of(asked, type)] : []),
    ...(asked.mac === undefined
      ? []
      : [
          [
            type === 'bridge' ? 'bridge.mac-address' : '802-3-ethernet.cloned-mac-address',
            asked.mac,
          ] as const,
        ]),
    ...(type !== undefined && withMtu.has(type) ? [[mtuSetting, asked.mtu] as const] : []),
    ...(type !== undefined && slaves.has(type) ? [['connection.master', asked.master] as const] : []),
    ...(type === undefined ? [] : (ofType[type]?.(asked) ?? tunnelOf(asked, type))),
  ];
  return new Map(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, textOf(value)] as const])),
  );
}

type Entry = readonly [setting: string, value: string | number | boolean | readonly string[] | undefined];

function textOf(value: NonNullable<Entry[1]>): OptionValue {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? String(value) : value;
}

/** Where addresses come from: what the task says, else its addresses. */
function methodOf(
  method: string | undefined,
  addresses: readonly string[] | undefined,
  type: ConnectionType,
) {
  const hasAddresses = addresses !== undefined && addresses.length > 0;
  if (method !== undefined) return method;
  if (type === 'dummy' && !hasAddresses) return 'disabled';
  return hasAddresses ? 'manual' : undefined;
}

function ipv4Of(asked: AskedConnection, type: ConnectionType): readonly Entry[] {
  return [
    ['ipv4.addresses', asked.ip4?.map((address) => (address.includes('/') ? address : `${address}/32`))],
    ['ipv4.dhcp-client-id', asked.dhcp_client_id],
    ['ipv4.dns', asked.dns4],
    ['ipv4.dns-search', asked.dns4_search],
    ['ipv4.ignore-auto-dns', asked.dns4_ignore_auto],
    ['ipv4.gateway', asked.gw4],
    ['ipv4.ignore-auto-routes', asked.gw4_ignore_auto],
    ['ipv4.routes', asked.routes4 ?? asked.routes4_extended?.map(routeText)],
    ['ipv4.route-metric', asked.route_metric4],
    ['ipv4.routing-rules', asked.routing_rules4],
    ['ipv4.never-default', asked.never_default4],
    ['ipv4.method', methodOf(asked.method4, asked.ip4, type)],
    ['ipv4.may-fail', asked.may_fail4],
  ];
}

function ipv6Of(asked: AskedConnection, type: ConnectionType): readonly Entry[] {
  return [
    ['ipv6.addresses', asked.ip6?.map((address) => (address.includes('/') ? address : `${address}/128`))],
    ['ipv6.dns', asked.dns6],
    ['ipv6.dns-search', asked.dns6_search],
    ['ipv6.ignore-auto-dns', asked.dns6_ignore_auto],
    ['ipv6.gateway', asked.gw6],
    ['ipv6.ignore-auto-routes', asked.gw6_ignore_auto],
    ['ipv6.routes', asked.routes6 ?? asked.routes6_extended?.map(routeText)],
    ['ipv6.route-metric', asked.route_metric6],
    ['ipv6.method', methodOf(asked.method6, asked.ip6, type)],
    ['ipv6.ip6-privacy', asked.ip_privacy6],
    ['ipv6.addr-gen-mode', asked.addr_gen_mode6],
  ];
}

/** A route in words: network, router, metric, and attributes by their names. */
export function routeText(route: Readonly<Record<string, unknown>>): string {
  const { ip, next_hop: hop, metric, ...more } = route;
  const attributes = Object.entries(more)
    .filter(([, value]) => value !== undefined && value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${String(value).toLowerCase()}`);
  const words = [ip, hop, metric].filter((word) => word !== undefined && word !== null).map(String);
  return [...words, ...attributes].join(' ');
}

const ofType: Readonly<Partial<Record<string, (asked: AskedConnection) => readonly Entry[]>>> = {
  bond: (asked) => [
    ['arp-interval', asked.arp_interval],
    ['arp-ip-target', asked.arp_ip_target],
    ['downdelay', asked.downdelay],
    ['miimon', asked.miimon],
    ['mode', asked.mode],
    ['primary', asked.primary],
    ['updelay', asked.updelay],
    ['xmit_hash_policy', asked.xmit_hash_policy],
  ],
  'bond-slave': () => [['connection.slave-type', 'bond']],
  bridge: (asked) => [
    ['bridge.ageing-time', asked.ageingtime],
    ['bridge.forward-delay', asked.forwarddelay],
    ['bridge.hello-time', asked.hellotime],
    ['bridge.max-age', asked.maxage],
    ['bridge.priority', asked.priority],
    ['bridge.stp', asked.stp],
  ],
  'bridge-slave': (asked) => [
    ['connection.slave-type', 'bridge'],
    ['bridge-port.path-cost', asked.path_cost],
    ['bridge-port.hairpin-mode', asked.hairpin],
    ['bridge-port.priority', asked.slavepriority],
  ],
  team: (asked) => [
    ['team.runner', asked.runner],
    ['team.runner-hwaddr-policy', asked.runner_hwaddr_policy],
    ['team.runner-fast-rate', asked.runner_fast_rate],
  ],
  'team-slave': () => [['connection.slave-type', 'team']],
  vlan: (asked) => [
    ['vlan.id', asked.vlanid],
    ['vlan.parent', asked.vlandev],
    ['vlan.flags', asked.flags],
    ['vlan.ingress', asked.ingress],
    ['vlan.egress', asked.egress],
  ],
  vxlan: (asked) => [
    ['vxlan.id', asked.vxlan_id],
    ['vxlan.local', asked.vxlan_local],
    ['vxlan.remote', asked.vxlan_remote],
  ],
  infiniband: (asked) => [['infiniband.transport-mode', asked.transport_mode]],
};

function tunnelOf(asked: AskedConnection, type: string): readonly Entry[] {
  if (!tunnels.has(type)) return [];
  return [
    ['ip-tunnel.local', asked.ip_tunnel_local],
    ['ip-tunnel.mode', type],
    ['ip-tunnel.parent', asked.ip_tunnel_dev],
    ['ip-tunnel.remote', asked.ip_tunnel_remote],
    ...(type === 'gre'
      ? [
          ['ip-tunnel.input-key', asked.ip_tunnel_input_key] as const,
          ['ip-tunnel.output-key', asked.ip_tunnel_output_key] as const,
        ]
      : []),
  ];
}

/** The settings as words of `nmcli con add` and `nmcli con modify`. */
export function optionWords(options: Options): readonly string[] {
  return [...options].flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value : value.join(',');
    return name === 'xmit_hash_policy' ? ['+bond.options', `xmit_hash_policy=${text}`] : [name, text];
  });
}
