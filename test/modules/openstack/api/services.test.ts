import assert from 'node:assert/strict';
import { openSession } from '../../../../modules/openstack/api/session.ts';
import type { CloudCredentials, Session } from '../../../../modules/openstack/api/session.types.ts';
import {
  credentialsFor,
  quick,
  refusalOf,
  service,
  startLoopback,
  tokenReply,
  type Handler,
  type Loopback,
} from './loopback.ts';

describe('services of a session', () => {
  let cloud: Loopback | undefined;
  let session: Session | undefined;
  afterEach(async () => {
    await session?.close();
    await cloud?.close();
  });

  /** A cloud whose catalogue has these services below its one address. */
  async function open(
    services: readonly (readonly [type: string, path: string])[],
    handler: Handler,
    more: (url: string) => Partial<CloudCredentials> = () => ({}),
  ): Promise<{ readonly session: Session; readonly urls: () => string[]; readonly cloud: Loopback }> {
    const server = (cloud = await startLoopback((request, answered) => {
      if (request.path !== '/v3/auth/tokens') return handler(request, answered);
      return tokenReply({
        catalogue: services.map(([type, path]) => service(type, `${request.origin}${path}`)),
      });
    }));
    const opened = (session = openSession(credentialsFor(`${server.url}/v3`, more(server.url)), quick));
    return {
      session: opened,
      cloud: server,
      urls: () => server.seen.slice(1).map(({ method, url }) => `${method} ${url}`),
    };
  }

  const nova = { version: { id: 'v2.1', status: 'CURRENT', version: '2.93', min_version: '2.1', links: [] } };

  it('asks Nova for its microversions once, and sends both headers where one is wanted', async () => {
    const { session, urls, cloud } = await open([['compute', '/compute/v2.1']], ({ path }) =>
      path === '/compute/v2.1/' ? { body: nova } : { body: { servers: [] } },
    );
    assert.equal(await session.microversion('compute', { max: '2.90' }), '2.90');
    assert.equal(await session.microversion('compute', { min: '2.10', max: '2.100' }), '2.93');
    await session.list('compute', '/servers/detail', 'servers', { microversion: '2.93' });
    await session.list('compute', '/servers', 'servers');
    assert.deepEqual(urls(), [
      'GET /compute/v2.1/',
      'GET /compute/v2.1/servers/detail',
      'GET /compute/v2.1/servers',
    ]);
    const [, , with_, without] = cloud.seen.map(({ headers }) => headers);
    assert.equal(with_?.['openstack-api-version'], 'compute 2.93');
    assert.equal(with_['x-openstack-nova-api-version'], '2.93');
    assert.equal(without?.['openstack-api-version'], undefined);
    const refused = await refusalOf(session.microversion('compute', { min: '2.94', max: '2.96' }));
    assert.equal(refused.code, 'openstack-microversion');
    assert.match(refused.message, /speaks the microversions 2\.1 to 2\.93, but this needs 2\.94 to 2\.96/);
  });

  it('uses the list that it found the version in for microversions too', async () => {
    const versions = {
      versions: [{ ...nova.version, links: [{ rel: 'self', href: 'http://inside/v2.1/' }] }],
    };
    const { session, urls } = await open([['compute', '']], ({ path }) => ({
      body: path === '/' ? versions : { servers: [] },
    }));
    await session.list('compute', '/servers', 'servers');
    assert.equal(await session.microversion('compute', { max: '2.50' }), '2.50');
    assert.deepEqual(urls(), ['GET /', 'GET /v2.1/servers']);
  });

  it('has no microversions for services that have none, and does not ask', async () => {
    const { session, urls } = await open([['network', '/v2.0']], () => undefined);
    assert.equal(await session.microversion('network', { max: '2.1' }), undefined);
    assert.equal(await session.microversion('image', { max: '2.1' }), undefined);
    assert.deepEqual(urls(), []);
  });

  it('keeps Cinder’s project in the path, and adds it where the catalogue has no version', async () => {
    const cinder = {
      versions: [
        {
          id: 'v3.0',
          status: 'CURRENT',
          version: '3.70',
          min_version: '3.0',
          links: [{ rel: 'self', href: 'http://inside/v3/' }],
        },
      ],
    };
    const handler: Handler = ({ path }) =>
      path.endsWith('/')
        ? { status: path === '/volume/' ? 300 : 200, body: cinder }
        : { body: { volumes: [] } };
    const one = await open([['volumev3', '/volume/v3/p9']], handler);
    await one.session.list('block-storage', '/volumes/detail', 'volumes', { microversion: '3.59' });
    assert.equal(await one.session.microversion('block-storage', { max: '3.59' }), '3.59');
    assert.deepEqual(one.urls(), ['GET /volume/v3/p9/volumes/detail', 'GET /volume/v3/']);
    assert.equal(one.cloud.seen[1]?.headers['openstack-api-version'], 'volume 3.59');
    await one.session.close();
    await one.cloud.close();
    const two = await open([['block-storage', '/volume']], handler);
    await two.session.list('block-storage', '/volumes', 'volumes');
    assert.deepEqual(two.urls(), ['GET /volume/', 'GET /volume/v3/p1/volumes']);
  });

  it('takes Placement as it stands', async () => {
    const { session, urls } = await open([['placement', '/placement/']], () => ({
      body: { resource_providers: [] },
    }));
    await session.list('placement', '/resource_providers', 'resource_providers');
    assert.deepEqual(urls(), ['GET /placement/resource_providers']);
  });

  it('knows Glance’s path and pages', async () => {
    const versions = ['v2.15', 'v2.0'].map((id) => ({
      id,
      status: id === 'v2.15' ? 'CURRENT' : 'SUPPORTED',
      links: [{ rel: 'self', href: 'http://inside:9292/v2/' }],
    }));
    const { session, urls } = await open([['image', '/image']], ({ path, query }) => {
      if (path === '/image/') return { status: 300, body: { versions } };
      return {
        body: query.has('marker')
          ? { images: [{ id: 2 }] }
          : { images: [{ id: 1 }], next: '/v2/images?limit=1&marker=m' },
      };
    });
    assert.equal((await session.list('image', '/images', 'images')).length, 2);
    assert.deepEqual(urls(), [
      'GET /image/',
      'GET /image/v2/images?limit=1000',
      'GET /image/v2/images?limit=1&marker=m',
    ]);
  });

  it('falls back to the usual version where the list is hidden', async () => {
    const { session, urls } = await open([['network', '/']], ({ path }) =>
      path === '/' ? { status: 403, body: '<html>no</html>' } : { body: { networks: [] } },
    );
    await session.list('network', '/networks', 'networks', { query: { limit: 5 } });
    assert.deepEqual(urls(), ['GET /', 'GET /v2.0/networks?limit=5']);
  });

  it('says so where the service does not have the version', async () => {
    const { session } = await open([['network', '/']], () => ({
      body: { versions: [{ id: 'v3.0', status: 'CURRENT' }] },
    }));
    const refused = await refusalOf(session.list('network', '/networks', 'networks'));
    assert.equal(refused.code, 'openstack-no-service');
    assert.match(refused.message, /does not speak v2\.0: it offers v3\.0/);
  });

  it('reaches Keystone where the token came from, whatever the catalogue says', async () => {
    const { session, urls } = await open([['identity', '/not/this/v2.0']], () => ({
      body: { projects: [] },
    }));
    await session.list('identity', '/auth/projects', 'projects');
    assert.deepEqual(urls(), ['GET /v3/auth/projects']);
  });

  it('prefers an endpoint override to the catalogue', async () => {
    const { session, urls } = await open(
      [['network', '/wrong']],
      () => ({ body: { networks: [] } }),
      (url) => ({
        endpointOverrides: { network: `${url}/right/v2.0/` },
      }),
    );
    await session.list('network', '/networks', 'networks');
    assert.deepEqual(urls(), ['GET /right/v2.0/networks?limit=1000']);
  });

  it('lists the regions if there are several, and takes the one that is named', async () => {
    const server = (cloud = await startLoopback((request) =>
      request.path === '/v3/auth/tokens'
        ? tokenReply({ catalogue: [service('network', `${request.origin}/v2.0`, ['North', 'South'])] })
        : { body: { networks: [] } },
    ));
    const opened = (session = openSession(credentialsFor(`${server.url}/v3`), quick));
    assert.equal(
      (await refusalOf(opened.list('network', '/networks', 'networks'))).code,
      'openstack-no-region',
    );
    await opened.close();
    session = openSession(credentialsFor(`${server.url}/v3`, { region: 'South' }), quick);
    assert.deepEqual(await session.list('network', '/networks', 'networks'), []);
    assert.equal(session.region, 'South');
  });
});
