import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { MachineWay } from '../../../../engine/module.ts';
import type { OpenConnection } from '../../../../engine/run/options.ts';
import { createPool } from '../../../../engine/run/pool.ts';
import { machineOf, type MachineRun } from '../../../../engine/run/task/machine.ts';
import { connectHost } from '../../../../engine/transport/ssh/connect.ts';
import { startSshd, type Sshd } from './sshd.ts';

describe('a machine beside that of the task', () => {
  let sshd: Sshd;
  let opened = 0;
  let become: readonly (string | undefined)[] = [];
  const pool = createPool();
  const run: MachineRun = {
    pool,
    emit: () => undefined,
    settings: { configuration: (name) => (name === 'HOST_KEY_CHECKING' ? false : undefined) },
    world: {
      connect: (target) => {
        opened += 1;
        const connection: OpenConnection = connectHost(target);
        return Promise.resolve({
          ...connection,
          become: (becoming) => {
            become = [...become, becoming.user, becoming.method, becoming.password];
            return connection;
          },
        });
      },
    },
  };
  const way = (changes: Partial<MachineWay> = {}): MachineWay => ({
    name: 'conversion host',
    address: '127.0.0.1',
    port: sshd.port,
    user: userInfo().username,
    privateKeyFile: sshd.keys.ed25519,
    hostKeys: [sshd.hostKeys.ed25519],
    ...changes,
  });
  before(async () => {
    sshd = await startSshd();
  });
  after(async () => {
    await pool.closeAll(() => undefined);
    await sshd.stop();
  });

  it('is reached when it is first used, once for a way', async () => {
    const [one, two] = [machineOf(run, way()), machineOf(run, way({ name: 'the same' }))];
    assert.equal(opened, 0);
    const words = ['/bin/sh', '-c', 'echo $SSH_CONNECTION'] as const;
    const first = await one.execute([...words]);
    assert.equal((await two.execute([...words])).stdout, first.stdout);
    assert.equal(opened, 1);
    assert.equal(await one.files.status('/nowhere'), undefined);
  });
  it('is reached again when it was lost', async () => {
    const machine = machineOf(run, way());
    const running = machine.execute(['sleep', '20']);
    setTimeout(() => {
      sshd.cut();
    }, 300);
    await assert.rejects(running, { code: 'host-unreachable' });
    assert.equal((await machine.execute(['echo', 'again'])).stdout, 'again\n');
  });
  it('whose key is another one is refused, whatever ansible.cfg says', async () => {
    const machine = machineOf(run, way({ hostKeys: [`ssh-ed25519 ${'A'.repeat(68)}`] }));
    await assert.rejects(machine.execute(['true']), {
      code: 'host-unreachable',
      message: /Host key verification failed/,
    });
  });
  it('is worked on as root by sudo, which root does not need', async () => {
    await machineOf(run, way({ asRoot: true })).execute(['true']);
    assert.deepEqual(become, userInfo().username === 'root' ? [] : ['root', 'sudo', undefined]);
    become = [];
    const other = machineOf(run, way({ asRoot: true, user: 'somebody' }));
    // Nobody lets this user in; who it would have become is known before.
    await assert.rejects(other.execute(['true']), { code: 'host-unreachable' });
    assert.deepEqual(become, ['root', 'sudo', undefined]);
  });
  it('is reached by way of another one, whose key is known', async () => {
    const home = mkdtempSync(join(tmpdir(), 'drover-home-'));
    mkdirSync(join(home, '.ssh'));
    const bastion = await startSshd();
    copyFileSync(join(sshd.folder, 'authorized_keys'), join(bastion.folder, 'authorized_keys'));
    const before = process.env['HOME'];
    process.env['HOME'] = home;
    try {
      const jump = `${userInfo().username}@127.0.0.1:${bastion.port}`;
      const refused = { code: 'host-unreachable', message: /[Hh]ost key/ };
      await assert.rejects(machineOf(run, way({ jump })).execute(['true']), refused);
      copyFileSync(bastion.knownHosts, join(home, '.ssh', 'known_hosts'));
      const machine = machineOf(run, way({ jump }));
      assert.equal((await machine.execute(['echo', 'here'])).stdout, 'here\n');
      assert.equal(bastion.connections(), 1);
    } finally {
      if (before === undefined) delete process.env['HOME'];
      else process.env['HOME'] = before;
      await bastion.stop();
      rmSync(home, { recursive: true });
    }
  });
  it('is unreachable where nothing reaches machines', async () => {
    const nowhere: MachineRun = { ...run, world: {} };
    await assert.rejects(machineOf(nowhere, way()).execute(['true']), {
      code: 'host-unreachable',
      message: /conversion host/,
    });
  });
});
