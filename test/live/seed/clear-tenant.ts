import { connect } from './cloud.ts';
import type { Body, Cloud, Resource } from './cloud.ts';
import { ensure } from './ensure.ts';

/** What Neutron gives to the `default` group of a new project; the last two are from the group itself. */
const STOCK_RULES: readonly { readonly body: Body; readonly fromSelf?: true }[] = [
  { body: { direction: 'egress', ethertype: 'IPv4' } },
  { body: { direction: 'egress', ethertype: 'IPv6' } },
  { body: { direction: 'ingress', ethertype: 'IPv4' }, fromSelf: true },
  { body: { direction: 'ingress', ethertype: 'IPv6' }, fromSelf: true },
];

/**
 * Empties the project of a clouds.yaml entry: networks and all that hangs on them, groups, pools, policies. The group
 * `default`, which cannot be deleted, becomes what a new project has. Answers with the number of calls that changed something.
 */
export async function clearTenant(entry: string): Promise<number> {
  const cloud = await connect(entry);
  const remove = async (collection: string, resources?: readonly Resource[]): Promise<void> => {
    const all = resources ?? (await cloud.own(collection));
    await Promise.all(all.map((resource) => cloud.write('DELETE', `${collection}/${resource.id}`)));
  };

  await Promise.all([remove('floatingips'), remove('trunks')]);
  await disconnectRouters(cloud);
  await Promise.all([remove('routers'), removePorts(cloud)]);
  await remove('rbac-policies');
  await remove('networks');
  await Promise.all([remove('subnetpools'), remove('qos/policies')]);

  const groups = await cloud.own('security-groups');
  await remove(
    'security-groups',
    groups.filter((group) => group['name'] !== 'default'),
  );
  await remove('address-groups');
  const standard = groups.find((group) => group['name'] === 'default');
  if (standard) await restoreDefault(cloud, standard);
  return cloud.writes();
}

/** Static routes go first: an interface that a route needs cannot be removed. */
async function disconnectRouters(cloud: Cloud): Promise<void> {
  const [routers, ports] = await Promise.all([cloud.own('routers'), cloud.own('ports')]);
  await Promise.all(
    routers.map(async (router) => {
      await ensure(cloud, 'routers', router, { routes: [] }, tagsOf(router));
      const interfaces = ports.filter((port) => port['device_id'] === router.id);
      for (const port of interfaces) {
        await cloud.write('PUT', `routers/${router.id}/remove_router_interface`, { port_id: port.id });
      }
    }),
  );
}

/** Boundary: tags are a list of strings wherever there are any. */
const tagsOf = (resource: Resource): string[] => (resource['tags'] ?? []) as string[];

/** Ports of DHCP agents and routers go with what they serve. */
async function removePorts(cloud: Cloud): Promise<void> {
  const ports = await cloud.own('ports');
  const plain = ports.filter((port) => !String(port['device_owner']).startsWith('network:'));
  await Promise.all(plain.map((port) => cloud.write('DELETE', `ports/${port.id}`)));
}

async function restoreDefault(cloud: Cloud, group: Resource): Promise<void> {
  await ensure(cloud, 'security-groups', group, { description: 'Default security group' });
  const present = await cloud.own('security-group-rules', `security_group_id=${group.id}`);
  const wanted = STOCK_RULES.map(({ body, fromSelf }) => ({
    security_group_id: group.id,
    ...body,
    ...(fromSelf && { remote_group_id: group.id }),
  }));
  const isStock = (rule: Resource, body: Body): boolean =>
    rule['direction'] === body['direction'] &&
    rule['ethertype'] === body['ethertype'] &&
    rule['remote_group_id'] === (body['remote_group_id'] ?? null) &&
    rule['protocol'] === null &&
    rule['remote_ip_prefix'] === null;
  const surplus = present.filter((rule) => !wanted.some((body) => isStock(rule, body)));
  await Promise.all(surplus.map((rule) => cloud.write('DELETE', `security-group-rules/${rule.id}`)));
  const missing = wanted.filter((body) => !present.some((rule) => isStock(rule, body)));
  if (missing.length > 0)
    await cloud.write('POST', 'security-group-rules', { security_group_rules: missing });
}
