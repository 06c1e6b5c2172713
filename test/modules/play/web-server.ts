/** A web server on loopback whose answers are fixed by their paths, for cases of `uri` and `get_url`. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createAuthority } from '../openstack/api/certificates.ts';

export interface WebServers {
  readonly http: string;
  readonly https: string;
  readonly ca: string;
  readonly closed: string;
  close(): Promise<void>;
}

type Answer = readonly [
  status: number,
  headers: Readonly<Record<string, string | string[]>>,
  body: string | Buffer,
];

const text = { 'content-type': 'text/plain' };
const json = { 'content-type': 'application/json' };
const sum = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

const fixed: Readonly<Record<string, Answer>> = {
  '/hello': [200, text, 'hello'],
  '/pool/hello.txt': [200, text, 'hello'],
  '/sums': [200, text, `0000  other.txt\n${sum}  hello.txt\n`],
  '/sums-binary': [200, text, `${sum} *./hello.txt\n`],
  '/sum-alone': [200, text, `${sum}\n`],
  '/sums-of-others': [200, text, '0000  a.txt\n1111  b.txt\n'],
  '/named': [200, { ...text, 'content-disposition': 'attachment; filename="given.txt"' }, 'hello'],
  '/json': [200, json, '{"name": "anna", "list": [1, 2.5, null, true]}'],
  '/bad-json': [200, json, '{"name":'],
  '/vnd-json': [200, { 'content-type': 'application/vnd.api+json; charset=utf-8' }, '{"a": 1}'],
  '/latin': [
    200,
    { 'content-type': 'text/plain; charset=iso-8859-1' },
    Buffer.from([0x67, 0x72, 0xfc, 0xdf, 0x65]),
  ],
  '/utf8': [200, { 'content-type': 'text/plain; charset=utf-8' }, 'grüße'],
  '/gzip': [200, { ...text, 'content-encoding': 'gzip' }, gzipSync('hello')],
  '/cookies': [200, { ...text, 'set-cookie': ['a=1; Path=/', 'b=2'] }, ''],
  '/headers-twice': [200, { ...text, 'x-thing': ['one', 'two'] }, ''],
  '/empty': [204, {}, ''],
};

function answerTo(request: IncomingMessage, body: Buffer): Answer {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const known = fixed[url.pathname];
  if (known !== undefined) return known;
  const [, word, rest = ''] = url.pathname.split('/');
  if (word === 'status') return [Number(rest), json, `{"status": ${rest}}`];
  if (word === 'redirect') return [Number(rest), { location: url.searchParams.get('to') ?? '/echo' }, ''];
  if (word === 'echo') return [200, json, JSON.stringify(echo(request, body))];
  if (word === 'auth') {
    const wanted = `Basic ${Buffer.from('anna:secret').toString('base64')}`;
    if (request.headers.authorization === wanted) return [200, text, 'welcome'];
    return [401, { ...text, 'www-authenticate': 'Basic realm="here"' }, 'who are you?'];
  }
  if (word === 'modified') {
    return request.headers['if-modified-since'] === undefined
      ? [200, { ...text, 'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT' }, 'hello']
      : [304, {}, ''];
  }
  return [404, text, `There is no ${url.pathname}.`];
}

function echo(request: IncomingMessage, body: Buffer): unknown {
  const names = [
    'content-type',
    'content-length',
    'accept',
    'x-one',
    'x-two',
    'authorization',
    'cache-control',
  ];
  const type = request.headers['content-type'] ?? '';
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
  const hide = (value: string): string =>
    boundary === undefined ? value : value.replaceAll(boundary, 'BOUNDARY');
  const headers = names.flatMap((name) => {
    const value = request.headers[name];
    if (value === undefined || (boundary !== undefined && name === 'content-length')) return [];
    return [[name, hide(String(value)).replace('boundary="BOUNDARY"', 'boundary=BOUNDARY')] as const];
  });
  return {
    method: request.method,
    path: request.url,
    headers: Object.fromEntries(headers),
    body: hide(body.toString('utf8')),
  };
}

const listener: RequestListener = (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (request.url?.startsWith('/slow') === true) return;
    send(response, answerTo(request, Buffer.concat(parts)));
  });
};

function send(response: ServerResponse, [status, headers, body]: Answer): void {
  response.sendDate = false;
  const length =
    status === 204 || status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...headers, ...length, connection: 'close' });
  response.end(status === 204 || status === 304 ? undefined : body);
}

export async function startWebServers(): Promise<WebServers> {
  const authority = createAuthority();
  const pair = authority.issue('127.0.0.1', 'IP:127.0.0.1');
  const servers = [
    createServer(listener),
    createTlsServer({ cert: authority.read(pair.cert), key: authority.read(pair.key) }, listener),
    createPlainServer(),
  ] as const;
  const ports = await Promise.all(servers.map(listen));
  const [http = 0, https = 0, closed = 0] = ports;
  await new Promise((resolve) => servers[2].close(resolve));
  return {
    http: `http://127.0.0.1:${http}`,
    https: `https://127.0.0.1:${https}`,
    ca: authority.ca,
    closed: String(closed),
    close: async () => {
      for (const server of servers.slice(0, 2))
        (server as ReturnType<typeof createServer>).closeAllConnections();
      await Promise.all(servers.slice(0, 2).map((server) => new Promise((resolve) => server.close(resolve))));
      authority.remove();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
