import assert from 'node:assert/strict';
import { chmodSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNothingLeft, begin, memoryLedger, MiB } from './copying.ts';
import { createDisks, scribble, sumOf, type Filled, type TestDisks } from './disks.ts';
import { run, startHosts, type Hosts } from './hosts.ts';

const at = (from: number, to: number): Filled => ({ from: from * MiB, to: to * MiB });

describe('copying a disk', function () {
  this.timeout(120_000);
  let hosts: Hosts;
  let disks: TestDisks;
  before(async () => {
    hosts = await startHosts();
  });
  after(async () => {
    await assertNothingLeft(hosts).finally(() => hosts.stop());
  });
  beforeEach(() => {
    disks = createDisks();
  });
  afterEach(() => {
    disks.remove();
  });
  const copied = async (from: string, to: string, size: number, changes = {}) => {
    const copy = begin(hosts, from, to, size, changes);
    const report = await copy.report;
    assert.equal(sumOf(to, size), sumOf(from, size));
    return { ...copy, report };
  };

  it('brings a sparse file whole, and sends what is not a hole', async () => {
    const size = 96 * MiB;
    const from = disks.file(size, [at(3, 7), at(40, 41), at(90, 96)]);
    const to = disks.device(size);
    const { report, progress } = await copied(from, to, size);
    assert.equal(report.dataBytes, 11 * MiB);
    assert.equal(report.sentBytes, 11 * MiB);
    assert.equal(report.algorithm, 'sha256');
    assert.equal(report.cipher, 'aes128-gcm@openssh.com');
    assert.match(report.digest, /^[0-9a-f]{64}$/);
    assert.equal(report.resumed, 0);
    assert.deepEqual([...new Set(progress.map(({ stage }) => stage))], ['scan', 'copy', 'verify']);
    assert.deepEqual(progress.at(-1), { stage: 'verify', done: 11 * MiB, total: 11 * MiB });
    for (const { done, total } of progress) assert.ok(done <= (total ?? 0));
  });
  it('keeps holes where a disk is not told to be written to', async () => {
    const size = 64 * MiB;
    const to = disks.file(size);
    await copied(disks.file(size, [at(10, 12)]), to, size);
    assert.equal(statSync(to).blocks * 512, 2 * MiB);
  });
  it('finds zeros where a device tells of no holes', async () => {
    const size = 64 * MiB;
    const from = disks.device(size, [at(0, 2), at(33, 35)]);
    scribble(from, 50 * MiB + 77, Buffer.from('x'));
    const { report } = await copied(from, disks.device(size), size);
    assert.equal(report.dataBytes, 5 * MiB);
    assert.equal(report.sentBytes, 5 * MiB);
  });
  it('makes zero what the destination has where the source has holes', async () => {
    const size = 48 * MiB;
    await copied(disks.file(size, [at(10, 12)]), disks.device(size, [at(0, 48)]), size);
    await copied(disks.device(size, [at(10, 12)]), disks.device(size, [at(0, 48)]), size);
    await copied(disks.file(size, [at(10, 12)]), disks.file(size, [at(0, 48)]), size);
  });
  it('brings a disk of zeros alone, and one of data alone', async () => {
    const size = 32 * MiB;
    const { report } = await copied(disks.file(size), disks.device(size, [at(5, 6)]), size);
    assert.deepEqual([report.dataBytes, report.sentBytes], [0, 0]);
    const full = await copied(disks.device(size, [at(0, 32)]), disks.device(size), size);
    assert.equal(full.report.sentBytes, size);
  });
  it('brings odd sizes, on disks that are larger', async () => {
    const odd = 5 * MiB + 12_345;
    const from = disks.file(odd, [{ from: 4 * MiB + 1, to: odd }]);
    const to = disks.device(9 * MiB, [at(0, 9)]);
    await copied(from, to, odd);
    await copied(from, disks.file(odd), odd);
    const larger = disks.device(20 * MiB, [at(0, 20)]);
    const { report } = await copied(larger, disks.device(10 * MiB), 10 * MiB);
    assert.equal(report.size, 10 * MiB);
    await copied(disks.file(1, [{ from: 0, to: 1 }]), disks.device(MiB), 1);
  });
  it('goes on window by window, with the same digest', async () => {
    const size = 96 * MiB;
    const from = disks.device(size, [at(1, 30), at(50, 80)]);
    const whole = await copied(from, disks.device(size), size);
    const parts = await copied(from, disks.device(size, [at(0, 96)]), size, {
      settings: { windowSize: 8 * MiB },
    });
    assert.equal(parts.report.digest, whole.report.digest);
    assert.equal(parts.report.sentBytes, whole.report.sentBytes);
    const large = await copied(from, disks.device(size), size, { settings: { chunkSize: 16 * MiB } });
    assert.notEqual(large.report.digest, whole.report.digest);
  });
  it('sends only what has changed since an earlier copy, zeros too', async () => {
    const size = 64 * MiB;
    const from = disks.device(size, [at(0, 40)]);
    const to = disks.device(size);
    const ledger = memoryLedger();
    await copied(from, to, size, { ledger });
    scribble(from, 7 * MiB + 5, Buffer.from('changed'));
    scribble(from, 20 * MiB, Buffer.alloc(2 * MiB));
    scribble(from, 30 * MiB, Buffer.alloc(MiB / 2));
    scribble(from, 60 * MiB, Buffer.from('new'));
    const { report } = await copied(from, to, size, { ledger, destinationHolds: 'earlier' });
    assert.equal(report.sentBytes, 3 * MiB);
    assert.equal(report.dataBytes, 39 * MiB);
    // Of another ledger, or none, the same is sent: both sides are read.
    scribble(to, 3 * MiB, Buffer.from('somebody wrote here'));
    const again = await copied(from, to, size, { destinationHolds: 'earlier' });
    assert.equal(again.report.sentBytes, MiB);
    const nothing = await copied(from, to, size, { destinationHolds: 'earlier' });
    assert.equal(nothing.report.sentBytes, 0);
    assert.equal(nothing.report.digest, again.report.digest);
  });
  it('sends what has changed of a file with holes', async () => {
    const size = 32 * MiB;
    const from = disks.file(size, [at(0, 4), at(20, 24)]);
    const to = disks.device(size);
    await copied(from, to, size);
    run('fallocate', '-p', '-o', String(21 * MiB), '-l', String(MiB), from);
    run('fallocate', '-p', '-o', String(2 * MiB), '-l', String(MiB / 2), from);
    const { report } = await copied(from, to, size, { destinationHolds: 'earlier' });
    assert.equal(report.sentBytes, MiB);
  });
  it('sends nothing again of what a ledger remembers, unless the source has changed', async () => {
    const size = 32 * MiB;
    const from = disks.device(size, [at(0, 16)]);
    const to = disks.device(size);
    const ledger = memoryLedger();
    await copied(from, to, size, { ledger });
    assert.equal((await copied(from, to, size, { ledger })).report.sentBytes, 0);
    scribble(from, 9 * MiB, Buffer.alloc(MiB));
    scribble(from, 3 * MiB, Buffer.from('changed'));
    assert.equal((await copied(from, to, size, { ledger })).report.sentBytes, MiB);
    const other = await copied(from, to, size, { ledger, settings: { chunkSize: 2 * MiB } });
    assert.equal(other.report.sentBytes, 16 * MiB, 'a ledger of other chunks is not believed');
  });
  it('holds to its limit, and to another one while it goes on', async () => {
    const size = 64 * MiB;
    const from = disks.file(size, [at(0, 64)]);
    const limited = { settings: { bytesPerSecond: () => 16 * MiB } };
    const { report } = await copied(from, disks.device(size), size, limited);
    // nbdkit lets through at first what two seconds have gathered.
    assert.ok(report.seconds.copy > 1.9, `64 MiB at 16 MiB/s in ${report.seconds.copy} s`);
    let limit: number | undefined = 2 * MiB;
    const copy = begin(hosts, from, disks.device(size), size, { settings: { bytesPerSecond: () => limit } });
    await copy.reaches('copy', 0);
    await sleep(1500);
    limit = undefined;
    const { seconds } = await copy.report;
    assert.ok(
      seconds.copy > 1.5 && seconds.copy < 20,
      `64 MiB at 2 MiB/s, then faster, in ${seconds.copy} s`,
    );
  });
  it('is compressed where that is asked for', async () => {
    const size = 8 * MiB;
    await copied(disks.file(size, [at(0, 8)]), disks.device(size), size, { settings: { compress: true } });
  });
  it('goes on beside seven others', async () => {
    const size = 16 * MiB;
    const pairs = Array.from({ length: 8 }, (_, index) => ({
      from: disks.device(size, [at(index, index + 6)]),
      to: disks.device(size, [at(0, 16)]),
    }));
    const reports = await Promise.all(pairs.map(({ from, to }) => copied(from, to, size)));
    assert.deepEqual(
      reports.map(({ report }) => report.sentBytes),
      Array.from({ length: 8 }, () => 6 * MiB),
    );
  });
  it('comes through a user of the source who is not root, and nobody else comes to what is served', async () => {
    const size = 16 * MiB;
    const from = disks.file(size, [at(0, 16)]);
    const link = { ...hosts.link, user: 'daemon' };
    // sshd reads the list of keys as that user.
    chmodSync(hosts.source.sshd.folder, 0o755);
    const copy = begin(hosts, from, disks.device(size), size, {
      link,
      heldWindow: 1,
    });
    await copy.reaches('copy', 0);
    const [folder = ''] = run(
      'find',
      '/tmp',
      '-maxdepth',
      '1',
      '-user',
      'daemon',
      '-name',
      'drover-copy-*-source',
    )
      .trim()
      .split('\n');
    assert.equal(run('stat', '-c', '%U %a', folder).trim(), 'daemon 700');
    assert.equal(run('stat', '-c', '%U', `${folder}/nbd`).trim(), 'daemon');
    copy.letGo();
    await copy.report;
  });
  it('removes what a copy left behind whose machine was switched off, and nothing of one that goes on', async () => {
    const dead = '/tmp/drover-copy-test-dead-source';
    const alive = '/tmp/drover-copy-test-alive-source';
    mkdirSync(dead);
    writeFileSync(`${dead}/pid`, '4194999\n');
    mkdirSync(alive);
    writeFileSync(`${alive}/pid`, `${process.pid}\n`);
    const size = 2 * MiB;
    await copied(disks.file(size), disks.device(size), size);
    assert.equal(statSync(dead, { throwIfNoEntry: false }), undefined);
    assert.ok(statSync(alive));
    rmSync(alive, { recursive: true });
  });
});
