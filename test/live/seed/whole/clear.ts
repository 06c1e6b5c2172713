import type { Body } from '../cloud.ts';
import { clientsOf, type Clients, type ServiceName } from './clients.ts';
import { ensureProject, PROJECT, removeProject, type Side } from './seed.ts';

type Resource = Body & { readonly id: string };

/** What is deleted, in order: where it is listed, the key of the list, where one is deleted, and what is sent before. */
interface Clearing {
  readonly service: ServiceName;
  readonly list: string;
  readonly key: string;
  /** ${id} is that of the resource. */
  readonly path: string;
  readonly before?: readonly [method: string, body: Body];
  /** Only what has such a name; all of the project otherwise. */
  readonly isNamed?: true;
}

const ofProject = (name: string, key = name.replaceAll('-', '_')): Clearing => ({
  service: 'network',
  list: `/${name}?project_id=\${project}`,
  key,
  path: `/${name}/\${id}`,
});
const named = (service: ServiceName, list: string, key: string, path: string): Clearing => ({
  service,
  list,
  key,
  path,
  isNamed: true,
});

const BEFORE_ROUTERS: readonly Clearing[] = [ofProject('floatingips'), ofProject('trunks')];
const AFTER_ROUTERS: readonly Clearing[] = [
  ofProject('ports'),
  ofProject('routers'),
  ofProject('rbac-policies'),
  ofProject('networks'),
  ofProject('subnetpools'),
  ofProject('address-scopes'),
  ofProject('qos/policies', 'policies'),
  ofProject('security-groups'),
  ofProject('address-groups'),
  { service: 'compute', list: '/os-server-groups', key: 'server_groups', path: '/os-server-groups/${id}' },
  named('compute', '/flavors/detail?is_public=None', 'flavors', '/flavors/${id}'),
  { service: 'image', list: '/images?owner=${project}', key: 'images', path: '/images/${id}' },
  { service: 'volume', list: '/snapshots/detail', key: 'snapshots', path: '/snapshots/${id}' },
];
const VOLUME_TYPES: readonly Clearing[] = [
  named('volume', '/types?is_public=None', 'volume_types', '/types/${id}'),
  named('volume', '/qos-specs', 'qos_specs', '/qos-specs/${id}?force=true'),
];
const IDENTITY: readonly Clearing[] = [
  named('identity', '/groups', 'groups', '/groups/${id}'),
  named('identity', '/users', 'users', '/users/${id}'),
  named('identity', '/roles', 'roles', '/roles/${id}'),
  {
    ...named('identity', '/domains', 'domains', '/domains/${id}'),
    before: ['PATCH', { domain: { enabled: false } }],
  },
];

/** Removes the project at a cloud, and all that was seeded or moved with it: also after a run that ended halfway. */
export async function clearWhole(side: Side): Promise<void> {
  await ensureProject(side);
  const clients = await clientsOf(side, PROJECT);
  await removeForwardings(clients);
  for (const clearing of BEFORE_ROUTERS) await clear(clients, clearing);
  await disconnectRouters(clients);
  for (const clearing of AFTER_ROUTERS) await clear(clients, clearing);
  await gone(clients, 'snapshots');
  await clear(clients, {
    service: 'volume',
    list: '/volumes/detail',
    key: 'volumes',
    path: '/volumes/${id}',
  });
  await gone(clients, 'volumes');
  for (const clearing of VOLUME_TYPES) await clear(clients, clearing);
  await removeKeypairs(clients);
  for (const clearing of IDENTITY) await clear(clients, clearing);
  await resetQuotas(clients);
  await removeProject(side);
}

/** 404: it went with something else. 409 and 403: a group `default`, and ports of routers, which stay. */
const ACCEPTED = [403, 404, 409];

async function clear(
  clients: Clients,
  { service, list, key, path, before, isNamed }: Clearing,
): Promise<void> {
  for (const resource of await listed(clients, service, list, key)) {
    if (isNamed === true && !String(resource['name']).startsWith(PROJECT)) continue;
    const at = path.replace('${id}', resource.id);
    if (before !== undefined) await clients.call(service, before[0], at, before[1]);
    await clients.call(service, 'DELETE', at, undefined, ACCEPTED);
  }
}

async function listed(
  clients: Clients,
  service: ServiceName,
  list: string,
  key: string,
): Promise<readonly Resource[]> {
  const answer = await clients.call(service, 'GET', list.replace('${project}', clients.projectId));
  // Boundary: lists of OpenStack.
  return answer[key] as readonly Resource[];
}

async function removeForwardings(clients: Clients): Promise<void> {
  for (const { id } of await listed(
    clients,
    'network',
    '/floatingips?project_id=${project}',
    'floatingips',
  )) {
    const path = `/floatingips/${id}/port_forwardings`;
    for (const forwarding of await listed(clients, 'network', path, 'port_forwardings'))
      await clients.call('network', 'DELETE', `${path}/${forwarding.id}`);
  }
}

async function disconnectRouters(clients: Clients): Promise<void> {
  const routers = await listed(clients, 'network', '/routers?project_id=${project}', 'routers');
  for (const { id } of routers) {
    await clients.call('network', 'PUT', `/routers/${id}`, { router: { routes: [] } });
    for (const port of await listed(clients, 'network', `/ports?device_id=${id}`, 'ports')) {
      if (port['device_owner'] !== 'network:router_interface') continue;
      await clients.call('network', 'PUT', `/routers/${id}/remove_router_interface`, { port_id: port.id });
    }
  }
}

/** Keypairs have no ids, and stay when their users go. */
async function removeKeypairs(clients: Clients): Promise<void> {
  const users = await listed(clients, 'identity', '/users', 'users');
  const theirs = users
    .filter(({ name }) => String(name).startsWith(PROJECT))
    .map(({ id }) => `?user_id=${id}`);
  for (const query of ['', ...theirs]) {
    const { keypairs } = await clients.call('compute', 'GET', `/os-keypairs${query}`);
    for (const { keypair } of keypairs as readonly { readonly keypair: { readonly name: string } }[])
      if (keypair.name.startsWith(PROJECT))
        await clients.call('compute', 'DELETE', `/os-keypairs/${keypair.name}${query}`);
  }
}

/** They go in the background, and what they are of must outlive them. */
async function gone(clients: Clients, key: string): Promise<void> {
  for (let left = 60; (await listed(clients, 'volume', `/${key}`, key)).length > 0; left -= 1) {
    if (left === 0) throw new Error(`The ${key} do not go.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function resetQuotas(clients: Clients): Promise<void> {
  for (const service of ['compute', 'volume'] as const)
    await clients.call(service, 'DELETE', `/os-quota-sets/${clients.projectId}`);
  await clients.call('network', 'DELETE', `/quotas/${clients.projectId}`, undefined, ACCEPTED);
}
