import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { openSession } from '../../../../modules/openstack/api/session.ts';
import { createAuthority } from './certificates.ts';
import { credentialsFor, quick, refusalOf, startCloud, startLoopback, type Loopback } from './loopback.ts';

interface TestProxy {
  readonly url: string;
  readonly requests: string[];
  readonly authorizations: (string | undefined)[];
  close(): void;
}

/** A proxy that forwards plain requests to one cloud and opens tunnels, or refuses all with 403. */
async function startProxy(cloud: () => Loopback, refuse = false): Promise<TestProxy> {
  const requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const note = (request: IncomingMessage): void => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''} (${request.headers.host ?? ''})`);
    authorizations.push(request.headers['proxy-authorization']);
  };
  const server: Server = createServer((request, response) => {
    note(request);
    void forward(request, cloud()).then(({ status, headers, text }) => {
      response.writeHead(status, headers);
      response.end(text);
    });
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    note(request);
    if (refuse) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const target = connect(cloud().port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    sockets.add(target);
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    requests,
    authorizations,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function forward(request: IncomingMessage, cloud: Loopback) {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk as Buffer);
  const target = new URL(request.url ?? '');
  const headers = {
    'content-type': 'application/json',
    'x-auth-token': String(request.headers['x-auth-token']),
  };
  const answer = await fetch(`${cloud.url}${target.pathname}${target.search}`, {
    method: request.method ?? 'GET',
    headers,
    ...(body.length === 0 ? {} : { body: Buffer.concat(body) }),
  });
  const token = answer.headers.get('x-subject-token');
  return {
    status: answer.status,
    headers: token === null ? {} : { 'x-subject-token': token },
    text: await answer.text(),
  };
}

describe('a proxy of the environment', () => {
  it('forwards plain http, with user and password', async () => {
    const catalogue = [
      {
        type: 'network',
        endpoints: [{ interface: 'public', region: 'R', url: 'http://cloud.invalid:9696/v2.0' }],
      },
    ];
    const cloud = await startCloud(() => ({ body: { networks: [{ id: 'n1' }] } }), { catalogue });
    const proxy = await startProxy(() => cloud);
    const environment = { http_proxy: proxy.url.replace('//', '//me:se%20cret@') };
    const session = openSession(credentialsFor('http://cloud.invalid:5000/v3'), { ...quick, environment });
    try {
      assert.deepEqual(await session.list('network', '/networks', 'networks'), [{ id: 'n1' }]);
      assert.deepEqual(proxy.requests, [
        'POST http://cloud.invalid:5000/v3/auth/tokens (cloud.invalid:5000)',
        'GET http://cloud.invalid:9696/v2.0/networks?limit=1000 (cloud.invalid:9696)',
      ]);
      assert.equal(proxy.authorizations[0], `Basic ${Buffer.from('me:se cret').toString('base64')}`);
    } finally {
      await session.close();
      proxy.close();
      await cloud.close();
    }
  });

  it('opens one tunnel for https, with TLS up to the cloud', async () => {
    const authority = createAuthority();
    const pair = authority.issue('cloud', 'DNS:cloud.invalid');
    const tls = { cert: authority.read(pair.cert), key: authority.read(pair.key) };
    const cloud = await startCloud(() => ({ body: { networks: [] } }), {}, tls);
    const proxy = await startProxy(() => cloud);
    const credentials = credentialsFor('https://cloud.invalid:5000/v3', { caFile: authority.ca });
    const session = openSession(credentials, { ...quick, environment: { https_proxy: proxy.url } });
    try {
      assert.deepEqual(await session.list('network', '/networks', 'networks'), []);
      assert.deepEqual(proxy.requests, ['CONNECT cloud.invalid:5000 (cloud.invalid:5000)']);
    } finally {
      await session.close();
      proxy.close();
      await cloud.close();
      authority.remove();
    }
  });

  it('is told of where plain http cannot go over it', async () => {
    const asking = await startLoopback(() => ({ status: 407, body: 'Proxy Authentication Required' }));
    const cases: readonly (readonly [string, RegExp])[] = [
      ['http://127.0.0.1:9', /The proxy 127\.0\.0\.1:9 cannot be used: connect ECONNREFUSED/],
      ['http://me:secret@nobody.invalid:3128', /The proxy nobody\.invalid:3128 cannot be used: .*ENOTFOUND/],
      [
        'socks5://me:secret@127.0.0.1:1080',
        /http_proxy holds an address of the kind socks5:\/\/; drover uses/,
      ],
      ['::::', /http_proxy holds no address; drover uses/],
      [asking.url, /asks for a user and a password \(407\), and none was given/],
      [asking.url.replace('//', '//me:secret@'), /\(407\), and it does not accept those that were given/],
    ];
    for (const [proxy, pattern] of cases) {
      const session = openSession(credentialsFor('http://cloud.invalid:5000/v3'), {
        ...quick,
        environment: { http_proxy: proxy },
      });
      const refused = await refusalOf(session.identity());
      assert.equal(refused.code, 'openstack-unreachable');
      assert.match(refused.message, pattern);
      assert.match(refused.diagnostic.help ?? '', /Check http_proxy and https_proxy/);
      assert.ok(!refused.message.includes('secret'));
      await session.close();
    }
    await asking.close();
  });

  it('is told of where it refuses or is away', async () => {
    const cloud = await startCloud(() => undefined);
    const proxy = await startProxy(() => cloud, true);
    const refusing = openSession(credentialsFor('https://cloud.invalid/v3'), {
      ...quick,
      environment: { https_proxy: proxy.url },
    });
    const away = openSession(credentialsFor('https://cloud.invalid/v3'), {
      ...quick,
      environment: { https_proxy: 'http://127.0.0.1:9' },
    });
    const none = openSession(credentialsFor('https://cloud.invalid/v3'), {
      ...quick,
      environment: { https_proxy: 'socks5://me:secret@127.0.0.1:1080' },
    });
    try {
      const first = await refusalOf(refusing.identity());
      assert.equal(first.code, 'openstack-unreachable');
      assert.match(
        first.message,
        /The proxy 127\.0\.0\.1:\d+ answered 403 to a tunnel to cloud\.invalid:443/,
      );
      assert.match(first.diagnostic.help ?? '', /https_proxy.*no_proxy/);
      assert.match(
        (await refusalOf(away.identity())).message,
        /The proxy 127\.0\.0\.1:9 cannot be used: connect ECONNREFUSED/,
      );
      const third = await refusalOf(none.identity());
      assert.equal(third.code, 'openstack-unreachable');
      assert.match(third.message, /https_proxy holds an address of the kind socks5:\/\/; drover uses/);
      assert.ok(!third.message.includes('secret'));
    } finally {
      await refusing.close();
      await none.close();
      await away.close();
      proxy.close();
      await cloud.close();
    }
  });
});
