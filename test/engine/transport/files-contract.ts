/** What holds for the files of any connection; run for each of them by its own test. The machine is this one. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../engine/module.ts';

/** `open` gives the files; it is called within each case. */
export function filesContract(
  name: string,
  open: () => Files,
  { hasFractions = true }: { readonly hasFractions?: boolean } = {},
): void {
  describe(name, () => {
    let files: Files;
    let folder = '';
    const at = (name: string): string => join(folder, name);
    beforeEach(() => {
      files = open();
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
      const time = hasFractions ? 2000.5 : 2000;
      await files.write(at('f'), 'x', { mode: 0o644 });
      await files.link('f', at('soft'), { symbolic: true });
      await files.link(at('f'), at('hard'), { symbolic: false });
      assert.equal((await files.status(at('hard')))?.links, 2);
      await files.rename(at('hard'), at('moved'));
      await files.changeTimes(at('moved'), 1000, 2000.5);
      const status = await files.status(at('moved'));
      assert.deepEqual([status?.accessed, status?.modified], [1000, time]);
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
    for (const name of ['it\'s "odd" $HOME;*', 'line\nend', '-n', 'Áćé 😀', ' blank ', 'back\\slash']) {
      it(`may be called ${JSON.stringify(name)}`, async () => {
        await files.write(at(name), name);
        assert.deepEqual(readdirSync(folder), [name]);
        assert.deepEqual(await files.list(folder), [name]);
        assert.equal(Buffer.from(await files.read(at(name))).toString(), name);
        await files.link(name, at('link'), { symbolic: true });
        assert.equal((await files.status(at('link')))?.target, name);
        assert.equal((await files.status(at('link'), { follow: true }))?.size, Buffer.byteLength(name));
        await files.rename(at(name), at(`${name}2`));
        await files.remove(at(`${name}2`));
        assert.deepEqual(await files.list(folder), ['link']);
      });
    }
    it('of any bytes and size come and go as they are', async () => {
      const bytes = Buffer.from(
        Array.from({ length: 3_000_000 }, (_, index) => (index * 7 + (index >> 8)) & 255),
      );
      await files.write(at('f'), bytes);
      assert.ok(readFileSync(at('f')).equals(bytes));
      assert.ok(Buffer.from(await files.read(at('f'))).equals(bytes));
      await files.write(at('f'), '');
      assert.equal((await files.read(at('f'))).length, 0);
    });
    it('that cannot be read say why', async () => {
      await assert.rejects(files.read(at('nope')), { code: 'ENOENT', path: at('nope'), syscall: 'open' });
      await assert.rejects(files.read(folder), { code: 'EISDIR' });
      await assert.rejects(files.list(at('nope')), { code: 'ENOENT' });
      writeFileSync(at('f'), '');
      await assert.rejects(files.list(at('f')), { code: 'ENOTDIR' });
      await assert.rejects(files.read(at('f/below')), { code: 'ENOTDIR' });
      await assert.rejects(files.realPath(at('nope')), { code: 'ENOENT' });
      await assert.rejects(files.changeMode(at('nope'), 0o600), { code: 'ENOENT' });
      await assert.rejects(files.changeTimes(at('nope'), 1, 1), { code: 'ENOENT' });
      await assert.rejects(files.rename(at('nope'), at('x')), { code: 'ENOENT' });
      await assert.rejects(files.link(at('nope'), at('x'), { symbolic: false }), { code: 'ENOENT' });
      await assert.rejects(files.link('f', at('f'), { symbolic: true }), { code: 'EEXIST' });
      await assert.rejects(files.makeDirectory(at('f')), { code: 'EEXIST' });
      await assert.rejects(files.makeDirectory(at('f/d'), { parents: true }), { code: 'ENOTDIR' });
    });
    it('are renamed over what is there, as far as the system lets', async () => {
      writeFileSync(at('f'), 'f');
      writeFileSync(at('g'), 'g');
      mkdirSync(at('full/inner'), { recursive: true });
      mkdirSync(at('empty'));
      symlinkSync('full', at('link'));
      await files.rename(at('f'), at('g'));
      assert.equal(readFileSync(at('g'), 'utf8'), 'f');
      await assert.rejects(files.rename(at('g'), at('empty')), { code: 'EISDIR' });
      await assert.rejects(files.rename(at('empty'), at('g')), { code: 'ENOTDIR' });
      await assert.rejects(files.rename(at('empty'), at('full')), { code: 'ENOTEMPTY' });
      await files.rename(at('full'), at('empty'));
      assert.deepEqual(readdirSync(at('empty')), ['inner']);
      mkdirSync(at('full'));
      await files.rename(at('g'), at('link'));
      assert.equal(readFileSync(at('link'), 'utf8'), 'f');
      assert.deepEqual(readdirSync(at('full')), []);
    });
    it('take the place of a link that leads nowhere, and of one to a folder', async () => {
      symlinkSync('nowhere', at('link'));
      await files.write(at('link'), 'x');
      assert.equal((await files.status(at('link')))?.type, 'file');
      mkdirSync(at('folder'));
      symlinkSync('folder', at('other'));
      await files.write(at('other'), 'x');
      assert.equal((await files.status(at('other')))?.type, 'file');
      assert.deepEqual(readdirSync(at('folder')), []);
    });
    it('have all bits of their modes', async () => {
      await files.write(at('f'), 'x', { mode: 0o4755 });
      assert.equal((await files.status(at('f')))?.mode, 0o4755);
      await files.changeMode(at('f'), 0o644);
      await files.makeDirectory(at('d'), { mode: 0o2775 });
      assert.equal((await files.status(at('d')))?.mode, 0o2775);
      await files.changeMode(at('d'), 0o755);
      assert.equal((await files.status(at('d')))?.mode, 0o755);
    });
    it('that are new get what the umask leaves', async () => {
      await files.write(at('f'), 'x');
      writeFileSync(at('usual'), '');
      assert.equal((await files.status(at('f')))?.mode, statSync(at('usual')).mode & 0o7777);
    });
  });
}
