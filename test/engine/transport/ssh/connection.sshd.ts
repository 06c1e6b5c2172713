import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sshConnection, type SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import type { SshSettings } from '../../../../engine/transport/ssh/settings.ts';
import { gone, killsDrover, running } from '../killed-drover.ts';
import { startSshd, type Sshd } from './sshd.ts';

/** What is held when all that is not needed any more has gone. */
function heldMemory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function until(holds: () => boolean, otherwise: string): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    assert.ok(tries < 100, otherwise);
    await sleep(50);
  }
}

const shell = (line: string): readonly [string, ...string[]] => ['/bin/sh', '-c', line];

describe('a connection over SSH', () => {
  let sshd: Sshd;
  const open: SshConnection[] = [];
  const connect = (changes: Partial<SshSettings> = {}): SshConnection => {
    const connection = sshConnection(sshd.settings(changes));
    open.push(connection);
    return connection;
  };
  before(async () => {
    sshd = await startSshd(['MaxSessions 3']);
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
  });
  after(() => sshd.stop());

  it('is one for programs side by side, and takes no more of them than the machine does', async () => {
    const connection = connect();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => connection.execute(shell(`echo "${index} $SSH_CONNECTION"`))),
    );
    const said = outcomes.map(({ stdout }) => stdout.trim().split(' '));
    assert.deepEqual(
      said.map(([index]) => index),
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
    assert.equal(new Set(said.map(([, , port]) => port)).size, 1);
  });
  it('is opened again when it was cut between two programs', async () => {
    const connection = connect();
    const { stdout: first } = await connection.execute(shell('echo $SSH_CONNECTION'));
    sshd.cut();
    const { stdout: second } = await connection.execute(shell('echo $SSH_CONNECTION'));
    assert.notEqual(first, second);
  });
  it('that is cut while a program runs makes the host unreachable, and is opened again for the next', async () => {
    const connection = connect();
    await connection.execute(['true']);
    const running = connection.execute(['sleep', '20']);
    setTimeout(() => {
      sshd.cut();
    }, 200);
    await assert.rejects(running, {
      code: 'host-unreachable',
      message: /the connection was cut while sleep ran; whether it came to its end is not known/,
    });
    assert.equal((await connection.execute(['echo', 'again'])).stdout, 'again\n');
  });
  it('that is cut while a file is written leaves the file as it was', async () => {
    const connection = connect();
    const path = join(sshd.folder, 'kept');
    writeFileSync(path, 'as it was');
    await connection.files.status(path);
    const writing = connection.files.write(path, Buffer.alloc(200_000_000, 'x'));
    setTimeout(() => {
      sshd.cut();
    }, 150);
    await assert.rejects(writing, { code: 'host-unreachable' });
    await sleep(300);
    assert.equal(readFileSync(path, 'utf8'), 'as it was');
    assert.deepEqual(
      (await connection.files.list(sshd.folder)).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });
  it('gives back the memory of large outputs', async function () {
    this.timeout(60_000);
    const connection = connect();
    const big = async (): Promise<void> => {
      const { stdout } = await connection.execute(shell('head -c 50000000 /dev/zero | tr "\\0" x'));
      assert.equal(stdout.length, 50_000_000);
    };
    await big();
    const before = heldMemory();
    for (let times = 0; times < 4; times += 1) await big();
    const grown = (heldMemory() - before) / 1e6;
    assert.ok(grown < 90, `holds ${grown.toFixed()} MB more after 200 MB of output`);
  });
  it('ends programs that do not want to go', async () => {
    const connection = connect();
    const nap = `sleep 33.${process.pid}`;
    const begun = performance.now();
    await assert.rejects(connection.execute(shell(`trap '' TERM; ${nap}; ${nap}`), { timeoutMs: 200 }), {
      code: 'command-timeout',
    });
    assert.ok(performance.now() - begun < 20_000);
    assert.equal((await connection.execute(['pgrep', '-x', '-f', nap])).stdout, '');
  });
  it('is not even opened for a task that was aborted, and given up while it is opened', async () => {
    const controller = new AbortController();
    const connection = connect({ proxy: { command: 'sleep 30' } });
    setTimeout(() => {
      controller.abort();
    }, 50);
    const begun = performance.now();
    await assert.rejects(connection.execute(['true'], { signal: controller.signal }), {
      code: 'interrupted',
    });
    await assert.rejects(connection.execute(['true'], { signal: controller.signal }), {
      code: 'interrupted',
    });
    assert.ok(performance.now() - begun < 20_000);
  });
  it('that is closed while channels open stays closed', async () => {
    const connection = connect();
    await connection.execute(['true']);
    // More than there is room for: some open, others wait for their turn.
    const begun = Array.from({ length: 12 }, () => connection.execute(['sleep', '0.2']));
    const ends = Promise.allSettled(begun);
    await connection.close();
    const failed = (await ends).filter((end) => end.status === 'rejected');
    assert.ok(failed.length > 0, 'all were done before it was closed');
    for (const { reason } of failed)
      assert.equal((reason as { readonly code?: string }).code, 'host-unreachable', String(reason));
    await until(() => sshd.connections() === 0, 'connections are open that nobody closes');
    await sleep(500);
    assert.equal(sshd.connections(), 0, 'a connection was opened after the end');
  });
  it('that is not answered is given up after its time', async () => {
    const connection = connect({ proxy: { command: 'sleep 30' }, connectTimeoutMs: 1000 });
    await assert.rejects(connection.execute(['true']), {
      code: 'host-unreachable',
      message: /Connection timed out: no SSH session within 1 seconds/,
    });
  });
  it('shows neither environment nor input in the process list', async () => {
    const connection = connect();
    const { stdout } = await connection.execute(shell('ps -eo args; test -n "$TOKEN"'), {
      environment: { TOKEN: `token-of-mine-${process.pid}` },
      stdin: 'input-of-mine',
    });
    assert.ok(stdout.includes('ps -eo args'));
    assert.ok(!stdout.includes(`token-of-mine-${process.pid}`));
    assert.ok(!stdout.includes('input-of-mine'));
  });
  it('goes through a command', async () => {
    const connection = connect({
      proxy: {
        command: `${process.execPath} -e 'const s=require("net").connect(+process.argv[2],process.argv[1]);process.stdin.pipe(s).pipe(process.stdout)' %h %p`,
      },
    });
    assert.equal((await connection.execute(['echo', 'through'])).stdout, 'through\n');
  });
  it('goes through jump hosts, whose keys are checked, too', async () => {
    const other = await startSshd();
    try {
      writeFileSync(
        sshd.knownHosts,
        `${readFileSync(sshd.knownHosts, 'utf8')}[127.0.0.1]:${other.port} ${other.hostKeys.ed25519}\n`,
      );
      const jump = { host: '127.0.0.1', port: other.port };
      writeFileSync(
        join(other.folder, 'authorized_keys'),
        readFileSync(join(sshd.folder, 'authorized_keys')),
      );
      const connection = connect({ proxy: { jumps: [jump] } });
      assert.equal((await connection.execute(['echo', 'through'])).stdout, 'through\n');
      const twice = connect({ proxy: { jumps: [{ host: '127.0.0.1', port: sshd.port }, jump] } });
      assert.equal((await twice.execute(['echo', 'twice'])).stdout, 'twice\n');
      const unknown = connect({
        proxy: { jumps: [jump] },
        hostKeys: { policy: 'strict', pins: [sshd.hostKeys.ed25519], files: [] },
      });
      await assert.rejects(unknown.execute(['true']), {
        message: new RegExp(`port ${other.port}: Host key verification failed\\. Its key is not known`),
      });
    } finally {
      await other.stop();
    }
  });
  it('that is cut ends the programs that end with it, at once and with all that they started', async () => {
    const connection = connect();
    const nap = `sleep 38.${process.pid}`;
    const bound = connection.execute(shell(`${nap} & ${nap}; true`), { endsWithConnection: true });
    const refused = assert.rejects(bound, { code: 'host-unreachable', message: /the connection was cut/ });
    while (running(nap) < 2) await sleep(50);
    sshd.cut();
    await refused;
    await gone(nap);
  });
  it('keeps nobody waiting for programs that end with it, and takes as many of them as there are', async () => {
    const connection = connect();
    const controller = new AbortController();
    const { signal } = controller;
    let begun = 0;
    const bound = Array.from({ length: 9 }, () =>
      connection.execute(shell('echo begun; sleep 30'), {
        endsWithConnection: true,
        signal,
        onLine: () => (begun += 1),
      }),
    );
    const ends = bound.map((one) => assert.rejects(one, { code: 'interrupted' }));
    while (begun < 9) await sleep(20);
    assert.equal((await connection.execute(['echo', 'short'])).stdout, 'short\n');
    controller.abort();
    await Promise.all(ends);
  });
  it('ends such programs when drover is killed, also those of another user', async () => {
    const order = {
      port: sshd.port,
      user: userInfo().username,
      key: sshd.keys.ed25519,
      pin: sshd.hostKeys.ed25519,
    };
    await killsDrover(order, `sleep 39.${process.pid}`);
    await killsDrover({ ...order, becomes: 'nobody' }, `sleep 40.${process.pid}`);
  });
  it('is compressed and forwards an agent where that is asked for', async () => {
    const connection = connect({ compress: true });
    assert.equal((await connection.execute(['cat'], { stdin: 'x'.repeat(100_000) })).stdout.length, 100_000);
  });
});
