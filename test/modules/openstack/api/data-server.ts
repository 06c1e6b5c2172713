import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { openSession, type SessionPorts } from '../../../../modules/openstack/api/session.ts';
import type { Session } from '../../../../modules/openstack/api/session.types.ts';
import { credentialsFor, quick, service, tokenReply } from './loopback.ts';

/** What came to the server. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly token: string;
  readonly expect: string | undefined;
}

/** Answers one request for data; `nth` counts from 1. */
export type DataHandler = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

export interface DataServer {
  readonly session: Session;
  readonly arrivals: readonly Arrival[];
  close(): Promise<void>;
}

/** A Keystone and a service whose bodies the handler reads and writes by itself; each token has a value of its own. */
export async function startDataServer(
  handler: DataHandler,
  ports: SessionPorts = {},
  wantsData: (nth: number) => boolean = () => true,
): Promise<DataServer> {
  const sockets = new Set<Socket>();
  const arrivals: Arrival[] = [];
  let tokens = 0;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '';
    if (path === '/v3/auth/tokens') {
      tokens += 1;
      const { headers, body } = tokenReply({
        catalogue: [service('image', `http://${request.headers.host ?? ''}`)],
        value: `token-${tokens}`,
      });
      request.resume().on('end', () => {
        response.writeHead(201, { ...headers, 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
      return;
    }
    if (!/^\/v2\/./.test(path)) {
      response.writeHead(404).end();
      return;
    }
    arrivals.push({
      method: request.method ?? '',
      path,
      range: request.headers.range,
      token: String(request.headers['x-auth-token']),
      expect: request.headers.expect,
    });
    handler(request, response, arrivals.length);
  };
  const server = createServer(answer);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (wantsData(arrivals.length + 1)) response.writeContinue();
    answer(request, response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const session = openSession(
    credentialsFor(`http://127.0.0.1:${port}/v3`, {
      endpointOverrides: { image: `http://127.0.0.1:${port}/v2` },
    }),
    { ...quick, ...ports },
  );
  return {
    session,
    arrivals,
    async close() {
      await session.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}

/** Bytes that tell where they stand. */
export function sample(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) bytes[at] = (at * 31 + (at >> 8)) & 255;
  return bytes;
}

export async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Data in pieces. */
export async function* pieces(data: Buffer, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) {
    await Promise.resolve();
    yield data.subarray(at, at + size);
  }
}
