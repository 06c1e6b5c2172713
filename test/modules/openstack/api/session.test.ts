import assert from 'node:assert/strict';
import { openSession } from '../../../../modules/openstack/api/session.ts';
import {
  credentialsFor,
  PASSWORD,
  quick,
  service,
  startLoopback,
  TOKEN,
  tokenReply,
  type Loopback,
} from './loopback.ts';

describe('a session', () => {
  let cloud: Loopback;
  afterEach(() => cloud.close());

  it('asks for one token, finds Neutron with one call and lists', async () => {
    cloud = await startLoopback((request) => {
      if (request.path === '/v3/auth/tokens')
        return tokenReply({ catalogue: [service('network', cloud.url)] });
      if (request.path === '/') return { body: { versions: [{ id: 'v2.0', status: 'CURRENT' }] } };
      if (request.path === '/v2.0/networks') return { body: { networks: [{ id: 'n1', name: 'web' }] } };
      return undefined;
    });
    const session = openSession(credentialsFor(`${cloud.url}/v3/`), quick);
    try {
      assert.equal(cloud.seen.length, 0);
      const lists = await Promise.all([1, 2, 3].map(() => session.list('network', '/networks', 'networks')));
      assert.deepEqual(lists[2], [{ id: 'n1', name: 'web' }]);
      assert.deepEqual(
        cloud.seen.map(({ method, url }) => `${method} ${url}`),
        [
          'POST /v3/auth/tokens',
          'GET /',
          'GET /v2.0/networks?limit=1000',
          'GET /v2.0/networks?limit=1000',
          'GET /v2.0/networks?limit=1000',
        ],
      );
      assert.deepEqual(cloud.seen[0]?.body, {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: 'src', domain: { name: 'Default' }, password: PASSWORD } },
          },
          scope: { project: { name: 'srcproj', domain: { name: 'Default' } } },
        },
      });
      assert.equal(cloud.seen[2]?.headers['x-auth-token'], TOKEN);
      assert.equal(session.region, 'RegionOne');
      assert.equal((await session.identity()).projectName, 'srcproj');
      assert.deepEqual({ ...session.counts }, { total: 5, writes: 0, retries: 0 });
    } finally {
      await session.close();
    }
  });
});
