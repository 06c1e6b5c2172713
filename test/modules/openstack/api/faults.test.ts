import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { openSession, type SessionPorts } from '../../../../modules/openstack/api/session.ts';
import type { Session } from '../../../../modules/openstack/api/session.types.ts';
import {
  credentialsFor,
  quick,
  refusalOf,
  hasty,
  startCloud,
  type Handler,
  type Loopback,
  type Reply,
} from './loopback.ts';

const OK: Reply = { body: { networks: [{ id: 'n1' }] } };
const BUSY: Reply = {
  status: 503,
  body: '<html><body><h1>503 Service Unavailable</h1>\nNo server.\n</body></html>',
};

const portsFor = (reply: Reply): SessionPorts => (reply.fault === 'silence' ? hasty : quick);

describe('a call that fails', () => {
  let cloud: Loopback | undefined;
  let session: Session | undefined;
  afterEach(async () => {
    await session?.close();
    await cloud?.close();
  });

  /** A session with a cloud that answers the calls to Neutron one after another, the last for ever. */
  async function open(replies: readonly Reply[], ports: SessionPorts = quick): Promise<Session> {
    let served = 0;
    const handler: Handler = () => {
      served += 1;
      return replies[Math.min(served, replies.length) - 1];
    };
    cloud = await startCloud(handler);
    return (session = openSession(credentialsFor(`${cloud.url}/v3`), ports));
  }
  const sent = (): number => (cloud?.seen.length ?? 0) - 1;

  const passing: readonly (readonly [string, Reply])[] = [
    ['429', { status: 429, body: {} }],
    ['500', { status: 500, body: {} }],
    ['502', { status: 502, body: 'bad gateway' }],
    ['503', BUSY],
    ['504', { status: 504, body: '' }],
    ['a reset', { fault: 'reset' }],
    ['silence', { fault: 'silence' }],
    ['a body that breaks off', { ...OK, fault: 'half-body' }],
    ['JSON that breaks off', { ...OK, fault: 'half-json' }],
  ];
  for (const [name, reply] of passing) {
    it(`is repeated after ${name} if it only reads`, async () => {
      const opened = await open([reply, OK], portsFor(reply));
      assert.deepEqual(await opened.list('network', '/networks', 'networks'), [{ id: 'n1' }]);
      assert.equal(sent(), 2);
      assert.equal(opened.counts.retries, 1);
    });
  }

  for (const method of ['PUT', 'DELETE'] as const) {
    it(`is repeated after a reset if it is a ${method}`, async () => {
      const opened = await open([{ fault: 'reset' }, { status: 200, body: {} }]);
      await opened.call('network', method, '/networks/n1');
      assert.equal(sent(), 2);
    });
  }

  it('is done if a repeated DELETE finds nothing', async () => {
    const opened = await open([{ fault: 'reset' }, { status: 404, body: {} }]);
    assert.equal((await opened.call('network', 'DELETE', '/networks/n1')).status, 204);
  });

  it('is not done if the first DELETE finds nothing', async () => {
    const opened = await open([
      { status: 404, body: { NeutronError: { message: 'Network n1 could not be found.' } } },
    ]);
    const refused = await refusalOf(opened.call('network', 'DELETE', '/networks/n1'));
    assert.equal(refused.code, 'openstack-not-found');
  });

  it('is not done if a DELETE was put off by 429 and then finds nothing', async () => {
    const opened = await open([
      { status: 429, body: {} },
      { status: 404, body: {} },
    ]);
    assert.equal(
      (await refusalOf(opened.call('network', 'DELETE', '/networks/n1'))).code,
      'openstack-not-found',
    );
  });

  const lost: readonly (readonly [string, Reply])[] = [
    ['a reset', { fault: 'reset' }],
    ['silence', { fault: 'silence' }],
    ['a body that breaks off', { body: { network: { id: 'n1' } }, status: 201, fault: 'half-json' }],
  ];
  for (const [name, reply] of lost) {
    it(`is never repeated blindly after ${name} if it is a create`, async () => {
      const opened = await open([reply, OK], portsFor(reply));
      const refused = await refusalOf(opened.call('network', 'POST', '/networks', { body: {} }));
      assert.equal(refused.code, 'openstack-answer-lost');
      assert.match(refused.message, /POST may have been carried out all the same, so it was not sent again/);
      assert.equal(sent(), 1);
    });

    it(`is looked for after ${name} if it is a create`, async () => {
      const opened = await open([reply, OK], portsFor(reply));
      const findMade = (): Promise<{ network: { id: string } }> =>
        Promise.resolve({ network: { id: 'found' } });
      const answer = await opened.call('network', 'POST', '/networks', { body: {}, findMade });
      assert.deepEqual(answer.body, { network: { id: 'found' } });
      assert.equal(sent(), 1);
    });

    it(`is repeated after ${name} if it is a create that made nothing`, async () => {
      const opened = await open(
        [reply, { status: 201, body: { network: { id: 'second' } } }],
        portsFor(reply),
      );
      let looked = 0;
      const findMade = (): Promise<undefined> => {
        looked += 1;
        return Promise.resolve(undefined);
      };
      const answer = await opened.call('network', 'POST', '/networks', { body: {}, findMade });
      assert.deepEqual([answer.body, looked, sent()], [{ network: { id: 'second' } }, 1, 2]);
    });
  }

  it('can look with the same session while it is limited to one call', async () => {
    cloud = await startCloud(({ method }) => (method === 'POST' ? { status: 500, body: {} } : OK));
    const opened = (session = openSession(credentialsFor(`${cloud.url}/v3`, { concurrency: 1 }), quick));
    const findMade = async () => (await opened.list('network', '/networks', 'networks'))[0];
    const answer = await opened.call('network', 'POST', '/networks', { body: {}, findMade });
    assert.deepEqual(answer.body, { id: 'n1' });
  });

  for (const status of [500, 502, 503, 504]) {
    it(`is not repeated after ${status} if it is a create`, async () => {
      const opened = await open([{ status, body: { NeutronError: { message: 'oops' } } }, OK]);
      const refused = await refusalOf(opened.call('network', 'POST', '/networks', { body: {} }));
      assert.equal(refused.code, 'openstack-failed');
      assert.match(refused.message, /not sent again, as it may have been carried out/);
      assert.equal(sent(), 1);
    });
  }

  for (const reply of [
    { status: 429, body: {} },
    { status: 503, body: {}, headers: { 'retry-after': '0' } },
  ]) {
    it(`is repeated after ${reply.status} if the service says that it did nothing, even a create`, async () => {
      const opened = await open([reply, { status: 201, body: {} }]);
      assert.equal((await opened.call('network', 'POST', '/networks', { body: {} })).status, 201);
    });
  }

  it('is given up after the last try, and says how often it was tried', async () => {
    const opened = await open([BUSY], { ...quick, policy: { ...quick.policy, tries: 3 } });
    const refused = await refusalOf(opened.call('network', 'GET', '/networks'));
    assert.equal(refused.code, 'openstack-failed');
    assert.match(refused.message, /answered with 503: No server.*web page.*tried 3 times/);
    assert.equal(sent(), 3);
  });

  it('waits as long as Retry-After says', async () => {
    const opened = await open([{ status: 429, headers: { 'retry-after': '0.3' }, body: {} }, OK]);
    await opened.identity();
    const began = performance.now();
    await opened.list('network', '/networks', 'networks');
    const waited = performance.now() - began;
    assert.ok(waited >= 290 && waited < 2000, `${waited} ms`);
  });

  it('says when the service wants to be asked again, and where an answer broke off', async () => {
    const busy = await open([{ status: 429, body: '', headers: { 'retry-after': '86400' } }]);
    const refused = await refusalOf(busy.call('network', 'GET', '/networks'));
    assert.match(refused.message, /It asks to come back later \(Retry-After: 86400\)\./);
    await session?.close();
    await cloud?.close();
    const broken = await open([{ ...OK, fault: 'half-body' }]);
    const cut = await refusalOf(broken.call('network', 'GET', '/networks'));
    assert.equal(cut.code, 'openstack-bad-answer');
    assert.match(cut.message, /broke off in the middle/);
  });

  it('does not wait beyond the deadline', async () => {
    const opened = await open([{ status: 503, headers: { 'retry-after': '3600' }, body: {} }]);
    const refused = await refusalOf(opened.call('network', 'GET', '/networks'));
    assert.equal(refused.code, 'openstack-failed');
    assert.equal(sent(), 1);
  });

  it('lowers the number of calls side by side', async () => {
    let active = 0;
    let most = 0;
    let served = 0;
    cloud = await startCloud(async () => {
      served += 1;
      if (served <= 8) return { status: 429, headers: { 'retry-after': '0.05' }, body: {} };
      active += 1;
      // Later ones may be more again: the limit grows with what goes well.
      if (served <= 16) most = Math.max(most, active);
      await new Promise((resolve) => setTimeout(resolve, 15));
      active -= 1;
      return OK;
    });
    const opened = (session = openSession(credentialsFor(`${cloud.url}/v3`, { concurrency: 8 }), quick));
    await Promise.all(Array.from({ length: 24 }, () => opened.list('network', '/networks', 'networks')));
    assert.equal(served, 32);
    assert.ok(most <= 5, `${most} calls ran side by side right after the cloud had asked for less`);
  });

  const statuses: readonly (readonly [number, string, string, RegExp])[] = [
    [
      400,
      'openstack-refused',
      '{"NeutronError": {"message": "10.0.0.300/24 is not in a CIDR format."}}',
      /refused the call as wrong.*not in a CIDR format/,
    ],
    [
      403,
      'openstack-forbidden',
      '{"NeutronError": {"message": "disallowed by policy"}}',
      /forbids the call, to user "src" in project "srcproj" \(roles reader, member\).*disallowed by policy/,
    ],
    [
      404,
      'openstack-not-found',
      '{"NeutronError": {"message": "Network x could not be found."}}',
      /knows no such thing.*Network x could not be found/,
    ],
    [
      409,
      'openstack-conflict',
      '{"NeutronError": {"message": "Rule already exists."}}',
      /reports a conflict.*Rule already exists/,
    ],
    [
      409,
      'openstack-quota',
      '{"NeutronError": {"message": "Quota exceeded for resources: [\'network\']."}}',
      /a quota is used up.*Quota exceeded/,
    ],
    [
      413,
      'openstack-quota',
      '{"overLimit": {"message": "VolumeLimitExceeded"}}',
      /a quota is used up.*VolumeLimitExceeded/,
    ],
    [418, 'openstack-refused', '', /was answered with 418\./],
    [301, 'openstack-bad-answer', '', /was answered with 301, which is none of this service's answers\./],
    [
      501,
      'openstack-failed',
      '<html><title>501</title><h1>Not Implemented</h1></html>',
      /failed at the call.*Not Implemented.*web page/,
    ],
    [200, 'openstack-bad-answer', '<html><title>Login</title></html>', /with a web page: "Login"/],
  ];
  for (const [status, code, body, pattern] of statuses) {
    it(`says what ${status} (${code}) means, where and with which request id`, async () => {
      const opened = await open([
        { status, body, headers: { 'x-openstack-request-id': 'req-1', 'content-type': 'application/json' } },
      ]);
      const refused = await refusalOf(
        opened.call('network', 'GET', '/networks/x', { query: { token: 'in-the-query' } }),
      );
      assert.equal(refused.code, code);
      assert.match(refused.message, pattern);
      assert.ok((refused.diagnostic.help ?? '') !== '');
      assert.deepEqual(refused.call, {
        service: 'network',
        method: 'GET',
        url: `${cloud?.url ?? ''}/v2.0/networks/x`,
        status,
        requestId: 'req-1',
      });
      assert.ok(!refused.message.includes('in-the-query'));
    });
  }
});

describe('a server that cannot be reached', () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'nothing listens',
      'http://127.0.0.1:9/v3',
      'openstack-unreachable',
      /127\.0\.0\.1:9 refuses connections/,
    ],
    [
      'nobody knows the name',
      'http://no.such.host.invalid/v3',
      'openstack-unreachable',
      /host name "no\.such\.host\.invalid" is not known/,
    ],
  ];
  for (const [name, url, code, pattern] of cases) {
    it(`is told of at once: ${name}`, async () => {
      const session = openSession(credentialsFor(url), { environment: {} });
      try {
        const began = performance.now();
        const refused = await refusalOf(session.identity());
        assert.equal(refused.code, code);
        assert.match(refused.message, pattern);
        assert.match(refused.diagnostic.help ?? '', /auth_url/);
        assert.ok(performance.now() - began < 4000);
      } finally {
        await session.close();
      }
    });
  }

  it('is told of where the catalogue names it', async () => {
    const cloud = await startCloud(() => undefined, {
      catalogue: [
        {
          type: 'network',
          endpoints: [{ interface: 'public', region: 'R', url: 'http://127.0.0.1:9/v2.0' }],
        },
      ],
    });
    const session = openSession(credentialsFor(`${cloud.url}/v3`), quick);
    try {
      const refused = await refusalOf(session.call('network', 'GET', '/networks'));
      assert.equal(refused.code, 'openstack-unreachable');
      assert.match(refused.diagnostic.help ?? '', /The address is the catalogue's: name another interface/);
    } finally {
      await session.close();
      await cloud.close();
    }
  });

  it('is told of after one time-out where the service has never said a word', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const cloud = await startCloud(() => undefined);
    const session = openSession(
      credentialsFor(`${cloud.url}/v3`, {
        endpointOverrides: { network: `http://127.0.0.1:${port}/v2.0` },
      }),
      hasty,
    );
    try {
      const refused = await refusalOf(session.call('network', 'GET', '/networks'));
      assert.equal(refused.code, 'openstack-timeout');
      assert.doesNotMatch(refused.message, /It was tried/);
    } finally {
      await session.close();
      await cloud.close();
      silent.close();
    }
  });

  it('is told of where it takes the connection and says nothing', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const policy = { ...quick.policy, tries: 2 };
    for (const [scheme, code, pattern] of [
      ['http', 'openstack-timeout', /did not answer POST \/v3\/auth\/tokens in time/],
      ['https', 'openstack-unreachable', /accepts connections but does not answer in TLS/],
    ] as const) {
      const session = openSession(credentialsFor(`${scheme}://127.0.0.1:${port}/v3`), {
        ...quick,
        policy,
        timeouts: { connectMs: 200, responseMs: 200 },
      });
      const refused = await refusalOf(session.identity());
      assert.equal(refused.code, code);
      assert.match(refused.message, pattern);
      await session.close();
    }
    silent.close();
  });
});
