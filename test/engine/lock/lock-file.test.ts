import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localConnection } from '../../../engine/transport/local.ts';
import { LockHeld, withLock } from '../../../engine/lock/lock-file.ts';

const { files } = localConnection(process.env);

describe('withLock', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-lock-'));
    path = join(folder, 'a.lock');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Works many times side by side. The result is how many were at work at once, at most. */
  async function most(times: number): Promise<number> {
    let now = 0;
    let peak = 0;
    const work = async (): Promise<void> => {
      now += 1;
      peak = Math.max(peak, now);
      await sleep(2);
      now -= 1;
    };
    await Promise.all(Array.from({ length: times }, () => withLock(path, files, work)));
    return peak;
  }

  it('lets one work at a time, and leaves nothing', async () => {
    assert.equal(await most(5), 1);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('lets one of many take over from a process that is no more', async function () {
    this.timeout(10_000);
    for (let round = 0; round < 3; round += 1) {
      symlinkSync(`${hostname()}:${2 ** 22 + 7}:gone`, path);
      assert.equal(await most(4), 1);
      assert.deepEqual(readdirSync(folder), []);
    }
  });

  it('takes over from another machine after a while only', async () => {
    symlinkSync('elsewhere:1:x', path);
    const began = performance.now();
    await withLock(path, files, () => Promise.resolve(), { staleMs: 150, patienceMs: 5000 });
    assert.ok(performance.now() - began > 100);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('gives up in the end, and says who holds it', async () => {
    const holder = `${hostname()}:${process.pid}:x`;
    symlinkSync(holder, path);
    const working = withLock(path, files, () => Promise.resolve(), { staleMs: 60_000, patienceMs: 50 });
    await assert.rejects(working, (error) => error instanceof LockHeld && error.holder.pid === process.pid);
    assert.deepEqual(readdirSync(folder), ['a.lock']);
  });

  it('works without a lock where the file system has no links', async () => {
    const refused = Object.assign(new Error('no'), { code: 'EPERM' });
    const without = { ...files, link: () => Promise.reject(refused) };
    assert.equal(await withLock(path, without, () => Promise.resolve('done')), 'done');
  });

  it('lets go when the work fails', async () => {
    await assert.rejects(
      withLock(path, files, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.deepEqual(readdirSync(folder), []);
  });
});
