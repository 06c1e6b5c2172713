import { adminEntry, connect } from './cloud.ts';
import type { Body, Cloud, Resource } from './cloud.ts';
import { byName, ensure, need } from './ensure.ts';

/** What the tenant refers to without owning it. A destination needs the same, or the references lead nowhere. */
export interface Surroundings {
  readonly publicNetwork: Resource;
  readonly publicSubnet: Resource;
  readonly qosPolicies: ReadonlyMap<string, Resource>;
  readonly subnetPools: ReadonlyMap<string, Resource>;
  readonly addressGroups: ReadonlyMap<string, Resource>;
  /** Of the project `partner`, shared with everybody. */
  readonly securityGroups: ReadonlyMap<string, Resource>;
}

const SUBNET_POOLS: readonly Body[] = [
  { name: 'shared-pool-v4', shared: true, prefixes: ['10.200.0.0/16'], default_prefixlen: '24' },
  { name: 'shared-pool-v6', shared: true, prefixes: ['fd20::/48'], default_prefixlen: '64' },
];
const QOS_POLICY: Body = { name: 'gold', shared: true, description: 'Ten megabits a second' };
const OFFICES: Body = { name: 'offices', addresses: ['198.51.100.0/24', '2001:db8:ff::/48'] };
const MONITORING: Body = { name: 'partner-monitoring', description: 'Where the partner measures from' };

async function ensureNamed(cloud: Cloud, collection: string, body: Body): Promise<Resource> {
  const found = byName(await cloud.own(collection)).get(String(body['name']));
  return ensure(cloud, collection, found, body);
}

/** Lets every project use an object that has no `shared` field of its own. */
async function shareWithAll(owner: Cloud, objectType: string, object: Resource): Promise<void> {
  const body = {
    object_type: objectType,
    object_id: object.id,
    action: 'access_as_shared',
    target_tenant: '*',
  };
  const policies = await owner.own('rbac-policies', `object_id=${object.id}`);
  const found = policies.find((policy) => policy['target_tenant'] === '*');
  await ensure(owner, 'rbac-policies', found, body);
}

async function ensureQosPolicy(admin: Cloud): Promise<Resource> {
  const policy = await ensureNamed(admin, 'qos/policies', QOS_POLICY);
  const limits = `qos/policies/${policy.id}/bandwidth_limit_rules`;
  const rules = policy['rules'];
  if (!Array.isArray(rules) || rules.length === 0) {
    await admin.write('POST', limits, { bandwidth_limit_rule: { max_kbps: 10_000, direction: 'egress' } });
  }
  return policy;
}

/** Makes what is missing of the surroundings in the cloud of an entry, as its administrator and as `partner`. */
export async function seedSurroundings(entry: string): Promise<Surroundings & { readonly writes: number }> {
  const admin = await connect(adminEntry(entry));
  const partner = await connect(adminEntry(entry).replace(/admin$/, 'partner'));
  const [networks, subnets, qosPolicy, offices, monitoring, ...subnetPools] = await Promise.all([
    admin.visible('networks', 'name=public&router:external=true'),
    admin.visible('subnets', 'name=public-subnet'),
    ensureQosPolicy(admin),
    ensureNamed(admin, 'address-groups', OFFICES),
    ensureNamed(partner, 'security-groups', MONITORING),
    ...SUBNET_POOLS.map((pool) => ensureNamed(admin, 'subnetpools', pool)),
  ]);
  await Promise.all([
    shareWithAll(admin, 'address_group', offices),
    shareWithAll(admin, 'security_group', monitoring),
  ]);
  return {
    publicNetwork: need(byName(networks), 'public', 'external network'),
    publicSubnet: need(byName(subnets), 'public-subnet', 'external subnet'),
    qosPolicies: byName([qosPolicy]),
    subnetPools: byName(subnetPools),
    addressGroups: byName([offices]),
    securityGroups: byName([monitoring]),
    writes: admin.writes() + partner.writes(),
  };
}
