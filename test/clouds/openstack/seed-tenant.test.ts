import assert from 'node:assert/strict';
import { startOpenStackCloud, type LoopbackCloud } from './cloud.ts';
import { seedTenant } from './seed-tenant.ts';

describe('A seeded tenant', () => {
  let cloud: LoopbackCloud;
  beforeEach(async () => {
    cloud = await startOpenStackCloud({ quotas: { network: 5, security_group_rule: 20, router: 1 } });
  });
  afterEach(() => cloud.close());

  it('has what was asked for', async () => {
    const counts = await seedTenant(cloud, { networks: 30, routers: 4, securityGroups: 7, rulesPerGroup: 9 });
    assert.deepEqual(counts, {
      networks: 30,
      subnets: 30,
      routers: 4,
      interfaces: 12,
      securityGroups: 7,
      rules: 63,
    });
    const tenant = cloud.tenant('src', 'src');
    assert.equal(tenant.list('networks', 'router:external=false').length, 30);
    assert.equal(tenant.list('subnets').length, 30);
    const routers = tenant.list('routers');
    assert.equal(routers.length, 4);
    assert.ok(routers.some((router) => router['external_gateway_info'] !== null));
    assert.ok(routers.some((router) => (router['routes'] as unknown[]).length > 0));
    assert.equal(tenant.list('ports', 'device_owner=network:router_interface').length, 12);
    assert.equal(tenant.list('security-groups').length, 8);
    assert.equal(tenant.list('security-group-rules').length, 4 + 7 * (2 + 9));
    assert.equal(cloud.calls.total, 0);
  });

  it('has the same names and values each time', async () => {
    const other = await startOpenStackCloud();
    try {
      const options = { networks: 8, routers: 2, securityGroups: 3, rulesPerGroup: 5 };
      await seedTenant(cloud, options);
      await seedTenant(other, options);
      const picture = (each: LoopbackCloud): unknown => {
        const tenant = each.tenant('src', 'src');
        const fields =
          'sort_key=name&sort_dir=asc&fields=name&fields=description&fields=mtu&fields=cidr&fields=tags';
        return ['networks', 'subnets', 'routers', 'security-groups'].map((kind) => tenant.list(kind, fields));
      };
      assert.deepEqual(picture(cloud), picture(other));
    } finally {
      await other.close();
    }
  });

  it('can be any project, without subnets', async () => {
    const counts = await seedTenant(cloud, {
      networks: 3,
      routers: 0,
      securityGroups: 0,
      rulesPerGroup: 0,
      subnets: false,
      user: 'bench',
      project: 'bench',
    });
    assert.equal(counts.subnets, 0);
    assert.equal(cloud.tenant('bench', 'bench').list('networks', 'router:external=false').length, 3);
    assert.equal(cloud.tenant('src', 'src').list('networks', 'router:external=false').length, 0);
  });
});
