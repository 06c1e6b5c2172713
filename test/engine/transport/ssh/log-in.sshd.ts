import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SshSettings } from '../../../../engine/transport/ssh/settings.ts';
import { sshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { refusalOf } from './refusal.ts';
import { startPasswordServer, type PasswordServer } from './password-server.ts';
import { freePort, startSshd, type KeyType, type Sshd } from './sshd.ts';

async function isLetIn(settings: SshSettings): Promise<boolean> {
  const connection = sshConnection(settings);
  try {
    return (await connection.execute(['echo', 'in'])).stdout === 'in\n';
  } finally {
    await connection.close();
  }
}

describe('logging in over SSH', () => {
  let sshd: Sshd;
  const identity = (changes: Partial<SshSettings['identity']>): Partial<SshSettings> => ({
    identity: {
      files: [],
      identitiesOnly: false,
      methods: new Set(['publickey', 'password', 'keyboard-interactive']),
      ...changes,
    },
  });
  const keyFile = (path: string) => [{ path, isGiven: true }];
  before(async () => {
    sshd = await startSshd();
  });
  after(() => sshd.stop());

  for (const type of ['ed25519', 'ecdsa', 'rsa'] as const satisfies readonly KeyType[]) {
    it(`works with a key of type ${type}`, async () => {
      assert.ok(await isLetIn(sshd.settings(identity({ files: keyFile(sshd.keys[type]) }))));
    });
  }
  it('works with the text of a key', async () => {
    const privateKey = readFileSync(sshd.keys.ed25519, 'utf8').trim();
    assert.ok(await isLetIn(sshd.settings(identity({ privateKey }))));
  });
  it('works with the second key if the first is not let in', async () => {
    const other = join(sshd.folder, 'other');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
    const files = [...keyFile(other), ...keyFile(sshd.keys.rsa)];
    assert.ok(await isLetIn(sshd.settings(identity({ files }))));
    const error = await refusalOf(sshd.settings(identity({ files: keyFile(other) })));
    const print = execFileSync('ssh-keygen', ['-lf', other], { encoding: 'utf8' }).split(' ')[1] ?? '';
    assert.equal(
      error.message,
      `Failed to connect to the host via ssh: root@127.0.0.1 port ${sshd.port}: Permission denied. Tried: key ${other} (${print}).`,
    );
    assert.match(error.diagnostic.help ?? '', /ansible_ssh_private_key_file/);
  });
  it('needs the passphrase of a key that has one', async () => {
    const locked = join(sshd.folder, 'locked');
    copyFileSync(sshd.keys.ed25519, locked);
    chmodSync(locked, 0o600);
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', locked]);
    const files = keyFile(locked);
    assert.ok(await isLetIn(sshd.settings(identity({ files, passphrase: 'open sesame' }))));
    assert.match(
      (await refusalOf(sshd.settings(identity({ files })))).message,
      /it has a passphrase; add it to an agent/,
    );
    const wrong = await refusalOf(sshd.settings(identity({ files, passphrase: 'open barley' })));
    assert.match(wrong.message, /the passphrase is not right/);
    assert.doesNotMatch(JSON.stringify(wrong.diagnostic), /barley/);
  });
  it('leaves keys alone that others can read, that are not there, and that are none', async () => {
    const open = join(sshd.folder, 'open');
    copyFileSync(sshd.keys.ed25519, open);
    chmodSync(open, 0o644);
    const none = join(sshd.folder, 'none');
    writeFileSync(none, 'no key', { mode: 0o600 });
    const files = [open, '/nope/id', none, `${sshd.keys.rsa}.pub`].flatMap(keyFile);
    chmodSync(`${sshd.keys.rsa}.pub`, 0o600);
    const { message } = await refusalOf(sshd.settings(identity({ files })));
    assert.match(message, /There was nothing to log in with\./);
    assert.match(message, /open: others can read it \(mode 0644\); chmod 600/);
    assert.match(message, /key \/nope\/id: No such file or directory/);
    assert.match(message, /none: it cannot be read/);
    assert.match(message, /rsa\.pub: it is a public key/);
  });

  describe('with an agent', () => {
    let agent: ChildProcess;
    let socket = '';
    before(async () => {
      socket = join(sshd.folder, 'agent');
      agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      while (!existsSync(socket)) await sleep(10);
      execFileSync('ssh-add', ['-q', sshd.keys.ecdsa], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    });
    after(() => agent.kill());
    it('works', async () => {
      assert.ok(await isLetIn(sshd.settings(identity({ agent: socket }))));
    });
    it('works with one of its keys alone, where only those that are named are to be used', async () => {
      const named = (type: KeyType) =>
        identity({ agent: socket, identitiesOnly: true, files: keyFile(`${sshd.keys[type]}.pub`) });
      assert.ok(await isLetIn(sshd.settings(named('ecdsa'))));
      assert.match((await refusalOf(sshd.settings(named('ed25519')))).message, /nothing to log in with/);
    });
    it('tells of an agent that is not there', async () => {
      const { message } = await refusalOf(sshd.settings(identity({ agent: join(sshd.folder, 'gone') })));
      assert.match(message, /Not used: agent .*gone: /);
    });
  });

  for (const way of ['password', 'keyboard-interactive'] as const) {
    describe(`with a password (${way})`, () => {
      let server: PasswordServer;
      before(async () => {
        server = await startPasswordServer(join(sshd.folder, 'host_ed25519'), 'swordfish', way);
      });
      after(() => server.stop());
      const settings = (password: string, changes: Partial<SshSettings> = {}): SshSettings =>
        sshd.settings({
          port: server.port,
          ...identity({ password }),
          hostKeys: { policy: 'strict', pins: [sshd.hostKeys.ed25519], files: [] },
          ...changes,
        });
      it('works', async () => {
        assert.ok(await isLetIn(settings('swordfish')));
      });
      it('is refused with a wrong one, which is not shown', async () => {
        const error = await refusalOf(settings('clownfish'));
        assert.match(error.message, /Permission denied\. Tried: .*password/);
        assert.doesNotMatch(JSON.stringify(error.diagnostic), /clownfish/);
      });
      it('shows no password to a machine whose key has changed, though it goes on', async () => {
        const file = join(sshd.folder, `changed-${way}`);
        writeFileSync(file, `[127.0.0.1]:${server.port} ${sshd.hostKeys.ed25519.replace(/.{4}$/, 'AAAA')}\n`);
        const before = server.passwordsSeen();
        const error = await refusalOf(
          settings('swordfish', { hostKeys: { policy: 'off', pins: [], files: [file] } }),
        );
        assert.match(error.message, /Its host key is not the known one: no password was sent/);
        assert.equal(server.passwordsSeen(), before);
      });
    });
  }

  it('tells of a port where nobody listens', async () => {
    const port = await freePort();
    const error = await refusalOf(sshd.settings({ port }));
    assert.equal(
      error.message,
      `Failed to connect to the host via ssh: root@127.0.0.1 port ${port}: Connection refused.`,
    );
    assert.match(error.diagnostic.help ?? '', /ansible_port/);
  });
  it('tells of a name that nobody knows', async () => {
    const error = await refusalOf(sshd.settings({ host: 'no-such-host.invalid' }));
    assert.match(error.message, /Could not resolve hostname no-such-host\.invalid\./);
  });
});
