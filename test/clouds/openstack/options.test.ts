import assert from 'node:assert/strict';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud, type Tenant } from './cloud.ts';

/** Runs work on a cloud with these options, as the tenant of `src`. */
async function on(
  options: CloudOptions,
  work: (tenant: Tenant, cloud: LoopbackCloud) => void,
): Promise<void> {
  const cloud = await startOpenStackCloud(options);
  try {
    work(cloud.tenant('src', 'src'), cloud);
  } finally {
    await cloud.close();
  }
}

function messageOf(body: unknown): string {
  return (body as { NeutronError: { message: string } }).NeutronError.message;
}

describe('Extensions that are left out', () => {
  const attributes: readonly [string, string, Readonly<Record<string, unknown>>][] = [
    ['port-security', 'networks', { port_security_enabled: false }],
    ['net-mtu', 'networks', { mtu: 1400 }],
    ['dns-integration', 'networks', { dns_domain: 'a.b.' }],
    ['qos', 'networks', { qos_policy_id: null }],
    ['standard-attr-description', 'networks', { description: 'x' }],
    ['provider', 'networks', { 'provider:network_type': 'vxlan' }],
    ['external-net', 'networks', { 'router:external': false }],
    ['subnet-service-types', 'subnets', { service_types: [] }],
    ['stateful-security-group', 'security-groups', { stateful: false }],
    ['l3-ha', 'routers', { ha: false }],
    ['dvr', 'routers', { distributed: false }],
  ];
  for (const [extension, collection, values] of attributes) {
    const [name = ''] = Object.keys(values);
    it(`${extension} takes ${name} of ${collection} with it`, () =>
      on({ withoutExtensions: [extension] }, (tenant, cloud) => {
        const admin = cloud.tenant('admin', 'src');
        const network = tenant.create('networks', { name: 'n' });
        const more =
          collection === 'subnets' ? { network_id: network.id, cidr: '10.0.0.0/24', ip_version: 4 } : {};
        const member = collection.replace(/s$/, '').replace('-', '_');
        const refused = admin.call('POST', `/v2.0/${collection}`, { [member]: { ...more, ...values } });
        assert.equal(refused.status, 400);
        assert.equal(messageOf(refused.body), `Unrecognized attribute(s) '${name}'`);
        const made = admin.create(collection, more);
        assert.ok(!(name in made));
        assert.ok(!(name in admin.list(collection, `id=${made.id}`)[0]!));
        const aliases = (admin.call('GET', '/v2.0/extensions').body as { extensions: { alias: string }[] })
          .extensions;
        assert.ok(!aliases.some(({ alias }) => alias === extension));
        assert.equal(admin.call('GET', `/v2.0/extensions/${extension}`).status, 404);
      }));
  }

  const paths: readonly [string, string][] = [
    ['router', '/v2.0/routers'],
    ['router', '/v2.0/floatingips'],
    ['security-group', '/v2.0/security-groups'],
    ['security-group', '/v2.0/security-group-rules'],
    ['qos', '/v2.0/qos/policies'],
    ['rbac-policies', '/v2.0/rbac-policies'],
    ['trunk', '/v2.0/trunks'],
    ['agent', '/v2.0/agents'],
    ['address-scope', '/v2.0/address-scopes'],
  ];
  for (const [extension, path] of paths) {
    it(`${extension} takes ${path} with it`, () =>
      on({ withoutExtensions: [extension] }, (tenant) => {
        assert.equal(tenant.call('GET', path).status, 404);
      }));
  }

  it('standard-attr-tag takes tags with it', () =>
    on({ withoutExtensions: ['standard-attr-tag'] }, (tenant) => {
      const network = tenant.create('networks', { name: 'n' });
      assert.ok(!('tags' in network));
      assert.equal(tenant.call('PUT', `/v2.0/networks/${network.id}/tags`, { tags: [] }).status, 404);
      assert.equal(tenant.call('GET', '/v2.0/networks?tags=x').status, 400);
    }));

  it('filter-validation takes the check of filters with it', () =>
    on({ withoutExtensions: ['filter-validation'] }, (tenant) => {
      assert.equal(tenant.call('GET', '/v2.0/networks?nope=1').status, 200);
    }));

  it('ext-gw-mode takes the SNAT flag with it', () =>
    on({ withoutExtensions: ['ext-gw-mode'] }, (tenant) => {
      const [network] = tenant.list('networks', 'router:external=true');
      const router = tenant.create('routers', { external_gateway_info: { network_id: network!.id } });
      assert.ok(!('enable_snat' in (router['external_gateway_info'] as object)));
    }));

  it('a misspelt one is an error', async () => {
    await assert.rejects(
      startOpenStackCloud({ withoutExtensions: ['port-sekurity'] }),
      /no extensions port-sekurity/,
    );
  });
});

describe('Other options of the loopback cloud', () => {
  it('pages lists though nobody asks', () =>
    on({ pageLimit: 2 }, (tenant) => {
      for (const name of ['a', 'b', 'c', 'd']) tenant.create('networks', { name });
      const seen: string[] = [];
      let path: string | undefined = '/v2.0/networks?router:external=false';
      while (path !== undefined) {
        const body = tenant.call('GET', path).body as {
          networks: { name: string }[];
          networks_links?: { rel: string; href: string }[];
        };
        assert.ok(body.networks.length <= 2);
        seen.push(...body.networks.map(({ name }) => name));
        const next: string | undefined = body.networks_links?.find(({ rel }) => rel === 'next')?.href;
        path = next === undefined ? undefined : next.slice(next.indexOf('/v2.0'));
      }
      assert.deepEqual(seen.sort(), ['a', 'b', 'c', 'd']);
    }));

  it('changes the policy', () =>
    on({ policy: { 'create_network:shared': 'anyone', create_router: 'nobody' } }, (tenant) => {
      assert.equal(tenant.create('networks', { shared: true })['shared'], true);
      assert.equal(tenant.call('POST', '/v2.0/routers', { router: {} }).status, 403);
    }));

  it('sets limits for every project', () =>
    on({ quotas: { network: 1 } }, (tenant) => {
      tenant.create('networks', {});
      const refused = tenant.call('POST', '/v2.0/networks', { network: {} });
      assert.equal(refused.status, 409);
      assert.equal(messageOf(refused.body), "Quota exceeded for resources: ['network'].");
    }));

  it('has another public network, or none', async () => {
    await on({ publicNetwork: { name: 'outside', cidr: '192.0.2.0/26' } }, (_tenant, cloud) => {
      const [subnet] = cloud.tenant('admin', 'admin').list('subnets', 'name=outside-subnet');
      assert.deepEqual(
        [subnet?.['cidr'], subnet?.['gateway_ip'], subnet?.['allocation_pools']],
        ['192.0.2.0/26', '192.0.2.1', [{ start: '192.0.2.10', end: '192.0.2.58' }]],
      );
    });
    await on({ publicNetwork: null }, (tenant) => {
      assert.deepEqual(tenant.list('networks'), []);
    });
  });
});
