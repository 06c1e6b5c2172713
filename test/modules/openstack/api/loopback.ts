import { AssertionError } from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { CloudCredentials } from '../../../../modules/openstack/api/session.types.ts';
import type { SessionPorts } from '../../../../modules/openstack/api/session.ts';

/** One request as the server saw it. */
export interface Seen {
  readonly method: string;
  /** The server itself, as the client addressed it. */
  readonly origin: string;
  /** With the query. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
  /** In place of an answer: end the connection, never answer, or end it in the middle of the body. */
  readonly fault?: 'reset' | 'silence' | 'half-body' | 'half-json';
}

export type Handler = (request: Seen, answered: number) => Reply | Promise<Reply> | undefined;

export interface Loopback {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A server on 127.0.0.1 that answers with what the handler returns; undefined is a 404. */
export async function startLoopback(handler: Handler, tls?: ServerOptions): Promise<Loopback> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void answer(request, response, handler, seen);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handler: Handler,
  seen: Seen[],
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const url = new URL(request.url ?? '/', 'http://loopback');
  const record: Seen = {
    method: request.method ?? '',
    origin: `${'encrypted' in request.socket ? 'https' : 'http'}://${request.headers.host ?? ''}`,
    url: request.url ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
  seen.push(record);
  const reply = (await handler(record, seen.length)) ?? {
    status: 404,
    body: { error: { message: 'no such path' } },
  };
  if (reply.fault === 'silence') return;
  if (reply.fault === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  const content = contentOf(reply);
  if (reply.fault === 'half-body') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': content.length });
    response.write(content.slice(0, content.length / 2));
    setTimeout(() => request.socket.destroy(), 5);
    return;
  }
  const shown = reply.fault === 'half-json' ? content.slice(0, content.length / 2) : content;
  const type = typeof reply.body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers });
  response.end(shown);
}

function contentOf(reply: Reply): string {
  if (reply.body === undefined) return '';
  return typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
}

/** Passwords and tokens of the tests: long and strange, so that a search finds them in any text. */
export const PASSWORD = 'Zq7-pass/word&"x"';
export const TOKEN = 'gAAAA-token-of-the-test';

export interface TokenParts {
  readonly catalogue?: readonly unknown[];
  readonly lifeSeconds?: number;
  readonly value?: string;
  readonly roles?: readonly string[];
}

/** Keystone's answer to a good request for a token. */
export function tokenReply(parts: TokenParts = {}): Reply {
  const issued = Date.parse('2026-11-21T02:43:15Z');
  return {
    status: 201,
    headers: { 'x-subject-token': parts.value ?? TOKEN },
    body: {
      token: {
        methods: ['password'],
        user: { id: 'u1', name: 'src', domain: { id: 'default', name: 'Default' } },
        project: { id: 'p1', name: 'srcproj', domain: { id: 'default', name: 'Default' } },
        roles: (parts.roles ?? ['reader', 'member']).map((name) => ({ id: name, name })),
        issued_at: new Date(issued).toISOString(),
        expires_at: new Date(issued + (parts.lifeSeconds ?? 86_400) * 1000).toISOString(),
        catalog: parts.catalogue ?? [],
      },
    },
  };
}

/** One service of a catalogue with one endpoint a region and interface. */
export function service(
  type: string,
  url: string,
  regions: readonly string[] = ['RegionOne'],
  interfaces: readonly string[] = ['public'],
): unknown {
  return {
    type,
    name: type,
    endpoints: regions.flatMap((region) =>
      interfaces.map((each) => ({ interface: each, region, region_id: region, url })),
    ),
  };
}

/** Keystone's list of versions. */
export const KEYSTONE_VERSION = {
  id: 'v3.14',
  status: 'stable',
  links: [{ rel: 'self', href: 'http://somewhere.else:5000/v3/' }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
};

/** Password credentials for a server, with whatever a test changes. */
export function credentialsFor(url: string, more: Partial<CloudCredentials> = {}): CloudCredentials {
  return {
    label: 'source',
    authType: 'password',
    verify: true,
    auth: {
      auth_url: url,
      username: 'src',
      password: PASSWORD,
      user_domain_name: 'Default',
      project_name: 'srcproj',
      project_domain_name: 'Default',
    },
    ...more,
  };
}

/** Ports that wait for hardly any time: the first backoff is a millisecond. */
export const quick: SessionPorts = {
  environment: {},
  policy: { baseMs: 1, capMs: 5 },
  timeouts: { connectMs: 3000, responseMs: 3000, totalMs: 6000 },
};

/** The same for servers that keep silent. */
export const hasty: SessionPorts = { ...quick, timeouts: { ...quick.timeouts, responseMs: 300 } };

/** A cloud of Keystone and Neutron on one server; `network` answers what comes below `/v2.0`. */
export function startCloud(network: Handler, token: TokenParts = {}, tls?: ServerOptions): Promise<Loopback> {
  return startLoopback((request, answered) => {
    if (request.path === '/v3/auth/tokens') {
      return tokenReply({ catalogue: [service('network', `${request.origin}/v2.0`)], ...token });
    }
    return request.path.startsWith('/v2.0/') ? network(request, answered) : undefined;
  }, tls);
}

/** The DroverError that a promise is rejected with; anything else fails the test. */
export async function refusalOf(promise: Promise<unknown>): Promise<DroverError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DroverError) return error;
    throw error;
  }
  throw new AssertionError({ message: 'it was not refused' });
}
