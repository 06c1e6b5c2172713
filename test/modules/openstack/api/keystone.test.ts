import assert from 'node:assert/strict';
import type { Clock } from '../../../../modules/openstack/api/clock.ts';
import { systemClock } from '../../../../modules/openstack/api/clock.ts';
import { openSession } from '../../../../modules/openstack/api/session.ts';
import type { CloudCredentials, Session } from '../../../../modules/openstack/api/session.types.ts';
import {
  credentialsFor,
  KEYSTONE_VERSION,
  PASSWORD,
  quick,
  refusalOf,
  service,
  startCloud,
  startLoopback,
  tokenReply,
  type Handler,
  type Loopback,
  type Reply,
} from './loopback.ts';

const REFUSED: Reply = {
  status: 401,
  body: {
    error: {
      code: 401,
      message: 'The request you have made requires authentication.',
      title: 'Unauthorized',
    },
  },
};
const VERSIONS: Reply = { status: 300, body: { versions: { values: [KEYSTONE_VERSION] } } };

describe('Keystone', () => {
  let cloud: Loopback | undefined;
  let session: Session | undefined;
  afterEach(async () => {
    await session?.close();
    await cloud?.close();
  });

  async function start(handler: Handler): Promise<Loopback> {
    return (cloud = await startLoopback(handler));
  }
  function open(url: string, more: Partial<CloudCredentials> = {}): Session {
    return (session = openSession(credentialsFor(url, more), quick));
  }
  const calls = (): readonly string[] => (cloud?.seen ?? []).map(({ method, url }) => `${method} ${url}`);

  const addresses: readonly (readonly [path: string, expected: readonly string[]])[] = [
    ['/v3', ['POST /v3/auth/tokens']],
    ['/v3/', ['POST /v3/auth/tokens']],
    ['/v2.0', ['POST /v3/auth/tokens']],
    ['', ['GET /', 'POST /v3/auth/tokens']],
    ['/', ['GET /', 'POST /v3/auth/tokens']],
    ['/identity', ['GET /identity/', 'POST /identity/v3/auth/tokens']],
    ['/hidden', ['GET /hidden/', 'GET /hidden/v3', 'POST /hidden/v3/auth/tokens']],
    ['/moved', ['GET /moved/', 'GET /identity/', 'POST /identity/v3/auth/tokens']],
  ];
  for (const [path, expected] of addresses) {
    it(`is found at an auth URL that ends with "${path}"`, async () => {
      const { url } = await start((request) => {
        if (request.path.endsWith('/auth/tokens')) return tokenReply();
        if (request.path === '/' || request.path === '/identity/') return VERSIONS;
        if (request.path === '/hidden/v3') return { body: { version: KEYSTONE_VERSION } };
        if (request.path === '/moved/') return { status: 302, headers: { location: '/identity/' } };
        return { status: 404, body: '<html><h1>It works</h1></html>' };
      });
      await open(`${url}${path}`).identity();
      assert.deepEqual(calls(), expected);
    });
  }

  const ways: readonly (readonly [string, Partial<CloudCredentials>, unknown])[] = [
    [
      'a token, rescoped to a project by id',
      { authType: 'token', auth: { token: 'tok', project_id: 'p' } },
      { identity: { methods: ['token'], token: { id: 'tok' } }, scope: { project: { id: 'p' } } },
    ],
    [
      'an application credential by id',
      {
        authType: 'v3applicationcredential',
        auth: { application_credential_id: 'i', application_credential_secret: 's', project_id: 'p' },
      },
      { identity: { methods: ['application_credential'], application_credential: { id: 'i', secret: 's' } } },
    ],
    [
      'an application credential by name and user',
      {
        authType: 'v3applicationcredential',
        auth: {
          application_credential_name: 'n',
          application_credential_secret: 's',
          username: 'u',
          user_domain_id: 'd',
        },
      },
      {
        identity: {
          methods: ['application_credential'],
          application_credential: { name: 'n', secret: 's', user: { name: 'u', domain: { id: 'd' } } },
        },
      },
    ],
    [
      'a user by id, on a domain',
      { auth: { user_id: 'u', password: 'p', domain_name: 'D' } },
      {
        identity: { methods: ['password'], password: { user: { id: 'u', password: 'p' } } },
        scope: { domain: { name: 'D' } },
      },
    ],
    [
      'a user without any domain, on the system',
      { auth: { username: 'u', password: 'p', system_scope: 'all' } },
      {
        identity: {
          methods: ['password'],
          password: { user: { name: 'u', domain: { id: 'default' }, password: 'p' } },
        },
        scope: { system: { all: true } },
      },
    ],
    [
      'no scope',
      { auth: { user_id: 'u', password: 'p' } },
      { identity: { methods: ['password'], password: { user: { id: 'u', password: 'p' } } } },
    ],
  ];
  for (const [name, more, auth] of ways) {
    it(`is asked with ${name}`, async () => {
      const { url, seen } = await start(() => tokenReply());
      await open('', { ...more, auth: { ...more.auth, auth_url: `${url}/v3` } }).identity();
      assert.deepEqual(seen[0]?.body, { auth });
    });
  }

  it('tells a wrong password, and is not asked again with it', async () => {
    const { url } = await start(({ path }) =>
      path === '/v3' ? { body: { version: KEYSTONE_VERSION } } : REFUSED,
    );
    const opened = open(`${url}/v3`);
    const errors = await Promise.all(
      [1, 2, 3].map(() => refusalOf(opened.list('network', '/networks', 'networks'))),
    );
    assert.equal(errors[0]?.code, 'openstack-auth');
    assert.match(
      errors[0].message,
      /refused user "src" of domain "Default" for project "srcproj" of domain "Default" \(401\)/,
    );
    assert.match(errors[0].diagnostic.help ?? '', /Check the user name, its domain and the password/);
    assert.equal(errors[2]?.message, errors[0].message);
    await refusalOf(opened.identity());
    assert.deepEqual(calls(), ['POST /v3/auth/tokens', 'GET /v3', 'POST /v3/auth/tokens']);
  });

  it('tells a project without a role from a wrong password', async () => {
    const { url } = await start(({ path, body }) => {
      if (path === '/v3') return { body: { version: KEYSTONE_VERSION } };
      if (path === '/v3/auth/projects')
        return { body: { projects: [{ name: 'srcproj2' }, { name: 'lab' }] } };
      return JSON.stringify(body).includes('"scope"') ? REFUSED : tokenReply();
    });
    const refused = await refusalOf(open(`${url}/v3`).identity());
    assert.equal(refused.code, 'openstack-auth');
    assert.match(
      refused.message,
      /accepts the password of user "src".*but not for project "srcproj" of domain "Default"/,
    );
    assert.match(
      refused.message,
      /The user's projects: "lab", "srcproj2"|The user's projects: "lab" and "srcproj2"/,
    );
    assert.match(refused.diagnostic.help ?? '', /Did you mean "srcproj2"/);
  });

  it('tells a project of the same name in another domain', async () => {
    const { url } = await start(({ path, body }) => {
      if (path === '/v3') return { body: { version: KEYSTONE_VERSION } };
      if (path === '/v3/auth/projects') return { body: { projects: [{ name: 'srcproj' }] } };
      return JSON.stringify(body).includes('"scope"') ? REFUSED : tokenReply();
    });
    const refused = await refusalOf(open(`${url}/v3`).identity());
    assert.match(refused.diagnostic.help ?? '', /"srcproj" is in another domain: check project_domain_name/);
  });

  it('tells an application credential that it does not know from a wrong address', async () => {
    const { url } = await start(({ path }) =>
      path === '/v3'
        ? { body: { version: KEYSTONE_VERSION } }
        : {
            status: 404,
            body: { error: { code: 404, message: 'Could not find Application Credential: i.' } },
          },
    );
    const auth = {
      auth_url: `${url}/v3`,
      application_credential_id: 'i',
      application_credential_secret: 's3cret',
    };
    const refused = await refusalOf(open('', { authType: 'v3applicationcredential', auth }).identity());
    assert.equal(refused.code, 'openstack-auth');
    assert.match(refused.message, /refused the application credential "i" \(404\).*Could not find/);
    assert.match(refused.diagnostic.help ?? '', /have been deleted/);
  });

  it('is told from other services and web servers', async () => {
    const others: Readonly<Record<string, Reply>> = {
      '/': { body: { versions: [{ id: 'v2.0', status: 'CURRENT' }] } },
      '/cinder/v3': {
        body: {
          versions: [
            { id: 'v3.0', 'media-types': [{ type: 'application/vnd.openstack.volume+json;version=3' }] },
          ],
        },
      },
      '/cinder/v3/auth/tokens': REFUSED,
      '/horizon/v3/auth/tokens': {
        status: 403,
        body: '<html><title>403</title><h1>Forbidden</h1>CSRF verification failed.</html>',
      },
      '/page/v3/auth/tokens': { status: 200, body: '<html><title>Welcome to nginx!</title></html>' },
      '/away/v3/auth/tokens': { status: 301, headers: { location: 'https://other.example/v3/auth/tokens' } },
      '/round/v3/auth/tokens': { status: 307, headers: { location: '/round/v3/auth/tokens' } },
    };
    const { url } = await start(({ path }) => others[path]);
    const cases: readonly (readonly [string, RegExp])[] = [
      ['', /another service of OpenStack answers there/],
      ['/cinder/v3', /another service of OpenStack answers there/],
      ['/horizon/v3', /not Keystone \(POST was answered with 403: "CSRF verification failed\."\)/],
      ['/page/v3', /not Keystone \(POST was answered with 200: "Welcome to nginx!"\)/],
      ['/nothing/v3', /not Keystone \(POST was answered with 404: "no such path"\)/],
      ['/nothing', /not Keystone \(GET was answered with 404/],
      ['/away/v3', /redirects to https:\/\/other\.example\/v3\. Credentials are not sent on/],
      ['/round/v3', /redirects to http/],
    ];
    for (const [path, pattern] of cases) {
      const refused = await refusalOf(open(`${url}${path}`).identity());
      assert.equal(refused.code, 'openstack-not-keystone', path);
      assert.match(refused.message, pattern, path);
      await session?.close();
    }
  });

  it('is followed to the same host, with the credentials', async () => {
    const { url } = await start(({ path }) =>
      path.startsWith('/v3')
        ? { status: 308, headers: { location: `/keystone${path}` } }
        : tokenReply({ catalogue: [] }),
    );
    const opened = open(`${url}/v3`);
    await opened.identity();
    await opened.call('identity', 'GET', '/auth/projects', { accept: [201] });
    assert.deepEqual(calls(), [
      'POST /v3/auth/tokens',
      'POST /keystone/v3/auth/tokens',
      'GET /keystone/v3/auth/projects',
    ]);
  });

  it('is asked again while it is not ready', async () => {
    const { url } = await start((_request, answered) =>
      answered === 1 ? { status: 503, body: 'starting' } : answered === 2 ? { fault: 'reset' } : tokenReply(),
    );
    await open(`${url}/v3`).identity();
    assert.equal(calls().length, 3);
  });

  it('gives up on a Keystone that stays broken', async () => {
    const { url } = await start(() => ({ status: 500, body: { error: { message: 'database is away' } } }));
    const refused = await refusalOf(open(`${url}/v3`).identity());
    assert.equal(refused.code, 'openstack-failed');
    assert.match(refused.message, /answered with 500: database is away/);
    assert.equal(calls().length, 4);
  });

  it('tells of a token that has expired', async () => {
    const { url } = await start(() => REFUSED);
    const refused = await refusalOf(
      open('', { authType: 'token', auth: { auth_url: `${url}/v3`, token: 'old' } }).identity(),
    );
    assert.match(refused.diagnostic.help ?? '', /has expired/);
  });

  it('renews a token that a service refuses, once for all that wait, and sends even creates again', async () => {
    let issued = 0;
    const { url, seen } = await start((request) => {
      if (request.path === '/v3/auth/tokens') {
        issued += 1;
        return tokenReply({
          value: `token-${issued}`,
          catalogue: [service('network', `${request.origin}/v2.0`)],
        });
      }
      if (request.headers['x-auth-token'] === 'token-1') return REFUSED;
      return { status: request.method === 'POST' ? 201 : 200, body: { network: {} } };
    });
    const opened = open(`${url}/v3`);
    const answers = await Promise.all([
      ...[1, 2, 3, 4].map(() => opened.call('network', 'GET', '/networks/x')),
      opened.call('network', 'POST', '/networks', { body: {} }),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 201],
    );
    assert.equal(issued, 2);
    assert.equal(seen.filter(({ path }) => path === '/v2.0/networks').length, 2);
  });

  it('tells of a service that refuses every token', async () => {
    cloud = await startCloud(() => REFUSED);
    const refused = await refusalOf(open(`${cloud.url}/v3`).call('network', 'GET', '/x'));
    assert.equal(refused.code, 'openstack-auth');
    assert.match(refused.message, /Neutron of source .* refused the token.*answered with 401/);
    assert.deepEqual(calls(), ['POST /v3/auth/tokens', 'GET /v2.0/x', 'POST /v3/auth/tokens', 'GET /v2.0/x']);
  });

  it('renews a token before it expires, by its life and not by the server’s clock', async () => {
    let now = 0;
    const clock: Clock = { ...systemClock, now: () => now };
    cloud = await startCloud(() => ({ body: {} }), { lifeSeconds: 600 });
    const opened = (session = openSession(credentialsFor(`${cloud.url}/v3`), { ...quick, clock }));
    const tokens = (): number => calls().filter((call) => call.startsWith('POST')).length;
    await opened.call('network', 'GET', '/x');
    now = 479_000;
    await opened.call('network', 'GET', '/x');
    assert.equal(tokens(), 1);
    now = 481_000;
    await Promise.all([1, 2, 3].map(() => opened.call('network', 'GET', '/x')));
    assert.equal(tokens(), 2);
  });

  it('keeps the old token as long as it is good if a new one is not to be had', async () => {
    let now = 0;
    let healthy = true;
    const clock: Clock = { ...systemClock, now: () => now };
    const { url } = await start((request) => {
      if (request.path !== '/v3/auth/tokens') return { body: {} };
      if (!healthy) return { status: 503, body: 'no' };
      return tokenReply({ lifeSeconds: 600, catalogue: [service('network', `${request.origin}/v2.0`)] });
    });
    const opened = (session = openSession(credentialsFor(`${url}/v3`), { ...quick, clock }));
    await opened.call('network', 'GET', '/x');
    healthy = false;
    now = 500_000;
    await opened.call('network', 'GET', '/x');
    now = 601_000;
    assert.equal((await refusalOf(opened.call('network', 'GET', '/x'))).code, 'openstack-failed');
    healthy = true;
    now = 700_000;
    await opened.call('network', 'GET', '/x');
  });

  it('never gets the password twice in one connection’s URL or headers', async () => {
    cloud = await startCloud(() => ({ body: { networks: [] } }));
    await open(`${cloud.url}/v3`).list('network', '/networks', 'networks');
    const shown = JSON.stringify(cloud.seen.map(({ url, headers }) => [url, headers]));
    assert.ok(!shown.includes(PASSWORD) && !shown.includes(JSON.stringify(PASSWORD).slice(1, -1)));
  });
});
