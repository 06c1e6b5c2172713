import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { CallRecord } from '../../../../modules/openstack/api/exchange.ts';
import { openSession } from '../../../../modules/openstack/api/session.ts';
import type { Session } from '../../../../modules/openstack/api/session.types.ts';
import {
  credentialsFor,
  PASSWORD,
  quick,
  refusalOf,
  service,
  startCloud,
  startLoopback,
  TOKEN,
  tokenReply,
  type Loopback,
} from './loopback.ts';

describe('a session', () => {
  let cloud: Loopback | undefined;
  let session: Session | undefined;
  afterEach(async () => {
    await session?.close();
    await cloud?.close();
    session = undefined;
    cloud = undefined;
  });

  it('asks for one token, finds Neutron with one call and lists', async () => {
    const server = (cloud = await startLoopback((request) => {
      if (request.path === '/v3/auth/tokens')
        return tokenReply({ catalogue: [service('network', request.origin)] });
      if (request.path === '/') return { body: { versions: [{ id: 'v2.0', status: 'CURRENT' }] } };
      if (request.path === '/v2.0/networks') return { body: { networks: [{ id: 'n1', name: 'web' }] } };
      return undefined;
    }));
    const opened = (session = openSession(credentialsFor(`${server.url}/v3/`), quick));
    assert.equal(server.seen.length, 0, 'nothing is sent before it is used');
    assert.equal(opened.label, `source (127.0.0.1:${server.port})`);
    const lists = await Promise.all([1, 2, 3].map(() => opened.list('network', '/networks', 'networks')));
    assert.deepEqual(lists[2], [{ id: 'n1', name: 'web' }]);
    assert.deepEqual(
      server.seen.map(({ method, url }) => `${method} ${url}`),
      ['POST /v3/auth/tokens', 'GET /', ...Array<string>(3).fill('GET /v2.0/networks?limit=1000')],
    );
    assert.deepEqual(server.seen[0]?.body, {
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'src', domain: { name: 'Default' }, password: PASSWORD } },
        },
        scope: { project: { name: 'srcproj', domain: { name: 'Default' } } },
      },
    });
    assert.equal(server.seen[2]?.headers['x-auth-token'], TOKEN);
    assert.equal(opened.region, 'RegionOne');
    assert.deepEqual({ ...opened.counts }, { total: 5, writes: 0, retries: 0 });
  });

  it('says who it is', async () => {
    cloud = await startCloud(() => undefined, { roles: ['admin'] });
    session = openSession(credentialsFor(`${cloud.url}/v3`), quick);
    assert.deepEqual(await session.identity(), {
      userId: 'u1',
      userName: 'src',
      userDomainId: 'default',
      userDomainName: 'Default',
      projectId: 'p1',
      projectName: 'srcproj',
      projectDomainId: 'default',
      projectDomainName: 'Default',
      domainId: undefined,
      domainName: undefined,
      roles: ['admin'],
      isAdmin: true,
    });
  });

  it('keeps its connections, counts, and tells of each call without secrets', async () => {
    cloud = await startCloud((request) => ({
      status: request.method === 'POST' ? 201 : 204,
      body: request.method === 'POST' ? { network: { id: 'n1' } } : undefined,
    }));
    const calls: CallRecord[] = [];
    session = openSession(credentialsFor(`${cloud.url}/v3`), {
      ...quick,
      onCall: (call) => calls.push(call),
    });
    const made = await session.call('network', 'POST', '/networks', { body: { network: { name: 'ü "x"' } } });
    assert.deepEqual([made.status, made.body], [201, { network: { id: 'n1' } }]);
    const gone = await session.call('network', 'DELETE', '/networks/n1');
    assert.deepEqual([gone.status, gone.body], [204, undefined]);
    assert.deepEqual(cloud.seen[1]?.body, { network: { name: 'ü "x"' } });
    assert.equal(cloud.seen[1].headers['content-type'], 'application/json');
    assert.equal(cloud.connections(), 1);
    assert.deepEqual({ ...session.counts }, { total: 3, writes: 2, retries: 0 });
    assert.deepEqual(
      calls.map(({ method, status, write, attempt }) => [method, status, write, attempt]),
      [
        ['POST', 201, false, 1],
        ['POST', 201, true, 1],
        ['DELETE', 204, true, 1],
      ],
    );
    assert.ok(!JSON.stringify(calls).includes(TOKEN));
  });

  it('follows pages to the end by their query alone, whatever host and path the links name', async () => {
    cloud = await startCloud(({ query }) => {
      const page = Number(query.get('marker') ?? '0');
      const items = { networks: [{ id: `n${page}` }] };
      const href = `https://behind.the.proxy:9696/other/networks?limit=1&marker=${page + 1}&name=a%26b`;
      return { body: page < 4 ? { ...items, networks_links: [{ rel: 'next', href }] } : items };
    });
    session = openSession(credentialsFor(`${cloud.url}/v3`), quick);
    const found = await session.list('network', '/networks', 'networks', {
      query: { limit: 1, name: 'a&b' },
    });
    assert.deepEqual(
      found.map(({ id }) => id),
      ['n0', 'n1', 'n2', 'n3', 'n4'],
    );
    assert.deepEqual(
      cloud.seen.slice(1).map(({ url }) => url),
      [
        '/v2.0/networks?limit=1&name=a%26b',
        ...[1, 2, 3, 4].map((page) => `/v2.0/networks?limit=1&marker=${page}&name=a%26b`),
      ],
    );
  });

  it('notices pages that never end, lists cut short, and answers that are no list', async () => {
    cloud = await startCloud(({ path, query }) => {
      const marker = query.get('marker');
      if (path.endsWith('/ring')) {
        const next = marker === 'a' ? 'b' : 'a';
        return { body: { ring: [{}], ring_links: [{ rel: 'next', href: `/ring?marker=${next}` }] } };
      }
      if (path.endsWith('/cut')) return { body: { cut: [{}], truncated: true } };
      if (path.endsWith('/kinds')) return { body: { kinds: { a: 1 } } };
      return { body: { something: 'else' } };
    });
    const opened = (session = openSession(credentialsFor(`${cloud.url}/v3`), quick));
    const ring = await refusalOf(opened.list('network', '/ring', 'ring'));
    assert.equal(ring.code, 'openstack-bad-answer');
    assert.match(ring.message, /has no end: after 3 items/);
    assert.match(
      (await refusalOf(opened.list('network', '/cut', 'cut'))).message,
      /is cut off after 1 items/,
    );
    const other = await refusalOf(opened.list('network', '/other', 'others'));
    assert.match(other.message, /came \(200\) with no "others" but something\./);
    const kinds = await refusalOf(opened.list('network', '/kinds', 'kinds'));
    assert.match(kinds.message, /came \(200\) with "kinds" that is no list\./);
  });

  it('reads extensions once, and none from services that have none', async () => {
    cloud = await startCloud(() => ({
      body: { extensions: [{ alias: 'router' }, { alias: 'standard-attr-tag' }] },
    }));
    session = openSession(credentialsFor(`${cloud.url}/v3`), quick);
    const [first, second] = await Promise.all([session.extensions('network'), session.extensions('network')]);
    assert.deepEqual([...first], ['router', 'standard-attr-tag']);
    assert.equal(first, second);
    assert.equal(cloud.seen.length, 2);
    assert.equal((await session.extensions('image')).size, 0);
    assert.equal(cloud.seen.length, 2);
  });

  it('gives accepted statuses back', async () => {
    cloud = await startCloud(() => ({ status: 404, body: { NeutronError: { message: 'gone' } } }));
    session = openSession(credentialsFor(`${cloud.url}/v3`), quick);
    const answer = await session.call('network', 'GET', '/networks/x', { accept: [404] });
    assert.deepEqual([answer.status, answer.body], [404, { NeutronError: { message: 'gone' } }]);
  });

  it('stops when a signal says so, in the queue, in a call and in a pause', async () => {
    cloud = await startCloud(({ path }) =>
      path.endsWith('/busy') ? { status: 503, headers: { 'retry-after': '60' } } : { fault: 'silence' },
    );
    const opened = (session = openSession(credentialsFor(`${cloud.url}/v3`, { concurrency: 1 }), quick));
    await opened.identity();
    const abort = new AbortController();
    const reason = new Error('Ctrl-C');
    const calls = [
      opened.call('network', 'POST', '/silent', { signal: abort.signal }),
      opened.call('network', 'GET', '/queued', { signal: abort.signal }),
    ];
    setTimeout(() => {
      abort.abort(reason);
    }, 50);
    for (const call of calls) await assert.rejects(call, reason);
    await assert.rejects(opened.call('network', 'GET', '/later', { signal: abort.signal }), reason);
    const soon = AbortSignal.timeout(50);
    await assert.rejects(opened.call('network', 'GET', '/busy', { signal: soon }), { name: 'TimeoutError' });
    assert.equal(cloud.seen.length, 3);
  });

  it('leaves no listener on a signal that many calls share, and warns of none', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    cloud = await startCloud(() => ({ body: {} }));
    const opened = (session = openSession(credentialsFor(`${cloud.url}/v3`, { concurrency: 40 }), quick));
    const { signal } = new AbortController();
    const many = Array.from({ length: 40 });
    await Promise.all(many.map(() => opened.call('network', 'GET', '/x', { signal })));
    await Promise.all(many.map(() => opened.call('network', 'GET', '/x')));
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('warning', onWarning);
    assert.deepEqual(warnings, []);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('ends what is under way when it is closed, and refuses more', async () => {
    cloud = await startCloud(() => ({ fault: 'silence' }));
    const opened = (session = openSession(credentialsFor(`${cloud.url}/v3`), quick));
    await opened.identity();
    const under = opened.call('network', 'GET', '/x');
    setTimeout(() => void opened.close(), 30);
    assert.equal((await refusalOf(under)).code, 'openstack-closed');
    assert.equal((await refusalOf(opened.call('network', 'GET', '/x'))).code, 'openstack-closed');
  });

  it('closes even if it was never used', async () => {
    await openSession(credentialsFor('http://127.0.0.1:1/v3'), quick).close();
  });
});
