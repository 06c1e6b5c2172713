import { adminEntry, connect } from './cloud.ts';
import type { Cloud, Resource } from './cloud.ts';
import { byName, ensure, need } from './ensure.ts';
import type { Surroundings } from './surroundings.ts';
import type { NetworkSeed, SubnetSeed } from './tenant/types.ts';

/** Who writes: the tenant, or the administrator where policy demands it (the result is the tenant's all the same). */
export interface Writers {
  readonly tenant: Cloud;
  readonly admin: Cloud;
}

/** Makes what is missing of the networks and their subnets; answers with the subnets by name. */
export async function seedNetworks(
  writers: Writers,
  seeds: readonly NetworkSeed[],
  surroundings: Surroundings,
): Promise<Map<string, Resource>> {
  const { tenant, admin } = writers;
  const [networks, subnets, projects] = await Promise.all([
    tenant.own('networks').then(byName),
    tenant.own('subnets').then(byName),
    sharedProjects(tenant, seeds),
  ]);
  const made = await Promise.all(
    seeds.map(async (seed) => {
      const cloud = seed.byAdmin ? admin : tenant;
      const fields = { name: seed.name, ...(seed.byAdmin && { project_id: tenant.projectId }), ...seed.body };
      const policy =
        seed.qosPolicy === undefined
          ? undefined
          : need(surroundings.qosPolicies, seed.qosPolicy, 'QoS policy');
      const body = { ...fields, ...(policy && { qos_policy_id: policy.id }) };
      const found = networks.get(seed.name);
      const network = await ensure(
        cloud,
        'networks',
        await asSeenBy(cloud, tenant, 'networks', found),
        body,
        seed.tags,
      );
      if (seed.sharedWith !== undefined)
        await share(tenant, network, need(projects, seed.sharedWith, 'project'));
      return Promise.all(
        (seed.subnets ?? []).map((subnet) =>
          seedSubnet(writers, subnet, network, subnets.get(subnet.name), surroundings),
        ),
      );
    }),
  );
  return byName(made.flat());
}

/** The tenant's listing leaves out what only the administrator may read; without it the seed would write again. */
async function asSeenBy(
  cloud: Cloud,
  tenant: Cloud,
  collection: string,
  found: Resource | undefined,
): Promise<Resource | undefined> {
  if (found === undefined || cloud === tenant) return found;
  return (await cloud.visible(collection, `id=${found.id}`))[0];
}

async function seedSubnet(
  { tenant, admin }: Writers,
  seed: SubnetSeed,
  network: Resource,
  found: Resource | undefined,
  surroundings: Surroundings,
): Promise<Resource> {
  const cloud = seed.byAdmin ? admin : tenant;
  const pool = seed.pool === undefined ? undefined : need(surroundings.subnetPools, seed.pool, 'subnet pool');
  const body = {
    name: seed.name,
    network_id: network.id,
    ...(seed.byAdmin && { project_id: tenant.projectId }),
    ...(pool && { subnetpool_id: pool.id }),
    ...seed.body,
  };
  return ensure(cloud, 'subnets', await asSeenBy(cloud, tenant, 'subnets', found), body, seed.tags);
}

/** A tenant cannot list projects, but whoever lives there knows the id. */
async function sharedProjects(tenant: Cloud, seeds: readonly NetworkSeed[]): Promise<Map<string, string>> {
  const names = new Set(seeds.flatMap((seed) => (seed.sharedWith === undefined ? [] : [seed.sharedWith])));
  const cloud = adminEntry(tenant.entry).replace(/admin$/, '');
  const projects = [...names].map(async (name) => [name, (await connect(cloud + name)).projectId] as const);
  return new Map(await Promise.all(projects));
}

async function share(tenant: Cloud, network: Resource, projectId: string): Promise<void> {
  const body = {
    object_type: 'network',
    object_id: network.id,
    action: 'access_as_shared',
    target_tenant: projectId,
  };
  const policies = await tenant.own('rbac-policies', `object_id=${network.id}`);
  await ensure(
    tenant,
    'rbac-policies',
    policies.find((policy) => policy['target_tenant'] === projectId),
    body,
  );
}
