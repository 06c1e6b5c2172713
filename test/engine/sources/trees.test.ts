import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Header } from 'tar';
import { readArchive } from '../../../engine/sources/archive/read-archive.ts';
import { collectionInArchive, roleInArchive } from '../../../engine/sources/archive/archive-root.ts';
import { checkTree } from '../../../engine/sources/tree/check-tree.ts';
import { digestTree } from '../../../engine/sources/tree/digest-tree.ts';
import { readTree, writeTree } from '../../../engine/sources/tree/folder.ts';
import type { Tree, TreeEntry } from '../../../engine/sources/tree/tree.ts';
import { testPlace, type TestPlace } from './support/context.ts';
import { writeFiles } from './support/repository.ts';

const file = (path: string, text = '', isExecutable = false): TreeEntry => ({
  kind: 'file',
  path,
  isExecutable,
  content: Buffer.from(text),
});
const link = (path: string, target: string): TreeEntry => ({ kind: 'link', path, target });

/** A tar archive entry by entry: what no program would write can be written. */
function tar(
  entries: readonly {
    readonly path: string;
    readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'Directory';
    readonly linkpath?: string;
    readonly content?: Buffer;
  }[],
): Buffer {
  const blocks = entries.flatMap(({ path, type = 'File', linkpath = '', content = Buffer.alloc(0) }) => {
    const header = new Header({
      path,
      type,
      linkpath,
      size: content.length,
      mode: 0o644,
      mtime: new Date(0),
    });
    const block = Buffer.alloc(512);
    header.encode(block);
    return [block, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

describe('trees of sources', function () {
  this.timeout(60_000);
  let place: TestPlace;
  beforeEach(() => {
    place = testPlace();
  });
  afterEach(() => {
    place.remove();
  });

  describe('digests', () => {
    it('are of what matters: paths, bytes, whether it may be executed, and links', () => {
      const one = digestTree([file('a', 'x')]);
      for (const other of [
        [file('b', 'x')],
        [file('a', 'y')],
        [file('a', 'x', true)],
        [link('a', 'x')],
        [file('a', 'x'), file('b')],
      ])
        assert.notEqual(digestTree(other), one);
    });

    it('do not hang on the order, and stay the same over versions of drover', () => {
      const tree = [file('b/c', 'x', true), link('b/é', '../a'), file('a', '')];
      assert.equal(digestTree(tree), digestTree([...tree].reverse()));
      assert.equal(
        digestTree(tree),
        'sha256:07177072dcf6afaa4afa1ed71db4689cf748118fb76cc8b5232384f180791591',
      );
    });

    it('are those of the folder that a tree is written to, whatever the tree is', () => {
      const name = fc
        .stringMatching(/^[a-zé ._-]{1,8}$/u)
        .filter((text) => !/^\.{1,2}$/.test(text) && text.toLowerCase() !== '.git');
      const entry = fc.record({
        folder: fc.array(name, { maxLength: 2 }),
        name,
        text: fc.string(),
        isExecutable: fc.boolean(),
        isLink: fc.boolean(),
      });
      let count = 0;
      fc.assert(
        fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
          const tree: Tree = entries.map(({ folder, name: own, text, isExecutable, isLink }) => {
            const path = [...folder, own].join('/');
            return isLink ? link(path, 'x') : file(path, text, isExecutable);
          });
          try {
            checkTree(tree, 'It');
          } catch {
            return;
          }
          count += 1;
          const to = join(place.folder, String(count));
          writeTree(to, tree);
          assert.equal(digestTree(readTree(to)), digestTree(tree));
        }),
        { numRuns: 100 },
      );
      assert.ok(count > 10);
    });
  });

  it('refuse what leads out, by itself or by way of links', () => {
    const bad: readonly Tree[] = [
      [file('../a')],
      [file('/a')],
      [file('a/../../b')],
      [file('.git/hooks/post-checkout')],
      [file('x/.GIT/config')],
      [file('a'), file('a')],
      [link('a', 'b'), file('a/c')],
      [file('a\u0000b')],
      [file('a\u001b[2J')],
      [link('a', '/etc/passwd')],
      [link('a', '../b')],
      [link('a/b', '../../c')],
      [link('d/e', '..'), link('d/f', 'e/../x')],
      [link('a', 'b'), link('b', 'c'), link('c', '..')],
      [link('a', '')],
    ];
    for (const tree of bad)
      assert.throws(
        () => {
          checkTree(tree, 'It');
        },
        { code: 'source-refused' },
        JSON.stringify(tree.map(({ path }) => path)),
      );
  });

  it('take links that stay within, circles and links to nothing', () => {
    checkTree(
      [
        file('a/b'),
        link('c', 'a/b'),
        link('a/d', '../c'),
        link('x', 'y'),
        link('y', 'x'),
        link('z', 'none/./b'),
        link('l/m', '..'),
        link('n', 'l/m/a'),
      ],
      'It',
    );
  });

  it('refuse what is neither a file nor a folder', () => {
    execFileSync('mkfifo', [join(place.folder, 'pipe')]);
    assert.throws(() => readTree(place.folder), /neither a file nor a folder/);
  });

  describe('of archives', () => {
    it('are what the folder is that was packed, with gzip or plain', async () => {
      const folder = join(place.folder, 'role');
      writeFiles(folder, {
        'meta/main.yml': '{}',
        'tasks/main.yml': '[]',
        'files/run': { program: 'x' },
        'files/l': { link: 'run' },
      });
      for (const options of [['-czf'], ['-cf']]) {
        const path = join(place.folder, 'role.tar');
        execFileSync('tar', [...options, path, '-C', place.folder, 'role']);
        const tree = roleInArchive(await readArchive(readFileSync(path), 'It'), 'It');
        assert.equal(digestTree(tree), digestTree(readTree(folder)));
      }
    });

    it('take the role that is nearest to the top, and a collection with or without a folder around it', async () => {
      const archive = tar([
        { path: 'x/roles/inner/meta/main.yml' },
        { path: 'x/meta/main.yml', content: Buffer.from('a') },
        { path: 'x/tasks/main.yml' },
      ]);
      const tree = roleInArchive(await readArchive(archive, 'It'), 'It');
      assert.deepEqual(tree.map(({ path }) => path).sort(), [
        'meta/main.yml',
        'roles/inner/meta/main.yml',
        'tasks/main.yml',
      ]);
      for (const top of ['', 'a-b-1.0.0/']) {
        const made = await readArchive(
          tar([{ path: `${top}MANIFEST.json` }, { path: `${top}README.md` }]),
          'It',
        );
        assert.equal(collectionInArchive(made, 'It').length, 2);
      }
      assert.throws(() => roleInArchive([file('x/README')], 'It'), /no role/);
      assert.throws(() => collectionInArchive([file('x/README')], 'It'), /no collection/);
    });

    it('make a copy of a hard link', async () => {
      const [, second] = await readArchive(
        tar([
          { path: 'a', content: Buffer.from('text') },
          { path: 'b', type: 'Link', linkpath: 'a' },
        ]),
        'It',
      );
      assert.ok(second?.kind === 'file');
      assert.equal(Buffer.from(second.content).toString(), 'text');
    });

    const hostile: readonly (readonly [string, Buffer])[] = [
      ['a path that leads out', tar([{ path: '../../etc/cron.d/x' }])],
      ['an absolute path', tar([{ path: '/etc/cron.d/x' }])],
      ['a link that leads out', tar([{ path: 'a', type: 'SymbolicLink', linkpath: '../../etc' }])],
      ['a file below a link', tar([{ path: 'a', type: 'SymbolicLink', linkpath: 'b' }, { path: 'a/c' }])],
      ['a hard link to what is not in it', tar([{ path: 'a', type: 'Link', linkpath: '/etc/shadow' }])],
      ['a device', tar([{ path: 'a', type: 'CharacterDevice' }])],
      ['a path twice', tar([{ path: 'a' }, { path: 'a' }])],
      ['a bomb', gzipSync(tar([{ path: 'a', content: Buffer.alloc(64 * 1024 * 1024) }]))],
      ['many entries', gzipSync(tar(Array.from({ length: 50_001 }, (_, index) => ({ path: `f${index}` }))))],
      ['what is no archive', Buffer.from('<html>')],
      ['half of one', gzipSync(tar([{ path: 'a', content: Buffer.alloc(4096, 'x') }])).subarray(0, 40)],
      ['half of a plain one', tar([{ path: 'a', content: Buffer.alloc(4096, 'x') }]).subarray(0, 1024)],
    ];
    for (const [title, archive] of hostile) {
      it(`refuse ${title}`, async () => {
        await assert.rejects(readArchive(archive, 'It'), { code: 'source-refused' });
      });
    }
  });

  it('leave out .git at the top of a folder alone', () => {
    mkdirSync(join(place.folder, '.git'));
    writeFileSync(join(place.folder, '.git', 'x'), '');
    writeFileSync(join(place.folder, 'a'), '');
    symlinkSync('a', join(place.folder, 'b'));
    assert.deepEqual(
      readTree(place.folder).map(({ path }) => path),
      ['a', 'b'],
    );
  });
});
