/** Modules for hosts on a machine that has busybox and nothing else. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Module } from '../../../../engine/module.ts';
import { sshConnection, type SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { archive } from '../../../../modules/host/archive.ts';
import { cron } from '../../../../modules/host/cron.ts';
import { hostsEntry } from '../../../../modules/host/hosts-entry.ts';
import { iniFile } from '../../../../modules/host/ini-file.ts';
import { knownHosts } from '../../../../modules/host/known-hosts.ts';
import { mount } from '../../../../modules/host/mount.ts';
import { unarchive } from '../../../../modules/host/unarchive.ts';
import { callModule } from '../../../modules/harness.ts';
import { startOwnMachine } from './own-machine.ts';
import type { Sshd } from './sshd.ts';

describe('modules for hosts on a machine of busybox alone', () => {
  let sshd: Sshd;
  let connection: SshConnection;
  let folder = '';
  before(async () => {
    if (!existsSync('/bin/busybox'))
      throw new Error('These tests need busybox: apt-get install -y --no-install-recommends busybox');
    sshd = await startOwnMachine({ users: [{ name: 'worker', password: 'x' }], isBusybox: true });
    connection = sshConnection(sshd.settings());
    folder = mkdtempSync(join(tmpdir(), 'drover-busybox-'));
  });
  after(async () => {
    await connection.close();
    await sshd.stop();
    rmSync(folder, { recursive: true });
  });

  /** Calls it in check mode, and twice: the first call is to change something, the second is not. */
  async function settles(module: Module, args: Readonly<Record<string, unknown>>): Promise<void> {
    const call = async (checkMode: boolean): Promise<boolean | undefined> => {
      const { result } = await callModule(module, args, { checkMode, folder, context: { connection } });
      assert.notEqual(result.failed, true, String(result.msg));
      return result.changed;
    };
    assert.deepEqual([await call(true), await call(false), await call(false)], [true, true, false]);
  }
  const at = (name: string): string => join(folder, name);
  const text = (name: string): string => readFileSync(at(name), 'utf8');

  it('edit files', async () => {
    writeFileSync(at('ini'), '[one]\nx = 1\n');
    await settles(iniFile, { path: at('ini'), section: 'one', option: 'x', value: '2' });
    assert.equal(text('ini'), '[one]\nx = 2\n');
    await settles(hostsEntry, { path: at('hosts'), address: '192.0.2.20', names: ['db'] });
    assert.equal(text('hosts'), '192.0.2.20\tdb\n');
    const key = 'web ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM0sNpQpL9jSPSHM8S2QISdoYvLuYmt2LkM02FVNr6wR';
    await settles(knownHosts, { path: at('known'), name: 'web', key });
    assert.equal(text('known'), `${key}\n`);
    await settles(cron, { name: 'job', job: 'true', user: 'root', cron_file: at('cron') });
    assert.equal(text('cron'), '#Ansible: job\n* * * * * root true\n');
    const entry = { path: '/srv/data', src: 'LABEL=data', fstype: 'ext4', state: 'present' };
    await settles(mount, { ...entry, fstab: at('fstab') });
    assert.equal(text('fstab'), 'LABEL=data /srv/data ext4 defaults 0 0\n');
  });

  it('pack and unpack archives of tar', async () => {
    mkdirSync(at('tree/below'), { recursive: true });
    mkdirSync(at('out'));
    writeFileSync(at('tree/below/it is'), 'here\n');
    await settles(archive, { path: [at('tree')], dest: at('tree.tgz') });
    await settles(unarchive, { src: at('tree.tgz'), dest: at('out'), remote_src: true });
    assert.equal(text('out/tree/below/it is'), 'here\n');
  });

  it('unpack archives of zip that are brought from here', async () => {
    mkdirSync(at('zipped/below'), { recursive: true });
    mkdirSync(at('unzipped'));
    writeFileSync(at('zipped/below/file'), 'here\n');
    execFileSync('zip', ['-qrX', at('it.zip'), 'zipped'], { cwd: folder });
    const findFile = (): string => at('it.zip');
    const args = { src: 'it.zip', dest: at('unzipped') };
    const call = async (): Promise<boolean | undefined> => {
      const context = { connection, findFile, openVault: (content: Uint8Array) => content };
      const { result } = await callModule(unarchive, args, { folder, context });
      assert.notEqual(result.failed, true, String(result.msg));
      return result.changed;
    };
    assert.deepEqual([await call(), await call()], [true, false]);
    assert.equal(text('unzipped/zipped/below/file'), 'here\n');
  });
});
