/** A proxy on the loopback that opens tunnels, or does what else a proxy may do. */
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ProxyBehaviour {
  /** `user:password` that it asks for. */
  readonly user?: string;
  /** The status that it answers in place of a tunnel; none for no answer at all. */
  readonly answers?: number | 'none';
  /** The port on the loopback that all tunnels lead to; without it, to where they are asked for. */
  readonly port?: number;
}

export interface TestProxy {
  readonly url: string;
  /** With a user before its host. */
  urlFor(user: string): string;
  /** The authorities that tunnels were asked to. */
  readonly tunnels: string[];
  /** Tunnels that are open. */
  open(): number;
  close(): Promise<void>;
}

export async function startProxy(behaviour: ProxyBehaviour = {}): Promise<TestProxy> {
  const { user, answers = 200 } = behaviour;
  const tunnels: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => {
    response.writeHead(405).end();
  });
  server.on('connect', (request, client) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => sockets.delete(client));
    tunnels.push(request.url ?? '');
    if (answers === 'none') return;
    const expected = `Basic ${Buffer.from(user ?? '').toString('base64')}`;
    const isKnown = user === undefined || request.headers['proxy-authorization'] === expected;
    const status = isKnown ? answers : 407;
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const asked = new URL(`http://${request.url ?? ''}`);
    const target = connect(behaviour.port ?? Number(asked.port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Boundary: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    tunnels,
    url: `http://127.0.0.1:${port}`,
    urlFor: (name) => `http://${name}@127.0.0.1:${port}`,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
