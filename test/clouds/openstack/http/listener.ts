import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { CloudReply, CloudRequest, CloudService } from './exchange.ts';
import { firstOf, sizeOf } from './bytes.ts';
import type { CallLog } from './calls.ts';
import type { Fault, FaultBox } from './faults.ts';

export interface Tls {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}

export interface ListenerSettings {
  /** The service with the longest matching mount answers. */
  readonly services: readonly CloudService[];
  readonly calls: CallLog;
  readonly faults: FaultBox;
  /** How long every answer takes. */
  readonly latencyMs: number;
  readonly tls: Tls | undefined;
  /** Makes a token useless. */
  readonly expireToken: (token: string) => void;
}

export interface Listener {
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Serves the services on a free port of 127.0.0.1. */
export async function listen(settings: ListenerSettings): Promise<Listener> {
  const sockets = new Set<Socket>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void serve(settings, request, response).catch((error: unknown) => {
      // A client that went away is no failure; a mistake in a service must be seen.
      if (!request.socket.destroyed) fail(response, error);
    });
  };
  const server: Server = settings.tls ? createTlsServer(settings.tls, onRequest) : createServer(onRequest);
  // Clients keep connections for longer than Node's usual five seconds.
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Boundary: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${settings.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function serve(
  settings: ListenerSettings,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const service = serviceFor(settings.services, incoming.url ?? '/');
  const request = await readRequest(incoming, service.mount);
  const { method } = request;
  const path = (incoming.url ?? '/').slice(service.mount.length) || '/';
  const faults = settings.faults.take({ service: service.type, method, path });
  for (const fault of faults) {
    if (fault.kind === 'expire-token') settings.expireToken(String(request.headers['x-auth-token']));
  }
  const wait = settings.latencyMs + sum(faults.map((fault) => (fault.kind === 'latency' ? fault.ms : 0)));
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  const fault = faults.find((each) => each.kind !== 'latency' && each.kind !== 'expire-token');
  const isBefore = fault && !('after' in fault && fault.after) && !needsAnswer(fault);
  const reply = isBefore ? { status: 0 } : service.answer(request);
  const status = send({ method, reply, fault, response });
  settings.calls.add({ service: service.type, method, path, status });
}

function needsAnswer(fault: Fault): boolean {
  return fault.kind === 'truncate' || fault.kind === 'half-json';
}

function serviceFor(services: readonly CloudService[], url: string): CloudService {
  const path = url.split('?')[0] ?? '/';
  const [best] = services
    .filter(({ mount }) => path === mount || path.startsWith(`${mount}/`))
    .sort((a, b) => b.mount.length - a.mount.length);
  return best ?? services[0]!;
}

async function readRequest(incoming: IncomingMessage, mount: string): Promise<CloudRequest> {
  const chunks: Buffer[] = [];
  // Boundary: a request without an encoding yields buffers.
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const scheme = 'encrypted' in incoming.socket ? 'https' : 'http';
  const origin = `${scheme}://${incoming.headers.host ?? '127.0.0.1'}`;
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  let whole: Buffer | undefined;
  return {
    method: incoming.method ?? 'GET',
    path: path.slice(mount.length) || '/',
    query: new URLSearchParams(query.join('?')),
    headers: incoming.headers,
    get body() {
      return (whole ??= Buffer.concat(chunks));
    },
    chunks,
    origin,
    base: `${origin}${mount}`,
  };
}

interface Outgoing {
  readonly method: string;
  readonly reply: CloudReply;
  readonly fault: Fault | undefined;
  readonly response: ServerResponse;
}

/** Sends the reply, or what the fault makes of it. Answers with the status that went out. */
function send({ method, reply, fault, response }: Outgoing): number {
  if (fault?.kind === 'silence') return 0;
  if (fault?.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return 0;
  }
  const answer: CloudReply = fault?.kind === 'status' ? fault : reply;
  const { status, headers } = answer;
  const content = encode(answer);
  response.writeHead(status, {
    ...(content.type === undefined ? {} : { 'Content-Type': content.type }),
    ...headers,
    ...(status === 204 ? {} : { 'Content-Length': lengthOf(content.chunks, fault) }),
  });
  if (fault?.kind === 'truncate') {
    for (const chunk of firstOf(content.chunks, Math.max(1, sizeOf(content.chunks) >> 1)))
      response.write(chunk);
    setTimeout(() => response.socket?.destroy(), 5);
    return status;
  }
  const shown = firstOf(content.chunks, lengthOf(content.chunks, fault));
  endWith(response, method === 'HEAD' || status === 204 ? [] : shown);
  return status;
}

/** One piece goes out together with the head. */
function endWith(response: ServerResponse, chunks: readonly Buffer[]): void {
  for (const chunk of chunks.slice(0, -1)) response.write(chunk);
  response.end(chunks.at(-1));
}

function lengthOf(chunks: readonly Buffer[], fault: Fault | undefined): number {
  return fault?.kind === 'half-json' ? sizeOf(chunks) >> 1 : sizeOf(chunks);
}

function encode({ body, chunks }: CloudReply): {
  readonly chunks: readonly Buffer[];
  readonly type?: string;
} {
  if (chunks !== undefined) return { chunks };
  if (body === undefined) return { chunks: [] };
  if (Buffer.isBuffer(body)) return { chunks: [body] };
  if (typeof body === 'string') return { chunks: [Buffer.from(body)], type: 'text/html; charset=UTF-8' };
  return { chunks: [Buffer.from(JSON.stringify(body))], type: 'application/json' };
}

function fail(response: ServerResponse, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The loopback cloud has a mistake: ${text}\n`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { 'Content-Type': 'text/plain' });
  response.end('The loopback cloud has a mistake; its stack is on standard error.');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
