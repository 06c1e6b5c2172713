import type { Body } from '../seed/cloud.ts';
import type { Clients, ServiceName } from '../seed/whole/clients.ts';

interface List {
  readonly service: ServiceName;
  readonly path: (project: string) => string;
  readonly key: string;
  readonly isOwn?: (one: Body) => boolean;
  /** What of a row counts beside id, name and status. */
  readonly tells?: (one: Body) => readonly unknown[];
  /** What does not: attachments have another id each time, and what is plugged in gets its status a little later. */
  readonly without?: readonly string[];
}

/** Boundary: what a volume says of the servers that have it. */
const holders = ({ attachments }: Body): readonly string[] =>
  (attachments as readonly { readonly server_id: string; readonly device: string }[]).map(
    ({ server_id: server, device }) => `${server} ${device}`,
  );

/** kind: where it is listed. Ports of routers and DHCP servers come and go with the cloud's own agents. */
const LISTS: Readonly<Record<string, List>> = {
  servers: { service: 'compute', path: () => '/servers/detail', key: 'servers' },
  volumes: { service: 'volume', path: () => '/volumes/detail', key: 'volumes', tells: holders },
  snapshots: { service: 'volume', path: () => '/snapshots/detail', key: 'snapshots' },
  attachments: {
    service: 'volume',
    path: () => '/attachments/detail',
    key: 'attachments',
    tells: ({ volume_id: volume, instance }) => [volume, instance],
    without: ['id'],
  },
  images: { service: 'image', path: (project) => `/images?limit=500&owner=${project}`, key: 'images' },
  ports: {
    service: 'network',
    path: (project) => `/ports?project_id=${project}`,
    key: 'ports',
    isOwn: ({ device_owner: owner }) => owner !== 'network:dhcp',
    tells: ({ mac_address: mac, fixed_ips: fixed, device_id: device }) => [
      mac,
      JSON.stringify(fixed),
      device,
    ],
  },
  networks: { service: 'network', path: (project) => `/networks?project_id=${project}`, key: 'networks' },
  subnets: { service: 'network', path: (project) => `/subnets?project_id=${project}`, key: 'subnets' },
  routers: { service: 'network', path: (project) => `/routers?project_id=${project}`, key: 'routers' },
  floatingips: {
    service: 'network',
    path: (project) => `/floatingips?project_id=${project}`,
    key: 'floatingips',
    tells: ({ floating_ip_address: address, port_id: port }) => [address, port],
    without: ['status'],
  },
  groups: {
    service: 'network',
    path: (project) => `/security-groups?project_id=${project}`,
    key: 'security_groups',
  },
  rules: {
    service: 'network',
    path: (project) => `/security-group-rules?project_id=${project}`,
    key: 'security_group_rules',
  },
  keypairs: { service: 'compute', path: () => '/os-keypairs', key: 'keypairs' },
};

/** Everything that a project has, as lines by kind. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

/**
 * What a project has, as lines of id, name, status and what belongs to it, by kind: two of them, from before and after,
 * must be equal.
 */
export async function inventory(clients: Clients): Promise<Inventory> {
  const kinds = Object.entries(LISTS).map(async ([kind, list]) => {
    const { service, path, key, isOwn = () => true } = list;
    // Boundary: lists of the services.
    const found = (await clients.call(service, 'GET', path(clients.projectId)))[key] as readonly Body[];
    return [
      kind,
      found
        .filter(isOwn)
        .map((one) => lineOf(one, list))
        .sort(),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(kinds));
}

function lineOf(one: Body, { tells = () => [], without = [] }: List): string {
  // Boundary: a key pair is wrapped once more.
  const row = (one['keypair'] as Body | undefined) ?? one;
  const usual = ['id', 'name', 'status'].filter((key) => !without.includes(key)).map((key) => row[key]);
  return [...usual, ...tells(one)]
    .filter((part) => part !== undefined)
    .map(String)
    .join(' ');
}
