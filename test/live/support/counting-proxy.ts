import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface Call {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
}

/** Stands before a cloud on loopback and counts what passes. */
export interface CountingProxy {
  /** The address that stands for `auth_url`. */
  through(url: string): string;
  /** Calls since the last `forget`. Logins are among them. */
  readonly calls: () => readonly Call[];
  /** Those that change something in the cloud: neither reads nor logins. */
  readonly writes: () => readonly Call[];
  readonly forget: () => void;
  /** Does something when the cloud has answered the n-th write from now on, and before the answer is passed on. */
  readonly onWrite: (nth: number, act: () => void) => void;
  /** Waits until the cloud has answered all that it was asked: a killed client takes nothing back. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy for all services of the machine. A service at port N is at `/at/N` of the proxy; in bodies the addresses
 * of services are replaced likewise, so whoever logs in through the proxy finds a catalogue that stays within it.
 */
export async function startCountingProxy(): Promise<CountingProxy> {
  const agent = new Agent({ keepAlive: true });
  const calls: Call[] = [];
  const underWay = new Set<Promise<void>>();
  let awaited: { left: number; readonly act: () => void } | undefined;

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const [, port = '', path = '/'] = /^\/at\/(\d+)(.*)$/s.exec(incoming.url ?? '') ?? [];
    const answer = await forward(incoming, Number(port), path === '' ? '/' : path, agent);
    // What is not text passes as it comes, and is not held in memory.
    const body = isText(answer) ? await bytesOf(answer) : undefined;
    const call = { method: incoming.method ?? '', path, status: answer.statusCode ?? 0 };
    calls.push(call);
    if (isWrite(call) && awaited !== undefined && --awaited.left === 0) awaited.act();
    const { location } = answer.headers;
    const headers = { ...answer.headers, ...(location !== undefined && { location: moved(location) }) };
    if (body === undefined) {
      outgoing.writeHead(call.status, headers);
      await pipeline(answer, outgoing);
      return;
    }
    const text = moved(body.toString('utf8'));
    delete headers['transfer-encoding'];
    outgoing.writeHead(call.status, { ...headers, 'content-length': String(Buffer.byteLength(text)) });
    outgoing.end(text);
  };
  const moved = (text: string): string => text.replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/g, `${origin}/at/$1`);

  const server = createServer((incoming, outgoing) => {
    const work = serve(incoming, outgoing)
      .catch((error: unknown) => void outgoing.destroy(new Error(String(error))))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Boundary: a server that listens on TCP has such an address.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    through: moved,
    calls: () => [...calls],
    writes: () => calls.filter(isWrite),
    forget: () => void calls.splice(0),
    onWrite: (nth, act) => {
      awaited = { left: nth, act };
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

const isWrite = ({ method, path }: Call): boolean =>
  !['GET', 'HEAD', 'OPTIONS'].includes(method) && !path.endsWith('/auth/tokens');

/** What may name addresses of services, and is small: lists and resources, not the bytes of an image. */
const isText = ({ headers }: IncomingMessage): boolean =>
  /^(?:application\/json|text\/)/.test(headers['content-type'] ?? '');

/** Passes a request on while it comes in; the answer's body is still to be read. */
async function forward(
  incoming: IncomingMessage,
  port: number,
  path: string,
  agent: Agent,
): Promise<IncomingMessage> {
  const { host: _host, connection: _connection, 'accept-encoding': _coding, ...headers } = incoming.headers;
  const outgoing = request({ host: '127.0.0.1', port, path, agent, method: incoming.method, headers });
  // What was asked in full is done, even if whoever asked has been killed since.
  incoming.on('error', (error) => {
    if (!incoming.complete) outgoing.destroy(error);
  });
  // A service may answer and hang up before it has read all of the body.
  outgoing.on('error', () => undefined);
  incoming.pipe(outgoing);
  // Boundary: the one argument of the event.
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
