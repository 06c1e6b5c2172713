/** Machines that are reached as the ssh configuration of a home says. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { connectHost } from '../../../../engine/transport/ssh/connect.ts';
import { startSshd, type Sshd } from './sshd.ts';

describe('a machine of the ssh configuration', () => {
  let sshd: Sshd;
  let bastion: Sshd;
  let home = '';
  let homeBefore: string | undefined;
  const open: SshConnection[] = [];
  before(async () => {
    [sshd, bastion] = await Promise.all([startSshd(), startSshd()]);
    homeBefore = process.env['HOME'];
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'drover-home-'));
    mkdirSync(join(home, '.ssh'), { mode: 0o700 });
    process.env['HOME'] = home;
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
    if (homeBefore === undefined) delete process.env['HOME'];
    else process.env['HOME'] = homeBefore;
    rmSync(home, { recursive: true });
  });
  after(() => Promise.all([sshd.stop(), bastion.stop()]));

  const config = (text: string): void => {
    writeFileSync(join(home, '.ssh', 'config'), text, { mode: 0o600 });
  };
  const warnings: string[] = [];
  const connect = (host: string, variables: Readonly<Record<string, string>> = {}, kind = 'ssh') => {
    const connection = connectHost({
      ...{ host, kind },
      variable: (name) => variables[name],
      variables: () => undefined,
      setting: () => undefined,
      warn: (message) => warnings.push(message),
    });
    open.push(connection);
    return connection;
  };
  const says = async (connection: SshConnection): Promise<string> =>
    (await connection.execute(['/bin/sh', '-c', 'echo $SSH_CONNECTION'])).stdout.trim();
  const web = (): string =>
    `Host web\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  User root\n  IdentityFile ${sshd.keys.ed25519}\n`;

  it('is reached under its alias', async () => {
    config(`${web()}  UserKnownHostsFile ${sshd.knownHosts}\n`);
    assert.match(await says(connect('web')), new RegExp(` ${sshd.port}$`));
  });
  it('is written down the first time, with a hashed name, where that is wanted', async () => {
    config(`${web()}  StrictHostKeyChecking accept-new\n  HashKnownHosts yes\n`);
    await says(connect('web'));
    const path = join(home, '.ssh', 'known_hosts');
    assert.match(readFileSync(path, 'utf8'), /^\|1\|\S+ ssh-ed25519 \S+\n$/);
    // OpenSSH finds it there.
    execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${sshd.port}`, '-f', path]);
    config(web());
    await says(connect('web'));
    writeFileSync(path, `[127.0.0.1]:${sshd.port} ${bastion.hostKeys.ed25519}\n`);
    await assert.rejects(says(connect('web', { drover_host_key_checking: 'accept-new' })), {
      message: /Its key has changed/,
    });
  });
  it('is written down where its inventory says accept-new, and nowhere else', async () => {
    config(web());
    await assert.rejects(says(connect('web')), { message: /Its key is not known/ });
    await says(connect('web', { drover_host_key_checking: 'accept-new' }));
    await says(connect('web'));
    assert.throws(() => connect('db', { drover_host_key_checking: 'maybe' }), {
      message: /drover_host_key_checking is "maybe"/,
    });
  });
  it('is reached by way of another one that the configuration knows', async () => {
    // The keys of the two are different, and nobody else is let in.
    config(
      [
        `${web()}  UserKnownHostsFile ${sshd.knownHosts}`,
        '  ProxyJump gate',
        'Host gate',
        '  HostName 127.0.0.1',
        `  Port ${bastion.port}`,
        '  User root',
        `  IdentityFile ${bastion.keys.rsa}`,
        `  UserKnownHostsFile ${bastion.knownHosts}`,
        'Host *',
        '  ProxyJump gate',
        '',
      ].join('\n'),
    );
    const connection = connect('web');
    assert.match(await says(connection), new RegExp(` ${sshd.port}$`));
    assert.equal(bastion.connections(), 1);
  });
  it('is reached by a ProxyCommand', async () => {
    const known = join(home, 'known');
    copyFileSync(sshd.knownHosts, known);
    config(
      `${web()}  UserKnownHostsFile ${known}\n  ProxyCommand /bin/sh -c 'echo %n >${home}/asked; exec busybox nc %h %p'\n`,
    );
    await says(connect('web'));
    assert.equal(readFileSync(join(home, 'asked'), 'utf8'), 'web\n');
  });
  it('is spoken to with the algorithms that are named', async () => {
    const algorithms = 'Ciphers aes128-ctr\n  MACs hmac-sha2-512\n  KexAlgorithms ecdh-sha2-nistp384\n';
    config(
      `${web()}  UserKnownHostsFile ${sshd.knownHosts}\n  ${algorithms}  HostKeyAlgorithms rsa-sha2-512\n`,
    );
    await says(connect('web'));
    config(`${web()}  Ciphers none-such\n`);
    assert.throws(() => connect('web'), { message: /none of the Ciphers "none-such" is known to drover/ });
    config(`${web()}  Ciphers 3des-cbc\n  UserKnownHostsFile ${sshd.knownHosts}\n`);
    await assert.rejects(says(connect('web')), { message: /no matching/ });
  });
  it('is reached with all algorithms that there are', async () => {
    config(
      `${web()}  UserKnownHostsFile ${sshd.knownHosts}\n  Ciphers +*\n  MACs +*\n  KexAlgorithms +*\n  HostKeyAlgorithms +*\n`,
    );
    await says(connect('web'));
  });
  for (const [name, kind, variables, message] of [
    ['winrm', 'winrm', {}, /ansible_connection: winrm is for Windows machines/],
    ['psrp', 'ansible.builtin.psrp', {}, /ansible_connection: psrp is for Windows machines/],
    ['PowerShell over SSH', 'ssh', { ansible_shell_type: 'powershell' }, /ansible_shell_type: powershell/],
  ] as const satisfies readonly (readonly [string, string, Readonly<Record<string, string>>, RegExp])[]) {
    it(`is left to the ansible runner: ${name}`, () => {
      assert.throws(
        () => connect('win', variables, kind),
        (error: Error & { diagnostic?: { help?: string } }) => {
          assert.match(error.message, message);
          assert.match(error.diagnostic?.help ?? '', /runner: ansible/);
          return true;
        },
      );
    });
  }
});
