import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as tlsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud } from './cloud.ts';
import { openTestSession, passwordBody, type TestSession } from './session-for-tests.ts';
import { at } from '../contract/words.ts';
import { createClient } from '../contract/client.ts';

describe('The loopback cloud', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
  const start = async (options?: CloudOptions): Promise<LoopbackCloud> => {
    const cloud = await startOpenStackCloud(options);
    open.push(cloud);
    return cloud;
  };
  const enter = async (cloud: LoopbackCloud, user = 'src', project = 'src'): Promise<TestSession> => {
    const session = await openTestSession(cloud, user, project);
    open.push(session);
    return session;
  };

  it('counts calls, and a login is no write', async () => {
    const cloud = await start();
    const session = await enter(cloud);
    cloud.resetCalls();
    const { calls } = cloud;
    const made = await session.send('POST', '/v2.0/networks', { network: { name: 'a' } });
    const id = String(at(made.body, 'network.id'));
    await session.send('GET', `/v2.0/networks/${id}`);
    await session.send('GET', '/v2.0/networks?name=a');
    await session.send('GET', `/v2.0/networks/${id}?fields=id`);
    await session.send('GET', 'keystone:/v3/auth/projects');
    await enter(cloud);
    assert.equal(calls.total, 6);
    assert.equal(calls.writes, 1);
    assert.deepEqual(calls.byRoute, {
      'POST /v2.0/networks': 1,
      'GET /v2.0/networks/{id}': 2,
      'GET /v2.0/networks': 1,
      'GET /v3/auth/projects': 1,
      'POST /v3/auth/tokens': 1,
    });
    assert.deepEqual(calls.list[2], {
      service: 'network',
      method: 'GET',
      path: '/v2.0/networks?name=a',
      status: 200,
    });
    cloud.resetCalls();
    assert.equal(calls.total, 0);
  });

  it('serves those inside without counting', async () => {
    const cloud = await start();
    const tenant = cloud.tenant('src', 'src');
    const network = tenant.create('networks', { name: 'inside' });
    assert.equal(network['tenant_id'], cloud.projectId('src'));
    assert.equal(cloud.calls.total, 0);
    assert.throws(() => tenant.create('networks', { nope: 1 }), /Unrecognized attribute/);
    const session = await enter(cloud);
    const answer = await session.send('GET', `/v2.0/networks/${network.id}`);
    assert.equal(at(answer.body, 'network.name'), 'inside');
  });

  it('says nothing of users and projects that it has not', async () => {
    const cloud = await start();
    assert.throws(() => cloud.auth('nobody', 'src'), /no user 'nobody'/);
    assert.throws(() => cloud.auth('src', 'nowhere'), /no project 'nowhere'/);
  });

  it('keeps clouds apart', async () => {
    const [one, two] = [await start(), await start()];
    assert.notEqual(one.auth('src', 'src').password, two.auth('src', 'src').password);
    one.tenant('src', 'src').create('networks', { name: 'only-here' });
    assert.equal(two.tenant('src', 'src').list('networks', 'name=only-here').length, 0);
    const session = await enter(one);
    const strange = await createClientCall(two, session.token);
    assert.equal(strange, 401);
  });

  async function createClientCall(cloud: LoopbackCloud, token: string): Promise<number> {
    const client = createClient();
    open.push(client);
    const url = `${cloud.url.replace(/\/v3$/, '')}/network/v2.0/networks`;
    return (await client.send({ method: 'GET', url, token })).status;
  }

  it('takes more domains, projects and users, and another region', async () => {
    const cloud = await start({
      region: 'Elsewhere',
      domains: ['Partners'],
      projects: ['extra', { name: 'theirs', domain: 'Partners' }],
      users: [
        { name: 'ann', password: 'long-and-strange', projects: { extra: ['member'] } },
        {
          name: 'bob',
          domain: 'Partners',
          projects: { 'Partners/theirs': ['member'] },
          domains: { Partners: ['admin'] },
        },
      ],
    });
    assert.equal(cloud.region, 'Elsewhere');
    assert.equal(cloud.auth('ann', 'extra').password, 'long-and-strange');
    const bob = cloud.auth('bob', 'Partners/theirs');
    assert.deepEqual(
      [bob.user_domain_name, bob.project_domain_name, bob.project_name],
      ['Partners', 'Partners', 'theirs'],
    );
    const session = await enter(cloud, 'bob', 'Partners/theirs');
    const catalogue = await session.send('GET', 'keystone:/v3/auth/catalog');
    assert.equal(at(catalogue.body, 'catalog.0.endpoints.0.region'), 'Elsewhere');
    const domains = await session.send('GET', 'keystone:/v3/auth/domains');
    assert.equal(at(domains.body, 'domains.0.name'), 'Partners');
  });

  it('leaves a service out of the catalogue', async () => {
    const cloud = await start({ withoutServices: ['network'] });
    const session = await enter(cloud);
    const answer = await session.send('GET', 'keystone:/v3/auth/catalog');
    const types = (at(answer.body, 'catalog') as { type: string }[]).map((service) => service.type);
    assert.ok(types.includes('identity') && !types.includes('network'));
  });

  it('lets tokens run out, and ends them all at once', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const cloud = await start({ tokenLifetimeSeconds: 60, now: () => now });
    const session = await enter(cloud);
    assert.equal((await session.send('GET', '/v2.0/networks')).status, 200);
    now += 59_000;
    assert.equal((await session.send('GET', '/v2.0/networks')).status, 200);
    now += 2000;
    assert.equal((await session.send('GET', '/v2.0/networks')).status, 401);
    const next = await enter(cloud);
    cloud.expireTokens();
    assert.equal((await next.send('GET', '/v2.0/networks')).status, 401);
    assert.equal(cloud.tenant('src', 'src').list('networks').length, 1);
  });

  it('ends a token that its owner gives up', async () => {
    const cloud = await start();
    const session = await enter(cloud);
    const ended = await session.send('DELETE', 'keystone:/v3/auth/tokens', undefined, {
      'x-subject-token': session.token,
    });
    assert.equal(ended.status, 204);
    assert.equal((await session.send('GET', '/v2.0/networks')).status, 401);
  });

  it('goes back to how it was', async () => {
    const cloud = await start();
    const tenant = cloud.tenant('src', 'src');
    const kept = tenant.create('networks', { name: 'kept' });
    const restore = cloud.snapshot();
    tenant.remove('networks', kept.id);
    tenant.create('networks', { name: 'later' });
    restore();
    assert.deepEqual(
      tenant.list('networks', 'fields=name&router:external=false').map((each) => each['name']),
      ['kept'],
    );
  });

  it('serves TLS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-cloud-'));
    try {
      const file = (name: string): string => join(folder, name);
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '2',
        ].concat([
          '-subj',
          '/CN=127.0.0.1',
          '-addext',
          'subjectAltName=IP:127.0.0.1',
          '-keyout',
          file('key'),
          '-out',
          file('cert'),
        ]),
        { stdio: 'pipe' },
      );
      const [key, cert] = [readFileSync(file('key')), readFileSync(file('cert'))];
      const cloud = await start({ https: { key, cert } });
      assert.match(cloud.url, /^https:/);
      const body = await tlsPost(`${cloud.url}/auth/tokens`, cert, passwordBody(cloud.auth('src', 'src')));
      const catalogue = at(body, 'token.catalog') as { endpoints: { url: string }[] }[];
      assert.ok(catalogue.every((service) => service.endpoints.every(({ url }) => url.startsWith('https:'))));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('closes although clients keep their connections', async () => {
    const cloud = await startOpenStackCloud();
    const session = await openTestSession(cloud);
    await cloud.close();
    session.close();
    await assert.rejects(openTestSession(cloud), /ECONNREFUSED/);
  });
});

function tlsPost(url: string, ca: Buffer, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = tlsRequest(url, { method: 'POST', ca, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (part: string) => (text += part));
      incoming.on('end', () => {
        resolve(JSON.parse(text));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}
