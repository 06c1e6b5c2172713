import { Buffer } from 'node:buffer';
import type { Body } from '../cloud.ts';
import { clientsOf, type Clients, type ServiceName } from '../whole/clients.ts';

/** Projects as `--projects` names them. Two have one name, and one of them is nested. */
export const PROJECTS = [
  { name: 'several-web', domain: 'Default', label: 'several-web' },
  { name: 'several-shop', domain: 'Default', label: 'several-shop' },
  { name: 'several-web', domain: 'several-partners', label: 'several-web@several-partners' },
] as const;

/** Fills three projects of the source; what one shares, another one uses. */
export async function seedSeveral(): Promise<void> {
  const admin = await clientsOf('source', 'admin');
  const partners = await make(admin, 'identity', '/domains', 'domain', { name: 'several-partners' });
  const above = await make(admin, 'identity', '/projects', 'project', {
    name: 'several-above',
    domain_id: 'default',
  });
  const project = (values: Body): Promise<string> => make(admin, 'identity', '/projects', 'project', values);
  const web = await project({ name: 'several-web', domain_id: 'default', parent_id: above });
  const shop = await project({ name: 'several-shop', domain_id: 'default' });
  const theirs = await project({ name: 'several-web', domain_id: partners });
  await project({ name: 'several-left-out', domain_id: 'default' });
  const { roles } = await admin.call('identity', 'GET', '/roles?name=admin');
  const [role] = roles as readonly { readonly id: string }[];
  for (const id of [web, shop, theirs])
    await admin.call('identity', 'PUT', `/projects/${id}/users/${admin.userId}/roles/${role?.id ?? ''}`);
  for (const { name, domain } of PROJECTS) await fill(await clientsOf('source', name, domain));
  await share(await clientsOf('source', 'several-web'), await clientsOf('source', 'several-shop'));
}

/** What each of the projects has, by the same names. */
async function fill(clients: Clients): Promise<void> {
  const network = await make(clients, 'network', '/networks', 'network', { name: 'front' });
  await make(clients, 'network', '/subnets', 'subnet', {
    name: 'front-v4',
    network_id: network,
    ip_version: 4,
    cidr: '10.40.0.0/24',
  });
  const group = await make(clients, 'network', '/security-groups', 'security_group', { name: 'app' });
  const { security_groups: groups } = await clients.call(
    'network',
    'GET',
    `/security-groups?name=default&project_id=${clients.projectId}`,
  );
  const [own] = groups as readonly { readonly id: string }[];
  for (const security_group_id of [group, own?.id])
    await make(clients, 'network', '/security-group-rules', 'security_group_rule', {
      security_group_id,
      direction: 'ingress',
      ethertype: 'IPv4',
      protocol: 'tcp',
      port_range_min: 443,
      port_range_max: 443,
    });
  await make(clients, 'compute', '/os-server-groups', 'server_group', {
    name: 'apart',
    policy: 'anti-affinity',
  });
  const { id: image } = await clients.call('image', 'POST', '/images', {
    name: 'disk',
    container_format: 'bare',
    disk_format: 'raw',
  });
  await clients.call(
    'image',
    'PUT',
    `/images/${String(image)}/file`,
    Buffer.alloc(300_000, clients.projectId),
  );
  await clients.call('network', 'PUT', `/quotas/${clients.projectId}`, { quota: { network: 44 } });
  await clients.call('compute', 'PUT', `/os-quota-sets/${clients.projectId}`, { quota_set: { cores: 33 } });
}

/** A network that another project has a port on: two have its name, and only its id tells which. */
async function share(owner: Clients, guest: Clients): Promise<void> {
  const twins = [];
  for (const number of [1, 2]) {
    const id = await make(owner, 'network', '/networks', 'network', {
      name: 'twin',
      description: `number ${number}`,
    });
    await make(owner, 'network', '/subnets', 'subnet', {
      name: `twin-${number}`,
      network_id: id,
      ip_version: 4,
      cidr: `10.4${number}.0.0/24`,
    });
    twins.push(id);
  }
  const [shared = ''] = twins;
  await make(owner, 'network', '/rbac-policies', 'rbac_policy', {
    object_type: 'network',
    object_id: shared,
    action: 'access_as_shared',
    target_tenant: guest.projectId,
  });
  await make(guest, 'network', '/ports', 'port', {
    name: 'guest',
    network_id: shared,
    fixed_ips: [{ ip_address: '10.41.0.77' }],
  });
}

async function make(
  clients: Clients,
  service: ServiceName,
  path: string,
  key: string,
  values: Body,
): Promise<string> {
  const answer = await clients.call(service, 'POST', path, { [key]: values });
  // Boundary: the answer to a create.
  return (answer[key] as { readonly id: string }).id;
}
