import type { Body } from '../../api/session.types.ts';
import { isAddress } from '../../kind/addresses.ts';
import { bodiesAt, idOf, textOf } from '../../kind/wire.ts';
import type { WantedPort } from '../workload.types.ts';
import type { ServerPort, ServerRequest } from './server-request.ts';

/** `networks` of a new server whose ports are there already. */
export function networksOfPorts(
  ports: readonly ServerPort[],
  wanted: readonly WantedPort[],
  withTags: boolean,
): readonly Body[] {
  return ports.map(({ body, place }) => ({
    port: idOf(body),
    ...(withTags ? tagOf(place === undefined ? undefined : wanted[place]) : {}),
  }));
}

/** `networks` of a new server whose ports Nova makes: it takes one address each. */
export function networksForNova(
  { wanted, params }: Pick<ServerRequest, 'wanted' | 'params'>,
  withTags: boolean,
): readonly Body[] {
  return wanted.ports.map((port) => {
    const address = params.keepFixedIp ? addressForNova(port) : undefined;
    return {
      uuid: port['network_id'],
      ...(address === undefined ? {} : { fixed_ip: address }),
      ...(withTags ? tagOf(port) : {}),
    };
  });
}

/** The address that Nova is told: the first IPv4 one, or the first at all. */
export function addressForNova(port: WantedPort): string | undefined {
  const addresses = bodiesAt(port, 'fixed_ips').flatMap((ip) => textOf(ip, 'ip_address') ?? []);
  return addresses.find((address) => isAddress(address, 4)) ?? addresses[0];
}

/** What of a port is lost where Nova makes it. */
const NOT_BY_NOVA: readonly (readonly [string, string])[] = [
  ['allowed_address_pairs', 'allowed address pairs'],
  ['qos_policy_id', 'its QoS policy'],
  ['extra_dhcp_opts', 'DHCP options'],
  ['trunk', 'its trunk'],
  ['name', 'its name'],
  ['description', 'its description'],
  ['tags', 'tags'],
];

/** In words what is lost where Nova makes the ports, if anything. */
export function lostByNova({ wanted, params }: Pick<ServerRequest, 'wanted' | 'params'>): readonly string[] {
  return wanted.ports.flatMap((port, place) => {
    const lost = [
      ...(params.keepMac && typeof port['mac_address'] === 'string' ? ['its MAC address'] : []),
      ...NOT_BY_NOVA.flatMap(([key, words]) => (isSomething(port[key]) ? [words] : [])),
      ...(port['port_security_enabled'] === false ? ['that it has no port security'] : []),
      ...((textOf(port, 'binding:vnic_type') ?? 'normal') === 'normal' ? [] : ['its kind of device']),
    ];
    if (lost.length === 0) return [];
    return [
      `Port ${place + 1} is made by Nova (port_creation_mode: nova), which leaves out: ${lost.join(', ')}. With port_creation_mode: neutron they are kept.`,
    ];
  });
}

function isSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return !Array.isArray(value) || value.length > 0;
}

function tagOf(port: WantedPort | undefined): Body {
  return typeof port?.tag === 'string' ? { tag: port.tag } : {};
}
