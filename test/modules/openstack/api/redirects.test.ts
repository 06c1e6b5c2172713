import assert from 'node:assert/strict';
import { mayFollow } from '../../../../modules/openstack/api/redirects.ts';
import { openSession } from '../../../../modules/openstack/api/session.ts';
import type { Session } from '../../../../modules/openstack/api/session.types.ts';
import { credentialsFor, quick, refusalOf, startCloud, type Handler, type Loopback } from './loopback.ts';

describe('a redirect', () => {
  let cloud: Loopback | undefined;
  let session: Session | undefined;
  afterEach(async () => {
    await session?.close();
    await cloud?.close();
  });

  async function open(handler: Handler): Promise<Session> {
    cloud = await startCloud(handler);
    return (session = openSession(credentialsFor(`${cloud.url}/v3`), quick));
  }
  const calls = (): readonly string[] =>
    (cloud?.seen ?? []).slice(1).map(({ method, url }) => `${method} ${url}`);

  it('is followed for the same host only, and never to plain http', () => {
    assert.ok(mayFollow('http://h/v3', new URL('https://h/v3')));
    assert.ok(mayFollow('http://h/v3', new URL('http://h:5000/v3')));
    assert.ok(!mayFollow('https://h/v3', new URL('http://h/v3')));
    assert.ok(!mayFollow('https://h/v3', new URL('https://evil/v3')));
  });

  for (const status of [301, 302, 307, 308]) {
    it(`of status ${status} keeps method, body and token, even of a create`, async () => {
      const opened = await open(({ path, body, headers }) =>
        path === '/v2.0/networks'
          ? { status, headers: { location: '/v2.0/networks/' } }
          : { status: 201, body: { network: body, token: headers['x-auth-token'] } },
      );
      const { body } = await opened.call('network', 'POST', '/networks', { body: { name: 'web' } });
      assert.deepEqual(body, { network: { name: 'web' }, token: 'gAAAA-token-of-the-test' });
      assert.deepEqual(calls(), ['POST /v2.0/networks', 'POST /v2.0/networks/']);
    });
  }

  it('to another host is told with its target, without the query, and not followed', async () => {
    const opened = await open(() => ({
      status: 302,
      headers: { location: 'https://sso.example/login?ticket=secret' },
    }));
    const refused = await refusalOf(opened.call('network', 'GET', '/networks'));
    assert.equal(refused.code, 'openstack-bad-answer');
    assert.match(refused.message, /was redirected to https:\/\/sso\.example\/login\. Tokens are not sent on/);
    assert.match(refused.diagnostic.help ?? '', /set network_endpoint_override/);
    assert.equal(calls().length, 1);
  });

  it('that goes round in a circle ends', async () => {
    const opened = await open(({ url }) => ({ status: 308, headers: { location: `${url}x` } }));
    const refused = await refusalOf(opened.call('network', 'GET', '/a'));
    assert.match(refused.message, /was redirected to http/);
    assert.equal(calls().length, 4);
  });
});
