import { clientsOf, type Clients, type ServiceName } from '../whole/clients.ts';
import type { Side } from '../whole/seed.ts';

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly project_id?: string;
}

/** In this order: where it is listed for one project, the key of the list, where one is deleted. */
const OWNED: readonly (readonly [ServiceName, string, string, string])[] = [
  ['network', '/ports?project_id=${project}', 'ports', '/ports'],
  ['network', '/rbac-policies?project_id=${project}', 'rbac_policies', '/rbac-policies'],
  ['network', '/networks?project_id=${project}', 'networks', '/networks'],
  ['network', '/security-groups?project_id=${project}', 'security_groups', '/security-groups'],
  ['compute', '/os-server-groups?all_projects=True', 'server_groups', '/os-server-groups'],
  ['image', '/images?owner=${project}', 'images', '/images'],
];

/** Removes all projects that were seeded or moved, with all that they have: also after a run that ended halfway. */
export async function clearSeveral(side: Side): Promise<void> {
  const admin = await clientsOf(side, 'admin');
  const { projects } = await admin.call('identity', 'GET', '/projects');
  const ours = (projects as readonly Resource[]).filter(isOurs);
  for (const [service, path, key, at] of OWNED)
    for (const { id } of ours) await clear(admin, { service, path, key, at, project: id });
  for (const { id } of ours) {
    await admin.call('network', 'DELETE', `/quotas/${id}`, undefined, [404]);
    await admin.call('compute', 'DELETE', `/os-quota-sets/${id}`, undefined, [400, 404]);
  }
  // Those that are nested go before those that they are below.
  for (let left = ours; left.length > 0;) {
    const gone: Resource[] = [];
    for (const one of left) if (await isDeleted(admin, one)) gone.push(one);
    if (gone.length === 0) throw new Error(`Projects do not go: ${left.map(({ name }) => name).join(', ')}`);
    left = left.filter((one) => !gone.includes(one));
  }
  const { domains } = await admin.call('identity', 'GET', '/domains');
  for (const { id } of (domains as readonly Resource[]).filter(isOurs)) {
    await admin.call('identity', 'PATCH', `/domains/${id}`, { domain: { enabled: false } });
    await admin.call('identity', 'DELETE', `/domains/${id}`);
  }
}

function isOurs({ name }: Resource): boolean {
  return name.startsWith('several-');
}

async function isDeleted(admin: Clients, { id }: Resource): Promise<boolean> {
  const answer = await admin.call('identity', 'DELETE', `/projects/${id}`, undefined, [400, 403, 409]);
  return answer['error'] === undefined;
}

async function clear(
  admin: Clients,
  {
    service,
    path,
    key,
    at,
    project,
  }: {
    readonly service: ServiceName;
    readonly path: string;
    readonly key: string;
    readonly at: string;
    readonly project: string;
  },
): Promise<void> {
  const answer = await admin.call(service, 'GET', path.replace('${project}', project));
  for (const one of answer[key] as readonly Resource[])
    if (service !== 'compute' || one.project_id === project)
      await admin.call(service, 'DELETE', `${at}/${one.id}`, undefined, [403, 404, 409]);
}
