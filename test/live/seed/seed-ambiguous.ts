import { adminEntry, connect } from './cloud.ts';
import type { Body, Cloud } from './cloud.ts';
import { singularOf } from './ensure.ts';

const NETWORK = 'twice';
const GROUP = 'twice';

/**
 * Adds what no export file can tell apart by name: two networks and two groups of one name, two subnets without any
 * name, and a router with an interface on a network of another project. Writes nothing if they are there.
 * Answers with the number of calls that changed something.
 */
export async function seedAmbiguous(entry: string): Promise<number> {
  const tenant = await connect(entry);
  const partner = await connect(adminEntry(entry).replace(/admin$/, 'partner'));
  const networks = await pair(tenant, 'networks', NETWORK);
  await pair(tenant, 'security-groups', GROUP);
  for (const [index, network] of networks.entries()) {
    await one(tenant, 'subnets', `network_id=${network}`, {
      network_id: network,
      ip_version: 4,
      cidr: `10.40.${index}.0/24`,
      name: '',
    });
  }
  await borrowNetwork(tenant, partner);
  return tenant.writes() + partner.writes();
}

async function create(cloud: Cloud, collection: string, body: Body): Promise<string> {
  const singular = singularOf(collection);
  const answer = await cloud.write('POST', collection, { [singular]: body });
  // Boundary: a create answers with the resource.
  return (answer[singular] as { id: string }).id;
}

/** The id of the first resource that a query finds, or of a new one. */
async function one(cloud: Cloud, collection: string, query: string, body: Body): Promise<string> {
  const [found] = await cloud.own(collection, query);
  return found?.id ?? create(cloud, collection, body);
}

async function pair(cloud: Cloud, collection: string, name: string): Promise<string[]> {
  const ids = (await cloud.own(collection, `name=${name}`)).map(({ id }) => id);
  while (ids.length < 2)
    ids.push(await create(cloud, collection, { name, description: `Number ${ids.length + 1}` }));
  return ids;
}

/** The tenant may not choose its address on a network that is not its own: Neutron gives the port one. */
async function borrowNetwork(tenant: Cloud, partner: Cloud): Promise<void> {
  const name = 'partner-network';
  const network = await one(partner, 'networks', `name=${name}`, { name });
  const cidr = '10.41.0.0/24';
  await one(partner, 'subnets', `network_id=${network}`, {
    network_id: network,
    ip_version: 4,
    cidr,
    name: `${name}-v4`,
  });
  await one(partner, 'rbac-policies', `object_id=${network}`, {
    object_type: 'network',
    object_id: network,
    action: 'access_as_shared',
    target_tenant: tenant.projectId,
  });
  const router = await one(tenant, 'routers', 'name=borrower', { name: 'borrower' });
  const ports = await tenant.own('ports', `device_id=${router}&network_id=${network}`);
  if (ports.length > 0) return;
  const port = await create(tenant, 'ports', { network_id: network });
  await tenant.write('PUT', `routers/${router}/add_router_interface`, { port_id: port });
}
