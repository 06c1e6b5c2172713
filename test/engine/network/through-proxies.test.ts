import assert from 'node:assert/strict';
import { Agent as HttpAgent, createServer, request as overHttp, type RequestOptions } from 'node:http';
import {
  Agent as HttpsAgent,
  createServer as createSecureServer,
  request as overHttps,
  type ServerOptions,
} from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:net';
import { ProxyFault } from '../../../engine/network/proxy-fault.ts';
import { throughProxies, type ProxyWay } from '../../../engine/network/through-proxies.ts';
import { createAuthority, type TestAuthority } from '../../modules/openstack/api/certificates.ts';
import { startProxy, type ProxyBehaviour, type TestProxy } from './support/start-proxy.ts';

describe('an agent through proxies', () => {
  const running: { close(): unknown }[] = [];
  let authority: TestAuthority;
  let tls: ServerOptions;
  let ca: string;
  before(() => {
    authority = createAuthority();
    const pair = authority.issue('far', 'DNS:far.invalid,IP:127.0.0.1');
    tls = { cert: authority.read(pair.cert), key: authority.read(pair.key) };
    ca = authority.read(authority.ca);
  });
  after(() => {
    authority.remove();
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.close();
  });

  const portOf = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    running.push({ close: () => server.close() });
    return (server.address() as AddressInfo).port;
  };
  const far = (): Promise<number> => portOf(createSecureServer(tls, (_request, answer) => answer.end('far')));
  const plain = (): Promise<number> => portOf(createServer((_request, answer) => answer.end('plain')));
  const proxied = async (behaviour: ProxyBehaviour): Promise<TestProxy> => {
    const proxy = await startProxy(behaviour);
    running.push(proxy);
    return proxy;
  };

  const agentFor = (environment: ProxyWay['environment'], more: Partial<ProxyWay> = {}): HttpsAgent => {
    const agent = new HttpsAgent({ keepAlive: true, ca });
    running.push({
      close: () => {
        agent.destroy();
      },
    });
    return throughProxies(agent, 'https:', { environment, timeoutMs: 2000, ...more });
  };

  const get = (url: string, options: RequestOptions): Promise<string> =>
    new Promise((resolve, reject) => {
      const request = url.startsWith('https:') ? overHttps : overHttp;
      request(url, options, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (text += part));
        answer.on('end', () => {
          // A connection is free for the next request a moment after its answer.
          setImmediate(resolve, text);
        });
      })
        .on('error', reject)
        .end();
    });
  const faultOf = async (url: string, agent: HttpAgent): Promise<ProxyFault> => {
    try {
      await get(url, { agent });
    } catch (error) {
      assert.ok(error instanceof ProxyFault, String(error));
      assert.doesNotMatch(JSON.stringify([error, error.message, error.stack]), /pr0xy/);
      return error;
    }
    throw new Error('there was no fault');
  };

  it('has TLS up to the target, and uses a tunnel again', async () => {
    const proxy = await proxied({ user: 'me:pr0xy %', port: await far() });
    const agent = agentFor({ https_proxy: proxy.urlFor('me:pr0xy%20%') });
    assert.equal(await get('https://far.invalid/a', { agent }), 'far');
    assert.equal(await get('https://far.invalid/b', { agent }), 'far');
    assert.deepEqual(proxy.tunnels, ['far.invalid:443']);
    agent.destroy();
    while (proxy.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('keeps a tunnel for longer than it took to open it', async () => {
    const proxy = await proxied({ port: await far() });
    const agent = agentFor({ https_proxy: proxy.url }, { timeoutMs: 200 });
    await get('https://far.invalid/', { agent });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await get('https://far.invalid/', { agent });
    assert.equal(proxy.tunnels.length, 1);
  });

  it('takes no certificate of another name or authority', async () => {
    const proxy = await proxied({ port: await far() });
    const agent = agentFor({ https_proxy: proxy.url });
    await assert.rejects(get('https://near.invalid/', { agent }), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    const other = throughProxies(new HttpsAgent(), 'https:', {
      environment: { https_proxy: proxy.url },
      timeoutMs: 2000,
    });
    await assert.rejects(get('https://far.invalid/', { agent: other }), /unable to verify|self.signed/);
  });

  it('goes directly where no proxy is named, or the host is exempt', async () => {
    const proxy = await proxied({});
    const url = `https://127.0.0.1:${await far()}/`;
    assert.equal(await get(url, { agent: agentFor({}) }), 'far');
    const exempt = { https_proxy: proxy.url, no_proxy: '127.0.0.0/8' };
    assert.equal(await get(url, { agent: agentFor(exempt) }), 'far');
    assert.deepEqual(proxy.tunnels, []);
  });

  it('opens tunnels for plain HTTP, too', async () => {
    const proxy = await proxied({ port: await plain() });
    const agent = throughProxies(new HttpAgent(), 'http:', {
      environment: { http_proxy: proxy.url },
      timeoutMs: 2000,
    });
    assert.equal(await get('http://far.invalid:4566/', { agent }), 'plain');
    assert.equal(await get('http://[fd00::1]/', { agent }), 'plain');
    assert.deepEqual(proxy.tunnels, ['far.invalid:4566', '[fd00::1]:80']);
  });

  const refusals: readonly (readonly [number, string, boolean, RegExp])[] = [
    [
      407,
      '',
      false,
      /^The proxy 127\.0\.0\.1:\d+ asks for a user and a password \(407\), and none was given$/,
    ],
    [407, 'me:pr0xy', false, /\(407\), and it does not accept those that were given$/],
    [403, 'me:pr0xy', false, /^The proxy 127\.0\.0\.1:\d+ answered 403 to a tunnel to far\.invalid:443$/],
    [502, 'me:pr0xy', true, /answered 502 to a tunnel/],
  ];
  for (const [status, user, isPassing, words] of refusals)
    it(`tells that the proxy answers ${status} to ${user === '' ? 'nobody' : 'a user'}`, async () => {
      const proxy = await proxied({ answers: status });
      const fault = await faultOf('https://far.invalid/', agentFor({ https_proxy: proxy.urlFor(user) }));
      assert.match(fault.message, words);
      assert.deepEqual([fault.status, fault.isPassing], [status, isPassing]);
      assert.equal(proxy.tunnels.length, 1);
    });

  it('tells that a proxy is away, does not answer, or is none', async () => {
    const away = await faultOf(
      'https://far.invalid/',
      agentFor({ https_proxy: 'http://me:pr0xy@127.0.0.1:9' }),
    );
    assert.match(away.message, /^The proxy 127\.0\.0\.1:9 cannot be used: connect ECONNREFUSED/);
    assert.equal(away.isPassing, true);
    const silent = await proxied({ answers: 'none' });
    const waiting = agentFor({ https_proxy: silent.urlFor('me:pr0xy') }, { timeoutMs: 100 });
    const fault = await faultOf('https://far.invalid/', waiting);
    assert.match(fault.message, /did not open a tunnel to far\.invalid:443 in 0\.1 s$/);
    const none = await faultOf('https://far.invalid/', agentFor({ all_proxy: 'socks5://me:pr0xy@h' }));
    assert.match(none.message, /^The variable all_proxy holds an address of the kind socks5:\/\/;/);
  });

  it('ends a request with the error that its user makes of a fault', async () => {
    const agent = agentFor(
      { https_proxy: 'http://127.0.0.1:9' },
      { onFault: ({ message }) => new RangeError(message) },
    );
    await assert.rejects(get('https://far.invalid/', { agent }), RangeError);
  });

  it('stops opening a tunnel with its signal', async () => {
    const silent = await proxied({ answers: 'none' });
    const stop = new AbortController();
    const agent = agentFor({ https_proxy: silent.url }, { signal: stop.signal, timeoutMs: 60_000 });
    setTimeout(() => {
      stop.abort();
    }, 50);
    await faultOf('https://far.invalid/', agent);
  });
});
