/** A jump host that is asked for a way to a machine and does not answer: the machine is down, and packets are dropped. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PassThrough, type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import type { OpenClient } from '../../../../engine/transport/ssh/client.ts';
import { createLink } from '../../../../engine/transport/ssh/link.ts';
import { openProxy } from '../../../../engine/transport/ssh/proxy.ts';
import type { SshSettings } from '../../../../engine/transport/ssh/settings.ts';

describe('a jump host that finds no way', () => {
  let server: ssh2.Server;
  let port = 0;
  const connections = new Set<ssh2.Connection>();
  let asked = 0;

  before(async () => {
    const { private: key } = ssh2.utils.generateKeyPairSync('ed25519');
    server = new ssh2.Server({ hostKeys: [key] }, (connection) => {
      connections.add(connection);
      connection.on('error', () => undefined);
      connection.on('close', () => connections.delete(connection));
      connection.on('authentication', (context) => {
        context.accept();
      });
      // It goes on looking.
      connection.on('tcpip', () => (asked += 1));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // Boundary: a server that listens on a port has such an address.
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => {
    asked = 0;
  });
  after(() => {
    for (const connection of connections) connection.end();
    server.close();
  });

  const settings = (connectTimeoutMs: number): SshSettings => ({
    host: '192.0.2.1',
    port: 22,
    user: 'somebody',
    identity: { files: [], identitiesOnly: false, methods: new Set(['publickey']) },
    hostKeys: { policy: 'off', pins: [], files: [] },
    connectTimeoutMs,
    keepAliveMs: 15_000,
    keepAliveCount: 4,
    compress: false,
    forwardAgent: false,
    proxy: { jumps: [{ host: '127.0.0.1', port }] },
  });
  const until = async (holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds(); tries += 1) {
      assert.ok(tries < 200, 'it does not come to it');
      await sleep(25);
    }
  };

  it('is left when the time to connect is over, and says so', async () => {
    const link = createLink(settings(1_000));
    await assert.rejects(link.client(), {
      code: 'host-unreachable',
      message: /Connection timed out: the jump host 127\.0\.0\.1 did not reach it within 1 seconds/,
    });
    await until(() => connections.size === 0);
    await link.close();
  });

  it('keeps nobody who ends', async () => {
    const link = createLink(settings(60_000));
    const opening = assert.rejects(link.client(), { code: 'host-unreachable', message: /given up/ });
    await until(() => asked === 1);
    const begun = performance.now();
    await link.close();
    assert.ok(performance.now() - begun < 5_000);
    await opening;
    await until(() => connections.size === 0);
  });

  it('has its way closed when it finds one afterwards', async () => {
    const controller = new AbortController();
    let found: ((error: undefined, channel: Duplex) => void) | undefined;
    const jump = {
      client: { forwardOut: (...parts: readonly unknown[]) => void (found = parts.at(-1) as typeof found) },
      close: () => Promise.resolve(),
      // Boundary: nothing else of it is looked at.
    } as unknown as OpenClient;
    const opening = openProxy(settings(60_000), controller.signal, () => Promise.resolve(jump));
    const givenUp = assert.rejects(opening, { message: /given up/ });
    await until(() => found !== undefined);
    controller.abort();
    await givenUp;
    const channel = new PassThrough();
    found?.(undefined, channel);
    assert.ok(channel.destroyed);
  });
});
