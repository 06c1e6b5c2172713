import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server, AddressInfo } from 'node:net';
import { uri } from '../../../modules/host/uri.ts';
import { startProxy as startTunnels } from '../../engine/network/support/start-proxy.ts';
import { startProxy, type TestProxy } from '../../engine/sources/support/proxy.ts';
import { callModule } from '../harness.ts';

describe('modules/host: calls of URLs by proxies', () => {
  let server: Server;
  let proxy: TestProxy;
  let url: string;
  before(async () => {
    server = createServer((request, answer) => {
      if (request.url === '/moved') answer.writeHead(302, { location: '/there' }).end();
      else answer.end(`plain ${request.url ?? ''}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Boundary: a server that listens on a port has such an address.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    proxy = await startProxy();
  });
  beforeEach(() => {
    proxy.requests.length = 0;
  });
  after(async () => {
    await proxy.close();
    server.close();
  });
  const call = async (
    args: Readonly<Record<string, unknown>>,
    environment: Readonly<Record<string, string>>,
  ) => (await callModule(uri, { return_content: true, ...args }, { context: { environment } })).result;

  it('are forwarded without TLS, redirects too', async () => {
    const result = await call({ url: `${url}/moved` }, { http_proxy: proxy.url });
    assert.equal(result['content'], 'plain /there');
    assert.deepEqual(proxy.requests, [`GET ${url}/moved`, `GET ${url}/there`]);
  });
  it('go directly to hosts of no_proxy, and with use_proxy: false', async () => {
    const environment = { http_proxy: proxy.url, no_proxy: '127.0.0.0/8' };
    assert.equal((await call({ url }, environment))['content'], 'plain /');
    assert.equal((await call({ url, use_proxy: false }, { http_proxy: proxy.url }))['content'], 'plain /');
    assert.deepEqual(proxy.requests, []);
  });
  it('fail with the proxy that refuses, and without its password', async () => {
    const strict = await startTunnels({ user: 'anna:right' });
    try {
      const environment = { https_proxy: strict.urlFor('anna:hunter2') };
      const result = await call({ url: 'https://far.invalid/' }, environment);
      assert.equal(result['status'], -1);
      assert.match(String(result.msg), /The proxy 127\.0\.0\.1:\d+ asks for a user and a password \(407\)/);
      assert.doesNotMatch(JSON.stringify(result), /hunter2/);
    } finally {
      await strict.close();
    }
  });
  it('fail where a proxy is named that cannot be one', async () => {
    const result = await call({ url }, { http_proxy: 'socks5://127.0.0.1:1080' });
    assert.match(String(result.msg), /http_proxy holds an address of the kind socks5:\/\//);
  });
});
