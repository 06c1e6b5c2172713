import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, openCache } from '../../../engine/sources/cache.ts';
import { lockText } from '../../../engine/sources/lock/lock-text.ts';
import { obtain } from '../../../engine/sources/resolve/obtain.ts';
import { digestTree } from '../../../engine/sources/tree/digest-tree.ts';
import { readTree } from '../../../engine/sources/tree/folder.ts';
import type { Tree } from '../../../engine/sources/tree/tree.ts';
import { openLocked } from '../../../engine/sources/view.ts';
import { lockOf, testContext, testPlace, type TestPlace } from './support/context.ts';
import { failure } from './support/failure.ts';
import { makeRepository, role } from './support/repository.ts';

const tree: Tree = [
  { kind: 'file', path: 'tasks/main.yml', isExecutable: false, content: Buffer.from('[]\n') },
  { kind: 'file', path: 'files/run', isExecutable: true, content: Buffer.from('#!/bin/sh\n') },
  { kind: 'link', path: 'files/link', target: 'run' },
];

const quiet = (message: string): void => {
  assert.fail(message);
};

describe('the cache of sources', function () {
  this.timeout(60_000);
  let place: TestPlace;
  beforeEach(() => {
    place = testPlace();
  });
  afterEach(() => {
    place.remove();
  });

  it('stands where XDG and DROVER_CACHE say', () => {
    assert.equal(cacheFolder({}, '/home/me'), '/home/me/.cache/drover');
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/x' }, '/home/me'), '/x/drover');
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/x', DROVER_CACHE: '/y' }, '/home/me'), '/y');
  });

  it('gives what was put, and nothing that was not', () => {
    const cache = openCache(place.folder, quiet);
    const digest = cache.put(tree);
    assert.equal(digest, digestTree(tree));
    assert.equal(cache.find(digest), cache.folderOf(digest));
    assert.equal(digestTree(readTree(cache.folderOf(digest))), digest);
    assert.equal(cache.find(`sha256:${'0'.repeat(64)}`), undefined);
    assert.deepEqual(readdirSync(join(place.folder, 'sources')), [digest.slice(7)]);
  });

  const tampered: readonly (readonly [string, (folder: string) => void])[] = [
    [
      'a byte',
      (folder) => {
        writeFileSync(join(folder, 'tasks/main.yml'), '[1]\n');
      },
    ],
    [
      'a mode',
      (folder) => {
        chmodSync(join(folder, 'tasks/main.yml'), 0o755);
      },
    ],
    [
      'a link',
      (folder) => {
        unlinkSync(join(folder, 'files/link'));
        symlinkSync('/etc/passwd', join(folder, 'files/link'));
      },
    ],
    [
      'a file more',
      (folder) => {
        writeFileSync(join(folder, 'tasks/more.yml'), '');
      },
    ],
    [
      'a file less',
      (folder) => {
        unlinkSync(join(folder, 'files/run'));
      },
    ],
    [
      'a link in place of all',
      (folder) => {
        rmSync(folder, { recursive: true });
        mkdirSync(`${folder}x`);
        symlinkSync(`${folder}x`, folder);
      },
    ],
  ];
  for (const [title, change] of tampered) {
    it(`does not give content in which somebody has changed ${title}, and keeps it apart`, () => {
      const warnings: string[] = [];
      const cache = openCache(place.folder, (message) => void warnings.push(message));
      const digest = cache.put(tree);
      change(cache.folderOf(digest));
      assert.equal(cache.find(digest), undefined);
      assert.equal(warnings.length, 1);
      assert.ok(!existsSync(cache.folderOf(digest)));
      assert.equal(cache.put(tree), digest);
      assert.equal(cache.find(digest), cache.folderOf(digest));
    });
  }

  it('removes what a killed process has left, when it is a day old', () => {
    const cache = openCache(place.folder, quiet);
    for (const name of ['.new-1-old', '.new-1-young'])
      mkdirSync(join(place.folder, 'sources', name), { recursive: true });
    utimesSync(join(place.folder, 'sources', '.new-1-old'), 1, 1);
    const digest = cache.put(tree);
    assert.deepEqual(readdirSync(join(place.folder, 'sources')).sort(), ['.new-1-young', digest.slice(7)]);
  });

  it('says that it cannot be written', () => {
    writeFileSync(join(place.folder, 'file'), '');
    const cache = openCache(join(place.folder, 'file'), quiet);
    assert.throws(() => cache.put(tree), { code: 'cache-unwritable' });
  });

  it('is fetched again where it was tampered with, and ends where it cannot be', async () => {
    const web = makeRepository(join(place.folder, 'web'), role('one'));
    const warnings: string[] = [];
    const context = testContext(place);
    const lock = await lockOf(`- 'git+file://${web.folder}'\n`, context);
    const [asset] = lock.roles;
    assert.ok(asset);
    const folder = context.cache.folderOf(asset.digest);
    writeFileSync(join(folder, 'tasks/main.yml'), '- debug: {msg: evil}\n');
    assert.equal(await obtain(asset, 'roles', context, { folder: '/', addresses: new Map() }), folder);
    assert.equal(digestTree(readTree(folder)), asset.digest);
    assert.equal(context.warnings.length, 1, warnings.join());
    writeFileSync(join(folder, 'tasks/main.yml'), '- debug: {msg: evil}\n');
    rmSync(web.folder, { recursive: true });
    const error = await failure(
      obtain(asset, 'roles', testContext(place), { folder: '/', addresses: new Map() }),
    );
    assert.equal(error.code, 'source-missing');
  });

  it('gives a view of a lock, which nobody can add to', async () => {
    const web = makeRepository(join(place.folder, 'web'), role('one'));
    const context = testContext(place);
    const lock = await lockOf(`- 'git+file://${web.folder}'\n`, context);
    const options = { folder: '/', addresses: new Map<string, string>() };
    const view = await openLocked(lock, context, options);
    assert.deepEqual(readdirSync(view.roles), ['web']);
    mkdirSync(join(view.roles, 'intruder'));
    symlinkSync('/etc', join(view.roles, 'intruder', 'etc'));
    unlinkSync(join(view.roles, 'web'));
    symlinkSync('/tmp', join(view.roles, 'web'));
    const again = await openLocked(lock, context, options);
    assert.equal(again.roles, view.roles);
    assert.deepEqual(readdirSync(view.roles), ['web']);
    assert.equal(digestTree(readTree(join(view.roles, 'web'))), lock.roles[0]?.digest);
  });

  it('is used by several processes at once: all get the same, and nothing is left half', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`files/f${index}`, 'x'.repeat(index)]),
    );
    const web = makeRepository(join(place.folder, 'web'), { ...role('one'), ...files });
    const script = join(import.meta.dirname, 'support', 'lock-once.ts');
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () =>
        run(['--import', 'tsx', script, place.folder, `- 'git+file://${web.folder}'\n`]),
      ),
    );
    const expected = lockText(await lockOf(`- 'git+file://${web.folder}'\n`, testContext(place)));
    for (const { code, stdout, stderr } of outcomes) {
      assert.equal(code, 0, stderr);
      assert.equal(stdout, expected);
    }
    const left = readdirSync(join(place.folder, 'cache', 'sources'));
    assert.equal(left.length, 1, left.join(' '));
    assert.equal(readdirSync(join(place.folder, 'cache', 'views')).length, 1);
  });
});

function run(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
