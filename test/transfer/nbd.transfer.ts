import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Disk } from '../../modules/disk/disk.types.ts';
import { hashChunks } from '../../modules/disk/hash-chunks.ts';
import { chunksOf } from '../../modules/disk/chunks.ts';
import { diskInImage } from '../../modules/disk/serve-image.ts';
import {
  assertNothingLeft,
  begin,
  killProcessesWith,
  memoryLedger,
  MiB,
  processesWith,
  type CopyChanges,
} from './copying.ts';
import { createDisks, scribble, sumOf, type Filled, type TestDisks } from './disks.ts';
import { run, startHosts, type Hosts } from './hosts.ts';

const at = (from: number, to: number): Filled => ({ from: from * MiB, to: to * MiB });
const size = 64 * MiB;
/** How a server of drover's is started, up to the form of the file. */
const SERVING = 'qemu-nbd --read-only --persistent --shared=32 --format=';

describe('a disk that a server of NBD has', function () {
  this.timeout(120_000);
  let hosts: Hosts;
  let disks: TestDisks;
  const servers: ChildProcess[] = [];
  before(async () => {
    hosts = await startHosts();
  });
  after(() => hosts.stop());
  beforeEach(() => {
    disks = createDisks();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.kill('SIGKILL');
    await assertNothingLeft(hosts).finally(() => {
      disks.remove();
    });
  });

  const copied = async (source: Disk, raw: string, to: string, changes: CopyChanges = {}) => {
    const copy = begin(hosts, source.device, to, size, { ...changes, source });
    const report = await copy.report;
    assert.equal(sumOf(to, size), sumOf(raw, size));
    return { ...copy, report };
  };
  const inImage = (path: string, format: 'raw' | 'qcow2'): Disk =>
    diskInImage(hosts.source.machine, { path, format });
  /** A file with data, and a file of qcow2 that builds on it and has other data. The bytes of both together are the third. */
  const layered = () => {
    const base = disks.file(size, [at(0, 6), at(40, 44)]);
    const top = join(disks.folder, 'top.qcow2');
    run('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', base, '-F', 'raw', top);
    run(
      'qemu-io',
      '-f',
      'qcow2',
      '-c',
      'write -P 7 3M 2M',
      '-c',
      'write -z 41M 1M',
      '-c',
      'write -P 9 60M 4M',
      top,
    );
    const whole = join(disks.folder, 'whole');
    run('qemu-img', 'convert', '-f', 'qcow2', '-O', 'raw', top, whole);
    return { base, top, whole };
  };
  /** Somebody's own server, of which the source is told where it is. */
  const serverOf = async (path: string, ...args: readonly string[]): Promise<void> => {
    const server = spawn(
      'ip',
      [
        'netns',
        'exec',
        hosts.source.namespace,
        'qemu-nbd',
        '-r',
        '-t',
        '-e',
        '20',
        '-f',
        'raw',
        ...args,
        path,
      ],
      { stdio: 'ignore' },
    );
    servers.push(server);
    await sleep(500);
  };
  const listeners = (): string => run('ip', 'netns', 'exec', hosts.source.namespace, 'ss', '-Hltnp');

  it('is copied from a file in raw form, holes left out', async () => {
    const from = disks.file(size, [at(3, 7), at(60, 64)]);
    const { report } = await copied(inImage(from, 'raw'), from, disks.device(size));
    assert.equal(report.sentBytes, 8 * MiB);
    assert.equal(report.dataBytes, 8 * MiB);
  });
  it('is copied from a file of qcow2 with what that builds on', async () => {
    const { top, whole } = layered();
    const { report } = await copied(inImage(top, 'qcow2'), whole, disks.device(size));
    assert.ok(report.sentBytes <= 16 * MiB, `${report.sentBytes / MiB} MiB were sent`);
    // Another pass reads both sides, and finds nothing.
    const to = disks.device(size, [at(0, 64)]);
    const earlier = { destinationHolds: 'earlier' } as const;
    await copied(inImage(top, 'qcow2'), whole, to, earlier);
    assert.equal((await copied(inImage(top, 'qcow2'), whole, to, earlier)).report.sentBytes, 0);
  });
  it('is read in the form that it is told to have, whatever stands at its beginning', async () => {
    const secret = disks.file(size, [at(0, 8)]);
    const disguised = disks.file(size, [at(20, 22)]);
    const header = join(disks.folder, 'header');
    run('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', secret, '-F', 'raw', header);
    run('dd', `if=${header}`, `of=${disguised}`, 'conv=notrunc', 'status=none');
    await copied(inImage(disguised, 'raw'), disguised, disks.device(size));
  });
  it('is served in a folder that is root’s alone, on no port, for as long as the copy takes', async () => {
    const from = disks.file(size, [at(0, 48)]);
    const before = listeners();
    const copy = begin(hosts, from, disks.device(size), size, {
      source: inImage(from, 'raw'),
      heldWindow: 1,
    });
    await copy.reaches('copy', 0);
    const [folder = ''] = readdirSync('/tmp').filter((name) => /^drover-copy-\w+-image$/.test(name));
    assert.equal(run('stat', '-c', '%U %a', `/tmp/${folder}`).trim(), 'root 700');
    assert.equal(processesWith(hosts, `${SERVING}raw`).length, 1);
    assert.equal(listeners(), before);
    copy.letGo();
    await copy.report;
    assert.equal(existsSync(`/tmp/${folder}`), false);
  });
  const windows = { settings: { retries: 3, windowSize: 4 * MiB }, heldWindow: 2 };
  for (const [what, strike] of [
    ['qemu-nbd was killed', () => killProcessesWith(hosts, `${SERVING}qcow2`)],
    ['nbdkit was killed', () => killProcessesWith(hosts, 'nbdkit -r -U /tmp/drover-copy-')],
    ['drover’s own connection to its machine was cut', () => hosts.source.sshd.cut()],
  ] as const)
    it(`goes on where it was when ${what}`, async () => {
      const { top, whole } = layered();
      const to = disks.device(size);
      const copy = begin(hosts, top, to, size, { ...windows, source: inImage(top, 'qcow2') });
      await copy.held();
      await strike();
      copy.letGo();
      const report = await copy.report;
      assert.ok(report.resumed >= 1);
      assert.equal(sumOf(to, size), sumOf(whole, size));
    });
  it('is copied in another run from where the first was stopped', async () => {
    const { top, whole } = layered();
    const to = disks.device(size);
    const ledger = memoryLedger();
    const source = inImage(top, 'qcow2');
    const first = begin(hosts, top, to, size, { ...windows, source, ledger });
    await first.held();
    first.stop();
    await assert.rejects(first.report, { code: 'interrupted' });
    const { report } = await copied(source, whole, to, { ledger });
    assert.ok(report.sentBytes < 12 * MiB, `${report.sentBytes / MiB} MiB were sent again`);
  });
  it('is copied from a server that somebody runs, on a port or a socket', async () => {
    const from = disks.file(size, [at(10, 12)]);
    await serverOf(from, '-b', '127.0.0.1', '-p', '10999', '-x', 'data');
    const { machine } = hosts.source;
    await copied({ machine, device: 'nbd://127.0.0.1:10999/data' }, from, disks.device(size));
    const socket = join(disks.folder, 'socket');
    await serverOf(from, '-k', socket);
    await copied({ machine, device: `nbd+unix:///?socket=${socket}` }, from, disks.device(size));
  });
  it('is told where nothing answers, or the server has no such export', async () => {
    const from = disks.file(size);
    const { machine } = hosts.source;
    const fails = (device: string, expected: RegExp) =>
      assert.rejects(begin(hosts, device, disks.device(size), size, { source: { machine, device } }).report, {
        code: 'disk-missing',
        message: expected,
      });
    await fails('nbd://127.0.0.1:10998/', /cannot open the disk nbd:\/\/127\.0\.0\.1:10998\/: .*refused/);
    await serverOf(from, '-b', '127.0.0.1', '-p', '10999', '-x', 'data');
    await fails('nbd://127.0.0.1:10999/other', /cannot open the disk nbd:\/\/127\.0\.0\.1:10999\/other/);
  });
  it('is told where its file is gone, in use, or not in its form', async () => {
    const fails = (source: Disk, expected: object) =>
      assert.rejects(begin(hosts, source.device, disks.device(size), size, { source }).report, expected);
    await fails(inImage('/nowhere/disk', 'raw'), {
      code: 'disk-unusable',
      message: /\/nowhere\/disk cannot be served/,
    });
    const raw = disks.file(size, [at(0, 1)]);
    await fails(inImage(raw, 'qcow2'), { code: 'disk-unusable', message: /not in qcow2 format/ });
    const used = join(disks.folder, 'used.qcow2');
    run('qemu-img', 'create', '-q', '-f', 'qcow2', used, String(size));
    servers.push(
      spawn('qemu-nbd', ['-t', '-f', 'qcow2', '-k', join(disks.folder, 'guest'), used], { stdio: 'ignore' }),
    );
    await sleep(500);
    await fails(inImage(used, 'qcow2'), { code: 'disk-in-use', message: /is in use/ });
  });
  it('has hashes as a file has', async () => {
    const from = disks.file(size, [at(3, 7), at(33, 34)]);
    scribble(from, 50 * MiB + 5, Buffer.from('x'));
    const socket = join(disks.folder, 'socket');
    await serverOf(from, '-k', socket);
    const hashesOf = async (device: string, findsZeros: boolean) => {
      const found = new Map<number, string>();
      await hashChunks(
        { machine: hosts.source.machine, device },
        {
          chunks: chunksOf(size - 12_345, 4 * MiB),
          ranges: [
            { from: 0, to: 5 },
            { from: 7, to: 16 },
          ],
          findsZeros,
          signal: new AbortController().signal,
          onChunk: (chunk, content) => found.set(chunk, content),
        },
      );
      return [...found].sort(([one], [other]) => one - other);
    };
    for (const findsZeros of [true, false])
      assert.deepEqual(
        await hashesOf(`nbd+unix:///?socket=${socket}`, findsZeros),
        await hashesOf(from, findsZeros),
      );
  });
});
