/** Repositories that are made to fill the memory, or to keep whoever reads them busy for ever. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { checkPack } from '../../../engine/sources/git/check-pack.ts';
import { treeLimits } from '../../../engine/sources/tree/check-tree.ts';
import { testContext, testPlace, type TestPlace } from './support/context.ts';
import { failure } from './support/failure.ts';
import { startGitServer, type GitServer } from './support/git-server.ts';
import { makeRepository, role, type Repository } from './support/repository.ts';

describe('Git repositories that are bombs', function () {
  this.timeout(60_000);
  let place: TestPlace;
  let server: GitServer;
  let bad: Repository;
  before(async () => {
    place = testPlace();
    server = await startGitServer({ root: place.folder });
    bad = makeRepository(join(place.folder, 'bad'), role('x'));
  });
  after(async () => {
    await server.close();
    place.remove();
  });

  /** What is said of a version of the repository, over HTTP and by git itself. */
  const refusals = async (version: string): Promise<readonly string[]> => {
    const said: string[] = [];
    for (const url of [`${server.url}/bad/.git`, bad.folder]) {
      const error = await failure(testContext(place).git.fetch({ url, path: '', version }));
      assert.equal(error.code, 'source-refused');
      said.push(error.message);
    }
    return said;
  };
  /** Commits a tree of entries as `git ls-tree` shows them, and gives it a tag. */
  const tree = (lines: readonly string[]): string =>
    execFileSync('git', ['mktree'], { cwd: bad.folder, input: lines.join('\n'), encoding: 'utf8' }).trim();
  const tagged = (name: string, oid: string): string => {
    bad.git('tag', name, bad.git('commit-tree', '-m', name, oid));
    return name;
  };

  it('are refused for folders without end, though there is no file in them', async () => {
    let oid = tree([]);
    for (let level = 0; level < 10; level += 1)
      oid = tree(Array.from({ length: 10 }, (_, index) => `040000 tree ${oid}\t${index}`));
    for (const said of await refusals(tagged('folders', oid)))
      assert.match(said, /has more in it than any role/);
  });

  it('are refused for folders in folders that no path leads to', async () => {
    let oid = tree([]);
    for (let level = 0; level < 12; level += 1) oid = tree([`040000 tree ${oid}\t${'x'.repeat(100)}`]);
    for (const said of await refusals(tagged('deep', oid))) assert.match(said, /is no name for a file/);
  });

  it('are refused for one folder that is larger than all may be', async () => {
    const empty = tree([]);
    // So few that their number alone would not tell.
    const name = 'x'.repeat(4200);
    const entries = Array.from({ length: 3500 }, (_, index) => `040000 tree ${empty}\t${name}${index}`);
    for (const said of await refusals(tagged('broad', tree(entries))))
      assert.match(said, /has more in it than any role/);
  });

  it('are refused for a file of zeros before it is inflated', async () => {
    const path = join(bad.folder, 'zeros');
    writeFileSync(path, '');
    truncateSync(path, treeLimits.bytes + 1);
    bad.git('-c', 'core.compression=1', 'add', 'zeros');
    for (const said of await refusals(tagged('zeros', bad.git('write-tree'))))
      assert.match(said, /an object in it has 536870913 bytes/);
  });
});

describe('the check of a pack', () => {
  const limits = { objects: 10, objectBytes: 100_000, bytes: 250_000 };
  interface Part {
    readonly type: number;
    readonly data: Buffer;
    /** What it says of itself, where that is not so. */
    readonly size?: number;
    readonly base?: Buffer;
  }
  const number = (value: number): Buffer => {
    const bytes: number[] = [];
    for (let left = value; ; left = Math.floor(left / 128)) {
      bytes.push(left >= 128 ? (left % 128) | 0x80 : left);
      if (left < 128) return Buffer.from(bytes);
    }
  };
  const object = ({ type, data, size = data.length, base = Buffer.alloc(0) }: Part): Buffer => {
    const [low, high] = [size % 16, Math.floor(size / 16)];
    const first = Buffer.from([(type << 4) | low | (high > 0 ? 0x80 : 0)]);
    return Buffer.concat([first, high > 0 ? number(high) : Buffer.alloc(0), base, deflateSync(data)]);
  };
  const pack = (...parts: readonly Part[]): Buffer => {
    const head = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
    head.writeUInt32BE(parts.length, 8);
    return Buffer.concat([head, ...parts.map(object), Buffer.alloc(20)]);
  };
  const blob = (bytes: number): Part => ({ type: 3, data: Buffer.alloc(bytes, 'x') });
  const delta = (makes: number): Part => ({
    type: 7,
    base: Buffer.alloc(20, 1),
    data: Buffer.concat([number(10), number(makes), Buffer.from([0x90, 10])]),
  });
  const check = (content: Buffer): void => {
    checkPack(content, 'It', limits);
  };

  it('lets through what is within its limits, whatever its sizes', () => {
    for (const bytes of [0, 1, 15, 16, 63, 64, 127, 2047, 2048, 16_383, 16_384, 16_385, 65_536, 100_000])
      check(pack(blob(bytes), delta(100), blob(bytes)));
    const near = { type: 6, base: Buffer.from([0x81, 0x02]), data: delta(10).data };
    check(pack(blob(1), near, blob(1)));
    check(pack());
  });
  for (const [name, content, pattern] of [
    ['an object that says it is too large', pack({ ...blob(10), size: 2 ** 40 }), /has 1099511627776 bytes/],
    ['a delta that makes too much', pack(blob(10), delta(100_001)), /becomes 100001 bytes/],
    ['objects that are too large together', pack(...[0, 1, 2].map(() => blob(90_000))), /more than 250000/],
    ['too many objects', pack(...Array.from({ length: 11 }, () => blob(1))), /it has 11 objects/],
    ['an object that is larger than it says', pack({ ...blob(90_000), size: 10 }), /pack is damaged/],
    ['an object that is smaller than it says', pack({ ...blob(9), size: 10 }), /has 9 bytes and says 10/],
    ['a type that there is not', pack({ ...blob(9), type: 5 }), /there is no type 5/],
    ['a pack that breaks off', pack(blob(9), blob(9)).subarray(0, 20), /pack is damaged/],
    ['fewer objects than it says', pack(blob(9)).fill(9, 11, 12), /pack is damaged/],
    ['what is no pack', Buffer.from('<html></html>'), /does not begin as a pack/],
  ] as const satisfies readonly (readonly [string, Buffer, RegExp])[]) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => {
          check(content);
        },
        { code: 'source-refused', message: pattern },
      );
    });
  }
});
