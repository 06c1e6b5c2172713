import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostKeySettings } from '../../../../engine/transport/ssh/settings.ts';
import { sshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { refusalOf } from './refusal.ts';
import { startSshd, type Sshd } from './sshd.ts';

describe('keys of machines over SSH', () => {
  let sshd: Sshd;
  let number = 0;
  before(async () => {
    sshd = await startSshd();
  });
  after(() => sshd.stop());
  const name = (): string => `[127.0.0.1]:${sshd.port}`;
  const file = (...lines: readonly string[]): string => {
    const path = join(sshd.folder, `known-${++number}`);
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
    return path;
  };
  const checked = (changes: Partial<HostKeySettings>) =>
    sshd.settings({ hostKeys: { policy: 'strict', pins: [], files: [], ...changes } });
  const connects = async (changes: Partial<HostKeySettings>): Promise<void> => {
    const connection = sshConnection(checked(changes));
    try {
      assert.equal((await connection.execute(['echo', 'in'])).stdout, 'in\n');
    } finally {
      await connection.close();
    }
  };
  const print = (type: 'ed25519' | 'rsa'): string =>
    execFileSync('ssh-keygen', ['-lf', join(sshd.folder, `host_${type}.pub`)], { encoding: 'utf8' }).split(
      ' ',
    )[1] ?? '';
  const changed = (): string =>
    `ssh-ed25519 ${readFileSync(`${sshd.keys.ed25519}.pub`, 'utf8').split(' ')[1] ?? ''}`;

  it('that are not known are refused, with their fingerprint and the way out', async () => {
    const error = await refusalOf(checked({ files: [file('other ssh-ed25519 AAAA')] }));
    assert.equal(
      error.message,
      `Failed to connect to the host via ssh: root@127.0.0.1 port ${sshd.port}: Host key verification failed. Its key is not known: ssh-ed25519 ${print('ed25519')}.`,
    );
    assert.match(error.diagnostic.help ?? '', /drover_host_keys: \["SHA256:/);
  });
  it('that are not known are refused where there is no file at all', async () => {
    assert.match(
      (await refusalOf(checked({ files: ['/nope/known_hosts'] }))).message,
      /Its key is not known/,
    );
  });
  it('that are known by a hashed name are let through', async () => {
    const path = file(`${name()} ${sshd.hostKeys.ed25519}`);
    execFileSync('ssh-keygen', ['-H', '-f', path], { stdio: 'ignore' });
    assert.match(readFileSync(path, 'utf8'), /^\|1\|/);
    await connects({ files: [path] });
  });
  for (const type of ['ed25519', 'ecdsa', 'rsa'] as const) {
    it(`are asked for by the type that is known: ${type}`, async () => {
      await connects({ files: [file(`${name()} ${sshd.hostKeys[type]}`)] });
      await connects({ pins: [sshd.hostKeys[type]] });
    });
  }
  it('that have changed are refused, saying where the other one is known', async () => {
    const path = file('# first', `${name()} ${changed()}`);
    const error = await refusalOf(checked({ files: [path] }));
    assert.match(error.message, /Its key has changed: it is ssh-ed25519 SHA256:/);
    assert.ok(error.message.includes(`${path}:2`));
    assert.ok(error.diagnostic.help?.includes(`ssh-keygen -R '${name()}' -f ${path}`));
  });
  it('that are revoked are refused, whatever else is said', async () => {
    const path = file(`@revoked * ${sshd.hostKeys.ed25519}`, `${name()} ${sshd.hostKeys.ed25519}`);
    for (const policy of ['strict', 'accept-new', 'off'] as const)
      assert.match((await refusalOf(checked({ policy, files: [path] }))).message, /is revoked in .*:1\./);
  });
  it('of an authority are refused with words', async () => {
    const error = await refusalOf(checked({ files: [file(`@cert-authority * ${changed()}`)] }));
    assert.match(
      error.message,
      /not known.*Certificates of an authority \(@cert-authority\) are not checked/,
    );
  });
  it('may be pinned by their fingerprint', async () => {
    await connects({ pins: [print('ed25519')] });
    await connects({ pins: ['SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', print('ed25519')] });
  });
  it('are not looked for in files where they are pinned', async () => {
    const error = await refusalOf(checked({ policy: 'off', pins: [changed()], files: [sshd.knownHosts] }));
    assert.match(error.message, /drover_host_keys names ssh-ed25519 SHA256:/);
  });
  it('are not asked about where a person says so', async () => {
    await connects({ policy: 'off' });
    await connects({ policy: 'off', files: [file(`${name()} ${changed()}`)] });
  });
  it('that are not the known ones get no agent, though they are let through', async () => {
    const agent = join(sshd.folder, 'agent');
    const child = spawn('ssh-agent', ['-D', '-a', agent], { stdio: 'ignore' });
    const forwarded = async (files: readonly string[]): Promise<boolean> => {
      const settings = checked({ policy: 'off', files });
      const identity = { ...settings.identity, agent };
      const connection = sshConnection({ ...settings, identity, forwardAgent: true });
      try {
        return (await connection.execute(['/bin/sh', '-c', 'echo "$SSH_AUTH_SOCK"'])).stdout !== '\n';
      } finally {
        await connection.close();
      }
    };
    try {
      while (!existsSync(agent)) await sleep(20);
      assert.equal(await forwarded([sshd.knownHosts]), true);
      assert.equal(await forwarded([file(`${name()} ${changed()}`)]), false);
    } finally {
      child.kill();
    }
  });
  it('that come with a machine are not those of the jump host before it', async () => {
    const further = [sshd.hostKeys.ed25519];
    const through = (known: readonly string[]) => ({
      ...checked({ further }),
      proxy: { jumps: [{ host: '127.0.0.1', port: sshd.port, hostKeys: { files: known } }] },
    });
    assert.match((await refusalOf(through([]))).message, /Its key is not known/);
    const revoked = file(`@revoked * ${sshd.hostKeys.ed25519}`);
    assert.match((await refusalOf(through([revoked]))).message, /is revoked in/);
    const connection = sshConnection(through([sshd.knownHosts]));
    try {
      assert.equal((await connection.execute(['echo', 'through'])).stdout, 'through\n');
    } finally {
      await connection.close();
    }
  });
  it('are remembered the first time with accept-new, and checked from then on', async () => {
    const path = join(sshd.folder, 'new', 'known_hosts');
    await connects({ policy: 'accept-new', files: [path], newKeysFile: path });
    assert.ok(existsSync(path));
    assert.equal(readFileSync(path, 'utf8'), `${name()} ${sshd.hostKeys.ed25519}\n`);
    await connects({ policy: 'strict', files: [path] });
    const error = await refusalOf(checked({ policy: 'accept-new', files: [file(`${name()} ${changed()}`)] }));
    assert.match(error.message, /has changed/);
  });
  it('are remembered by a hashed name where names are hashed, behind what stands there', async () => {
    const path = file();
    writeFileSync(path, 'other ssh-ed25519 AAAA');
    await connects({ policy: 'accept-new', files: [path], newKeysFile: path, hashesNames: true });
    assert.match(readFileSync(path, 'utf8'), /^other ssh-ed25519 AAAA\n\|1\|\S+\|\S+ ssh-ed25519 \S+\n$/);
    execFileSync('ssh-keygen', ['-F', name(), '-f', path]);
    await connects({ files: [path] });
  });
  it('are not remembered where there is no file for them', async () => {
    await connects({ policy: 'accept-new', files: ['/nope/known_hosts'] });
    await connects({ policy: 'accept-new', files: ['/dev/null'], newKeysFile: '/dev/null' });
    assert.equal(existsSync('/nope'), false);
  });
  it('are remembered once by connections side by side', async () => {
    const path = join(sshd.folder, 'beside', 'known_hosts');
    const all = Array.from({ length: 12 }, () =>
      connects({ policy: 'accept-new', files: [path], newKeysFile: path }),
    );
    await Promise.all(all);
    assert.equal(readFileSync(path, 'utf8'), `${name()} ${sshd.hostKeys.ed25519}\n`);
    assert.deepEqual(readdirSync(join(sshd.folder, 'beside')), ['known_hosts']);
  });
  it('are refused where the file cannot be written', async () => {
    const error = await refusalOf(checked({ policy: 'accept-new', newKeysFile: '/proc/known_hosts' }));
    assert.match(
      error.message,
      /its new host key ssh-ed25519 SHA256:\S+ cannot be written to \/proc\/known_hosts/,
    );
  });
  it('are looked up by another name where one is given', async () => {
    await connects({ alias: 'web', files: [file(`web ${sshd.hostKeys.ed25519}`)] });
  });
});
