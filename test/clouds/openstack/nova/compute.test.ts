import assert from 'node:assert/strict';
import { createClient, type Client } from '../../contract/client.ts';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud } from '../cloud.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDGaDAO5YIvn2N21JYw81oUUhoeV5gGgCBslsl71kM/D';

describe('The compute service of the loopback cloud', () => {
  let clouds: LoopbackCloud[] = [];
  let client: Client;
  const start = async (options: CloudOptions = {}): Promise<LoopbackCloud> => {
    const cloud = await startOpenStackCloud(options);
    clouds.push(cloud);
    return cloud;
  };
  const importKey = (cloud: LoopbackCloud, name: string): number =>
    cloud
      .tenant('src', 'src')
      .call('POST', '/v2.1/os-keypairs', { keypair: { name, public_key: KEY } }, 'compute').status;

  beforeEach(() => {
    client = createClient();
  });
  afterEach(async () => {
    client.close();
    await Promise.all(clouds.map((cloud) => cloud.close()));
    clouds = [];
  });

  it('is found in the catalogue, and can be left out of it', async () => {
    const typesOf = (cloud: LoopbackCloud): string[] =>
      cloud.state.identity.services.all().map((row) => row.type);
    assert.ok(typesOf(await start()).includes('compute'));
    assert.ok(!typesOf(await start({ withoutServices: ['compute'] })).includes('compute'));
  });

  it('goes back to what it was', async () => {
    const cloud = await start();
    assert.equal(importKey(cloud, 'before'), 200);
    const restore = cloud.snapshot();
    const admin = cloud.tenant('admin', 'admin');
    importKey(cloud, 'after');
    admin.call('DELETE', '/v2.1/flavors/1', undefined, 'compute');
    const group = { server_group: { name: 'g', policies: ['affinity'] } };
    admin.call('POST', '/v2.1/os-server-groups', group, 'compute');
    const limits = { quota_set: { instances: 1 } };
    admin.call('PUT', `/v2.1/os-quota-sets/${cloud.projectId('src')}`, limits, 'compute');
    restore();
    const { keypairs, flavors, serverGroups, quotaSets } = cloud.state.compute;
    assert.deepEqual(
      keypairs.all().map((row) => row.name),
      ['before'],
    );
    assert.equal(flavors.by('flavorid', '1').length, 1);
    assert.equal(serverGroups.size() + quotaSets.size(), 0);
  });

  it('sets limits for every project', async () => {
    const cloud = await start({ computeQuotas: { key_pairs: 1 } });
    assert.equal(importKey(cloud, 'one'), 200);
    assert.equal(importKey(cloud, 'two'), 403);
    const defaults = cloud
      .tenant('src', 'src')
      .call('GET', `/v2.1/os-quota-sets/${cloud.projectId('src')}/defaults`, undefined, 'compute');
    const { quota_set: limits } = defaults.body as { quota_set: Record<string, number> };
    assert.equal(limits['key_pairs'], 1);
    assert.equal(limits['instances'], 500);
  });

  it('speaks an older version of the API', async () => {
    const cloud = await start({ computeVersion: '2.53' });
    const ask = (version: string) =>
      cloud.tenant('src', 'src').call('GET', '/v2.1/flavors/1', undefined, 'compute', {
        'openstack-api-version': `compute ${version}`,
      });
    assert.equal(ask('2.53').status, 200);
    assert.equal(ask('latest').headers?.['OpenStack-API-Version'], 'compute 2.53');
    assert.equal(ask('2.54').status, 406);
    const answer = await client.send({ method: 'GET', url: `${cloud.url.replace('/v3', '')}/compute/` });
    assert.match(JSON.stringify(answer.body), /"version":"2\.53","min_version":"2\.1"/);
  });

  it('refuses options that would do nothing', async () => {
    await assert.rejects(start({ computeQuotas: { keypairs: 1 } }), /Nova has no quotas keypairs to set/);
    for (const version of ['2.0', '2.94', '3.1', 'latest']) {
      await assert.rejects(start({ computeVersion: version }), /has no version .* up to 2\.93/);
    }
  });

  it('leaves nothing behind of what it refuses', async () => {
    const cloud = await start();
    const specs = { extra_specs: { a: '1', A: '2' } };
    const admin = cloud.tenant('admin', 'admin');
    assert.equal(admin.call('POST', '/v2.1/flavors/1/os-extra_specs', specs, 'compute').status, 409);
    assert.deepEqual(cloud.state.compute.flavors.by('flavorid', '1')[0]?.extra_specs, {});
  });

  it('refuses a token that has ended', async () => {
    const cloud = await start();
    const auth = cloud.auth('src', 'src');
    const login = await client.send({
      method: 'POST',
      url: `${cloud.url}/auth/tokens`,
      body: {
        auth: {
          identity: {
            methods: ['password'],
            password: {
              user: { name: auth.username, password: auth.password, domain: { name: 'Default' } },
            },
          },
          scope: { project: { name: 'src', domain: { name: 'Default' } } },
        },
      },
    });
    const token = login.headers['x-subject-token'];
    const url = `${cloud.url.replace('/v3', '')}/compute/v2.1/flavors`;
    assert.equal((await client.send({ method: 'GET', url, token })).status, 200);
    cloud.expireTokens();
    const refused = await client.send({ method: 'GET', url, token });
    assert.equal(refused.status, 401);
    assert.equal(refused.headers['www-authenticate'], `Keystone uri="${cloud.url}"`);
  });
});
