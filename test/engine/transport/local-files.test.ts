import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { accountNames } from '../../../engine/transport/account-names.ts';
import { localConnection } from '../../../engine/transport/local.ts';

describe('files of the local machine', () => {
  const { files } = localConnection(process.env);
  let folder = '';
  const at = (name: string): string => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-files-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('have a status with names of owner and group', async () => {
    writeFileSync(at('f'), 'hello');
    chmodSync(at('f'), 0o640);
    const status = await files.status(at('f'));
    assert.equal(status?.type, 'file');
    assert.equal(status.size, 5);
    assert.equal(status.mode, 0o640);
    assert.equal(status.owner, userInfo().username);
    assert.equal(status.uid, userInfo().uid);
    assert.ok(Math.abs(status.modified - Date.now() / 1000) < 60);
  });
  it('that are not there have none', async () => {
    writeFileSync(at('f'), '');
    assert.equal(await files.status(at('nope')), undefined);
    assert.equal(await files.status(at('f/below')), undefined);
  });
  it('may be links, followed or not', async () => {
    symlinkSync('f', at('link'));
    assert.deepEqual(await files.status(at('link'), { follow: true }), undefined);
    const link = await files.status(at('link'));
    assert.deepEqual([link?.type, link?.target], ['link', 'f']);
    writeFileSync(at('f'), '');
    assert.equal((await files.status(at('link'), { follow: true }))?.type, 'file');
    assert.equal(await files.realPath(at('link')), await files.realPath(at('f')));
  });
  it('are replaced whole, keeping mode and owner', async () => {
    writeFileSync(at('f'), 'old');
    chmodSync(at('f'), 0o604);
    const before = statSync(at('f')).ino;
    await files.write(at('f'), 'new');
    assert.equal(Buffer.from(await files.read(at('f'))).toString(), 'new');
    assert.equal((await files.status(at('f')))?.mode, 0o604);
    assert.notEqual(statSync(at('f')).ino, before);
    await files.write(at('f'), new Uint8Array([0, 255]), { mode: 0o600 });
    assert.deepEqual([...(await files.read(at('f')))], [0, 255]);
    assert.equal((await files.status(at('f')))?.mode, 0o600);
    assert.deepEqual(readdirSync(folder), ['f']);
  });
  it('are written in place where that is asked for', async () => {
    writeFileSync(at('f'), 'old');
    const before = statSync(at('f')).ino;
    await files.write(at('f'), 'new', { unsafe: true, mode: 0o600 });
    assert.equal(statSync(at('f')).ino, before);
    assert.equal((await files.status(at('f')))?.mode, 0o600);
  });
  it('leave nothing behind when they cannot be written', async () => {
    await files.makeDirectory(at('d'));
    await assert.rejects(files.write(at('d'), 'text'));
    assert.deepEqual(readdirSync(folder), ['d']);
    await assert.rejects(files.write(at('nope/f'), 'text'), { code: 'ENOENT', path: at('nope/f') });
  });
  it('stand in folders', async () => {
    await files.makeDirectory(at('a/b'), { parents: true, mode: 0o777 });
    assert.equal((await files.status(at('a/b')))?.mode, 0o777);
    await assert.rejects(files.makeDirectory(at('x/y')), { code: 'ENOENT' });
    writeFileSync(at('a/z'), '');
    assert.deepEqual(await files.list(at('a')), ['b', 'z']);
    await assert.rejects(files.remove(at('a')), { code: 'ENOTEMPTY' });
    await files.remove(at('a/z'));
    await files.remove(at('a/b'));
    await files.makeDirectory(at('a/c'));
    await files.remove(at('a'), { recursive: true });
    await assert.rejects(files.remove(at('a')), { code: 'ENOENT' });
  });
  it('are linked, renamed and dated', async () => {
    await files.write(at('f'), 'x', { mode: 0o644 });
    await files.link('f', at('soft'), { symbolic: true });
    await files.link(at('f'), at('hard'), { symbolic: false });
    assert.equal((await files.status(at('hard')))?.links, 2);
    await files.rename(at('hard'), at('moved'));
    await files.changeTimes(at('moved'), 1000, 2000.5);
    const status = await files.status(at('moved'));
    assert.deepEqual([status?.accessed, status?.modified], [1000, 2000.5]);
    await files.changeMode(at('soft'), 0o600, { follow: false });
    assert.equal((await files.status(at('f')))?.mode, 0o644);
    await files.changeMode(at('soft'), 0o600);
    assert.equal((await files.status(at('f')))?.mode, 0o600);
  });
  it('are renamed from one file system to another', async function () {
    const other = '/dev/shm';
    if (statSync(other, { throwIfNoEntry: false })?.dev === statSync(folder).dev) this.skip();
    await files.write(join(other, 'drover-test-file'), 'x');
    await files.rename(join(other, 'drover-test-file'), at('f'));
    assert.equal(Buffer.from(await files.read(at('f'))).toString(), 'x');
    assert.equal(await files.status(join(other, 'drover-test-file')), undefined);
  });
  it('change hands, by number or name; unknown names are said to be unknown', async () => {
    await files.write(at('f'), 'x');
    const { uid, gid, username } = userInfo();
    await files.changeOwner(at('f'), username, gid);
    await files.changeOwner(at('f'), String(uid), undefined);
    assert.equal((await files.status(at('f')))?.uid, uid);
    await assert.rejects(
      files.changeOwner(at('f'), 'nobody-of-that-name', undefined),
      (error) =>
        error instanceof DroverError &&
        error.message === 'chown failed: failed to look up user nobody-of-that-name',
    );
  });
});

describe('names of accounts', () => {
  it('are read again when the files change', () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-accounts-'));
    try {
      const paths = { passwd: join(folder, 'passwd'), group: join(folder, 'group') };
      writeFileSync(paths.passwd, 'zed:x:90001:90001::/:/bin/sh\nbroken\n');
      writeFileSync(paths.group, 'staffers:x:90002:zed\n');
      const names = accountNames(paths);
      assert.deepEqual(
        [names.owner(90001), names.uid('zed'), names.group(90002), names.gid('staffers')],
        ['zed', 90001, 'staffers', 90002],
      );
      assert.equal(names.uid('drover-no-such-user'), undefined);
      writeFileSync(paths.passwd, 'zed:x:90001:90001::/:/bin/sh\nyan:x:90003:1::/:/bin/sh\n');
      assert.equal(names.uid('yan'), 90003);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
