import type { Body } from '../seed/cloud.ts';
import type { Clients, ServiceName } from '../seed/whole/clients.ts';

/** kind: where it is listed. Ports of routers and DHCP servers come and go with the cloud's own agents. */
const LISTS: Readonly<
  Record<
    string,
    { service: ServiceName; path: (project: string) => string; key: string; isOwn?: (one: Body) => boolean }
  >
> = {
  servers: { service: 'compute', path: () => '/servers/detail', key: 'servers' },
  volumes: { service: 'volume', path: () => '/volumes/detail', key: 'volumes' },
  snapshots: { service: 'volume', path: () => '/snapshots/detail', key: 'snapshots' },
  attachments: { service: 'volume', path: () => '/attachments/detail', key: 'attachments' },
  images: { service: 'image', path: (project) => `/images?limit=500&owner=${project}`, key: 'images' },
  ports: {
    service: 'network',
    path: (project) => `/ports?project_id=${project}`,
    key: 'ports',
    isOwn: ({ device_owner: owner }) => owner !== 'network:dhcp',
  },
  networks: { service: 'network', path: (project) => `/networks?project_id=${project}`, key: 'networks' },
  subnets: { service: 'network', path: (project) => `/subnets?project_id=${project}`, key: 'subnets' },
  routers: { service: 'network', path: (project) => `/routers?project_id=${project}`, key: 'routers' },
  floatingips: {
    service: 'network',
    path: (project) => `/floatingips?project_id=${project}`,
    key: 'floatingips',
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

/** What a project has, as lines of id, name and status by kind: two of them, from before and after, must be equal. */
export async function inventory(clients: Clients): Promise<Readonly<Record<string, readonly string[]>>> {
  const kinds = Object.entries(LISTS).map(async ([kind, { service, path, key, isOwn = () => true }]) => {
    // Boundary: lists of the services.
    const found = (await clients.call(service, 'GET', path(clients.projectId)))[key] as readonly Body[];
    return [kind, found.filter(isOwn).map(lineOf).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(kinds));
}

function lineOf(one: Body): string {
  // Boundary: a key pair is wrapped once more.
  const { id, name, status } = (one['keypair'] as Body | undefined) ?? one;
  return [id, name, status]
    .filter((part) => part !== undefined)
    .map(String)
    .join(' ');
}
