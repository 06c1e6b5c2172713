import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, thisProcess } from '../../../../engine/lock/process-identity.ts';
import { runLocks, type RunLocks, type RunLocksOptions } from '../../../../engine/run/state/run-locks.ts';
import { localConnection } from '../../../../engine/transport/local.ts';

const { files } = localConnection(process.env);
const target = { cloud: 'cloud.test:5000', project: 'p1' };

describe('the locks of a run', () => {
  let folder = '';
  let warnings: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-locks-'));
    warnings = [];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function open(runId: string, more: Partial<RunLocksOptions> = {}): RunLocks {
    return runLocks({
      runId,
      dataFolder: join(folder, 'data'),
      locksFolder: join(folder, 'locks'),
      files,
      isForced: false,
      warn: (message) => void warnings.push(message),
      ...more,
    });
  }
  const dataLock = (): string => join(folder, 'data', '.drover', 'lock');
  const projectLocks = (): readonly string[] => readdirSync(join(folder, 'locks'));

  it('holds data directory and project until the end', async () => {
    const locks = open('r1');
    await Promise.all([locks.ofProject(target), locks.ofProject(target), locks.ofWrite(target)]);
    assert.ok(readlinkSync(dataLock()).startsWith(`${hostname()}:${process.pid}:`));
    assert.equal(projectLocks().length, 1);
    await locks.release();
    assert.throws(() => lstatSync(dataLock()));
    assert.deepEqual(projectLocks(), []);
    assert.deepEqual(warnings, []);
  });

  it('refuses a second run with the same data directory, and says who is there', async () => {
    const first = open('r1');
    await first.ofProject(target);
    const second = open('r2');
    const refused = {
      code: 'run-locked',
      message: new RegExp(`Run r1 is writing with the data directory .*: process ${process.pid} on`),
    };
    await assert.rejects(second.ofProject({ ...target, project: 'p2' }), refused);
    await first.release();
    // It stays refused: what it was to look at may have changed since.
    await assert.rejects(second.ofProject({ ...target, project: 'p2' }), refused);
    await second.release();
    await open('r3').ofDataFolder();
  });

  it('refuses a second run to the same project from another data directory', async () => {
    await open('r1').ofProject(target);
    const other = { dataFolder: join(folder, 'other') };
    await assert.rejects(open('r2', other).ofProject(target), {
      message: /Run r1 is writing to the project p1 of cloud.test:5000: process/,
    });
    const elsewhere = open('r3', { dataFolder: join(folder, 'third') });
    await elsewhere.ofProject({ ...target, cloud: 'another.test:5000' });
    await elsewhere.ofProject({ ...target, project: 'p2' });
  });

  it('locks projects alone where there is no data directory', async () => {
    await open('r1', { dataFolder: undefined }).ofProject(target);
    await open('r2', { dataFolder: undefined }).ofProject({ ...target, project: 'p2' });
    assert.equal(projectLocks().length, 2);
  });

  it('takes the locks of a write that was not announced, and none for one that is to no cloud', async () => {
    const locks = open('r1');
    await locks.ofWrite({});
    assert.deepEqual(readdirSync(folder), []);
    await locks.ofWrite({ cloud: 'x' });
    assert.ok(lstatSync(dataLock()).isSymbolicLink());
    await locks.ofProject(target);
    await locks.ofWrite({ cloud: 'destination (cloud.test:5000)', project: 'p1' });
    assert.equal(projectLocks().length, 1, 'it is locked already, under another name of the cloud');
  });

  for (const [title, holder] of [
    ['is no more', `${hostname()}:${2 ** 22 + 7}:x.1:r0:n`],
    ['has another start time', `${hostname()}:${process.pid}:other.1:r0:n`],
  ] as const) {
    it(`takes over from a process that ${title}, and tells it`, async () => {
      await open('r1').ofDataFolder();
      replace(dataLock(), holder);
      const locks = open('r2');
      await locks.ofDataFolder();
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /lock of run r0 was left behind.*taken over.*--resume r0/);
      await locks.release();
    });
  }

  it('does not take over from another machine unless it is told to', async () => {
    await open('r1').ofDataFolder();
    replace(dataLock(), 'elsewhere:1:x.1:r0:n');
    await assert.rejects(open('r2').ofDataFolder(), (error: Error & { diagnostic: { help: string } }) => {
      assert.match(error.message, /Run r0 is writing .*: process 1 on elsewhere, since \d{4}-/);
      assert.match(error.diagnostic.help, /--force-unlock/);
      return true;
    });
    const forced = open('r3', { isForced: true });
    await forced.ofDataFolder();
    await forced.release();
    assert.throws(() => lstatSync(dataLock()));
  });

  it('gives back only what it has', async () => {
    const locks = open('r1');
    await locks.ofDataFolder();
    replace(dataLock(), 'elsewhere:1:x.1:r9:n');
    await locks.release();
    assert.equal(readlinkSync(dataLock()), 'elsewhere:1:x.1:r9:n');
  });

  it('warns where the file system has no links, and goes on', async () => {
    const link = (): Promise<void> => Promise.reject(Object.assign(new Error('no'), { code: 'EPERM' }));
    const locks = open('r1', { files: { ...files, link } });
    await locks.ofDataFolder();
    assert.match(warnings[0] ?? '', /has no links, and so no locks/);
    await locks.release();
  });

  it('says why a lock cannot be taken', async () => {
    writeFileSync(join(folder, 'file'), '');
    const locks = open('r1', { dataFolder: join(folder, 'file') });
    await assert.rejects(locks.ofDataFolder(), {
      code: 'lock-unusable',
      message: /file\/\.drover\/lock cannot be taken: a part of the path is no folder/,
    });
  });

  function replace(path: string, holder: string): void {
    unlinkSync(path);
    symlinkSync(holder, path);
  }
});

describe('the identity of a process', () => {
  const me = thisProcess();
  it('is that of a running one', () => assert.equal(isRunning(me), true));
  it('tells processes of one id apart', () =>
    assert.equal(isRunning({ ...me, start: `${me.start}0` }), false));
  it('makes do without a start time', () => assert.equal(isRunning({ ...me, start: '' }), true));
  it('cannot tell of other machines', () => assert.equal(isRunning({ ...me, host: 'elsewhere' }), undefined));
  for (const pid of [2 ** 22 + 7, 0, -1, Number.NaN, 1.5])
    it(`knows that there is no process ${pid}`, () => assert.equal(isRunning({ ...me, pid }), false));
});
