/** Machines that have busybox and nothing else, a server that takes one session a connection, and one that goes away. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sshConnection, type SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { executeContract } from '../execute-contract.ts';
import { filesContract } from '../files-contract.ts';
import { startOwnMachine } from './own-machine.ts';
import { startSshd, type Sshd } from './sshd.ts';

describe('a machine of busybox alone', () => {
  let sshd: Sshd;
  let connection: SshConnection;
  before(async () => {
    if (!existsSync('/bin/busybox'))
      throw new Error('These tests need busybox: apt-get install -y --no-install-recommends busybox');
    sshd = await startOwnMachine({ users: [{ name: 'worker', password: 'x' }], isBusybox: true });
    connection = sshConnection(sshd.settings());
  });
  after(async () => {
    await connection.close();
    await sshd.stop();
  });
  it('has no other programs', async () => {
    const { stdout } = await connection.execute([
      '/bin/sh',
      '-c',
      'readlink /proc/$$/exe; ls --help 2>&1 | head -1',
    ]);
    assert.match(stdout, /busybox\n.*BusyBox/);
    await assert.rejects(connection.execute(['bash']), { code: 'command-not-started' });
    await assert.rejects(connection.execute(['python3']), { code: 'command-not-started' });
  });
  it('is worked on by users who are not root', async () => {
    const worker = sshConnection(sshd.settings({ user: 'worker' }));
    assert.equal((await worker.execute(['id', '-un'])).stdout, 'worker\n');
    await worker.close();
  });
  executeContract('programs of busybox over SSH', () => connection, '71');
  // touch of busybox knows whole seconds alone.
  filesContract('files of busybox over SSH', () => connection.files, { hasFractions: false });
});

describe('a server that takes one session a connection', () => {
  let sshd: Sshd;
  let connection: SshConnection;
  before(async () => {
    sshd = await startSshd(['MaxSessions 1']);
    connection = sshConnection(sshd.settings());
  });
  after(async () => {
    await connection.close();
    await sshd.stop();
  });
  it('is given one program after the other, over one connection', async () => {
    const said = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        connection.execute(['/bin/sh', '-c', `sleep 0.1; echo "${index} $SSH_CONNECTION"`]),
      ),
    );
    assert.deepEqual(
      said.map(({ stdout }) => stdout.split(' ')[0]),
      Array.from({ length: 10 }, (_, index) => String(index)),
    );
    assert.equal(new Set(said.map(({ stdout }) => stdout.split(' ')[2])).size, 1);
    assert.equal(sshd.connections(), 1);
  });
  it('takes files and programs of another user as well', async () => {
    const nobody = connection.become({ user: 'nobody', method: 'sudo' });
    const path = join('/tmp', `drover-one-${process.pid}`);
    const bytes = Buffer.alloc(300_000, 'x');
    await Promise.all([nobody.files.write(path, bytes), nobody.execute(['true'])]);
    assert.equal((await connection.files.read(path)).length, bytes.length);
    await connection.files.remove(path);
  });
});

describe('a connection that nothing comes through any more', () => {
  it('is noticed by what is sent to keep it alive, and opened again', async () => {
    const sshd = await startSshd();
    const connection = sshConnection(sshd.settings({ keepAliveMs: 300, keepAliveCount: 2 }));
    try {
      await connection.execute(['true']);
      const running = connection.execute(['sleep', '30']);
      await sleep(300);
      // The machine hangs: it takes what is sent, and does not answer.
      const frozen = sshd.freeze();
      await assert.rejects(running, {
        code: 'host-unreachable',
        message: /the connection was cut while sleep ran/,
      });
      frozen.thaw();
      assert.equal((await connection.execute(['echo', 'again'])).stdout, 'again\n');
    } finally {
      await connection.close();
      await sshd.stop();
    }
  });
  it('is opened again when the machine is back after a restart', async () => {
    const first = await startSshd();
    const connection = sshConnection(first.settings());
    const { stdout: before } = await connection.execute(['cat', '/proc/sys/kernel/random/boot_id']);
    writeFileSync(join(first.folder, 'kept'), before);
    first.goDown();
    await assert.rejects(connection.execute(['true']), {
      code: 'host-unreachable',
      message: /Connection refused/,
    });
    await first.comeUp();
    assert.equal((await connection.execute(['echo', 'up'])).stdout, 'up\n');
    await connection.close();
    await first.stop();
  });
});
