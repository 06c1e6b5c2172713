/** Sockets that a machine opens for a task, through its SSH server. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tryPort, type PortAnswer } from '../../../../modules/host/try-port.ts';
import { sshConnection, type SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { startSshd, type Sshd } from './sshd.ts';

describe('sockets that a machine opens', () => {
  let sshd: Sshd;
  let connection: SshConnection;
  let server: Server;
  let port: number;

  before(async () => {
    sshd = await startSshd();
    connection = sshConnection(sshd.settings());
    server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    ({ port } = server.address() as AddressInfo);
  });

  after(async () => {
    server.close();
    await connection.close();
    await sshd.stop();
  });

  const heard = async (to: SshConnection, host: string, at: number): Promise<string> => {
    assert.ok(to.dial);
    const socket = await to.dial({ host, port: at });
    let text = '';
    for await (const part of socket) text += String(part);
    return text;
  };

  it('speak with whatever listens there', async () => {
    assert.equal(await heard(connection, '127.0.0.1', port), 'hello');
  });

  it('are refused as those of the system are', async () => {
    await assert.rejects(heard(connection, '127.0.0.1', 1), { code: 'ECONNREFUSED' });
    await assert.rejects(heard(connection, 'no-such-host.invalid', port), { code: 'ENOTFOUND' });
  });

  const asked = (to: SshConnection, at: number, pattern?: RegExp): Promise<PortAnswer | undefined> =>
    tryPort({
      ...{ host: '127.0.0.1', port: at, timeoutMs: 1_000, pattern },
      ...{ signal: new AbortController().signal, connection: to },
    });

  it('tell a task that waits for a port whether it answers, and what it says', async () => {
    assert.deepEqual(await asked(connection, port), {});
    assert.equal((await asked(connection, port, /h(.)l/))?.match?.[1], 'e');
    assert.equal(await asked(connection, port, /bye/), undefined);
    assert.equal(await asked(connection, 1), undefined);
  });

  it('are not to be had where the server forbids them', async () => {
    const strict = await startSshd(['AllowTcpForwarding no']);
    const other = sshConnection(strict.settings());
    try {
      await assert.rejects(heard(other, '127.0.0.1', port), { code: 'EPERM' });
      // Waiting for a port has another way there.
      assert.equal((await asked(other, port, /h(.)l/))?.match?.[1], 'e');
      assert.equal(await asked(other, 1), undefined);
    } finally {
      await other.close();
      await strict.stop();
    }
  });
});
