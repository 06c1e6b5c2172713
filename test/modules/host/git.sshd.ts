import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { git } from '../../../modules/host/git.ts';
import { makeRepository, type Repository } from '../../engine/sources/support/repository.ts';
import { startSshd, type Sshd } from '../../engine/transport/ssh/sshd.ts';
import { callModule } from '../harness.ts';

describe('modules/host/git over SSH', function () {
  this.timeout(60_000);
  let folder: string;
  let sshd: Sshd;
  let origin: Repository;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-git-ssh-'));
    origin = makeRepository(join(folder, 'tools'), { file: 'one\n' });
    sshd = await startSshd();
  });
  after(async () => {
    await sshd.stop();
    rmSync(folder, { recursive: true });
  });
  /** With a list of known hosts in place of the user's. */
  const call = (dest: string, knownHosts: string, args: Readonly<Record<string, unknown>> = {}) =>
    callModule(git, {
      repo: `ssh://${userInfo().username}@127.0.0.1:${sshd.port}${origin.folder}`,
      dest: join(folder, dest),
      key_file: sshd.keys.ed25519,
      ssh_opts: `-F /dev/null -o UserKnownHostsFile=${knownHosts} -o GlobalKnownHostsFile=/dev/null`,
      ...args,
    });
  const list = (name: string, text = ''): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('clones from a server that is known, and finds nothing to do after that', async () => {
    const { result } = await call('known', sshd.knownHosts);
    assert.equal(result['after'], origin.git('rev-parse', 'HEAD'));
    assert.equal(readFileSync(join(folder, 'known', 'file'), 'utf8'), 'one\n');
    assert.equal((await call('known', sshd.knownHosts)).result.changed, false);
  });
  it('refuses a server that is not known', async () => {
    await assert.rejects(call('unknown', list('empty')), /Host key verification failed/);
  });
  for (const option of ['accept_newhostkey', 'accept_hostkey'])
    it(`takes a server that is not known with ${option}, and remembers it`, async () => {
      const knownHosts = list(`learnt-${option}`);
      await call(option, knownHosts, { [option]: true });
      assert.match(readFileSync(knownHosts, 'utf8'), /127\.0\.0\.1/);
      assert.equal((await call(option, knownHosts)).result.changed, false);
    });
  it('refuses a server with another key than it had, whatever is set', async () => {
    const stranger = await startSshd();
    const { ed25519 } = stranger.hostKeys;
    await stranger.stop();
    const knownHosts = list('other', `[127.0.0.1]:${sshd.port} ${ed25519}\n`);
    for (const option of ['accept_newhostkey', 'accept_hostkey'])
      await assert.rejects(call('changed', knownHosts, { [option]: true }), /IDENTIFICATION HAS CHANGED/);
  });
  it('fails with a key that is not let in, and asks nobody', async () => {
    const key_file = join(sshd.folder, 'host_ed25519');
    await assert.rejects(call('stranger', sshd.knownHosts, { key_file }), /Permission denied/);
  });
});
