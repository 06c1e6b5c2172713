/**
 * Disks between two hosts: `npm run bench:transfer`. The hosts are network namespaces of this machine with an SSH server
 * each, the disks are in memory: what is measured is the way, not the disks. Needs root, nbdkit, libnbd-bin, qemu-utils.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { usualChunkSize } from '../modules/disk/chunks.ts';
import type { CopyReport } from '../modules/disk/disk.types.ts';
import { begin, MiB, type CopyChanges } from '../test/transfer/copying.ts';
import { createDisks, sumOf, type Filled } from '../test/transfer/disks.ts';
import { startHosts } from '../test/transfer/hosts.ts';
import { spreadOf, spreadText } from './measure.ts';
import { writeTable, type Row } from './table.ts';
import { unhashed } from './unhashed.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const SIZE = 2048 * MiB;
const EXTENTS = 14;
const EXTENT = 50 * MiB;
const SMALL = 256 * MiB;
const SEVERAL = 8;

const hosts = await startHosts();
const disks = createDisks();
const folder = mkdtempSync('/tmp/drover-bench-transfer-');
try {
  const filled = Array.from({ length: EXTENTS }, (_, index): Filled => {
    const from = index * Math.floor(SIZE / EXTENTS / MiB) * MiB;
    return { from, to: from + EXTENT };
  });
  const mapped = disks.file(SIZE, filled);
  const unmapped = disks.device(SIZE, filled);
  const target = disks.device(SIZE);
  const rows = [...(await oneDisk(mapped, unmapped, target)), await severalDisks()];
  writeTable('transfer', rows);
} finally {
  disks.remove();
  rmSync(folder, { recursive: true });
  await hosts.stop();
}

interface Timed {
  readonly seconds: number;
  readonly report?: CopyReport;
  /** Processor seconds of this process, which runs drover, and of the whole machine. */
  readonly node: number;
  readonly machine: number;
}

async function oneDisk(mapped: string, unmapped: string, target: string): Promise<readonly Row[]> {
  const ways = {
    plain: () => plainCopy(mapped, target),
    unverified: () => unverifiedCopy(mapped, target),
    drover: () => droverCopy(mapped, target),
    plainUnmapped: () => plainCopy(unmapped, target),
    unmapped: () => droverCopy(unmapped, target),
    overlay: () => overlayCopy(mapped, target),
    cat: () => catCopy(mapped, target),
  } as const;
  const times: Record<keyof typeof ways, Timed[]> = {
    plain: [],
    unverified: [],
    drover: [],
    plainUnmapped: [],
    unmapped: [],
    overlay: [],
    cat: [],
  };
  const sums = { mapped: sumOf(mapped, SIZE), unmapped: sumOf(unmapped, SIZE) };
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of Object.keys(ways) as (keyof typeof ways)[]) {
      execFileSync('fallocate', ['-p', '-o', '0', '-l', String(SIZE), target]);
      times[name].push(await timed(ways[name]));
      const wanted = /nmapped/.test(name) ? sums.unmapped : sums.mapped;
      if (sumOf(target, SIZE) !== wanted) throw new Error(`${name} did not copy the disk`);
    }
  const what = `${SIZE / MiB} MiB with ${(EXTENTS * EXTENT) / MiB} MiB of data in ${EXTENTS} extents`;
  const wholeOf = (all: readonly Timed[]): number[] => all.map(({ seconds }) => seconds);
  const sparsifies = existsSync('/usr/bin/virt-sparsify');
  return [
    {
      what: `${what}: from nothing to sent, not verified`,
      drover: text(wholeOf(times.unverified)),
      beside: `nbdcopy alone, nbdkit and ssh started: ${text(wholeOf(times.plain))}; drover took ${ratio(wholeOf(times.unverified), wholeOf(times.plain))} times as long`,
      target: 'within 1.1 times',
      command: 'copyDisk of machines that do not hash',
    },
    {
      what: `${what}: from nothing to verified, every chunk hashed on both sides`,
      drover: `${text(wholeOf(times.drover))}; Node: ${cpuText(times.drover)}`,
      beside: `nbdcopy alone: ${text(wholeOf(times.plain))}; drover took ${ratio(wholeOf(times.drover), wholeOf(times.plain))} times as long`,
      target: 'within 1.5 times; Node under 3 %',
      command: 'copyDisk',
    },
    {
      what: `the same from a device that tells of no holes`,
      drover: `${text(wholeOf(times.unmapped))}; Node: ${cpuText(times.unmapped)}`,
      beside: `nbdcopy alone, holes sent, too: ${text(wholeOf(times.plainUnmapped))}`,
      target: '',
      command: 'copyDisk',
    },
    {
      what: `${what}: as OS-Migrate does it, not verified`,
      drover: text(wholeOf(times.drover)),
      beside: `qemu-img convert of an overlay${sparsifies ? '' : ' (without virt-sparsify, which is not installed)'} through a TCP forward: ${text(wholeOf(times.overlay))}`,
      target: 'faster, and verified',
      command: 'copyDisk',
    },
    {
      what: `${what}: as cat does it, not verified`,
      drover: text(wholeOf(times.drover)),
      beside: `cat over ssh with AES-GCM: ${text(wholeOf(times.cat))}`,
      target: 'faster, and verified',
      command: 'copyDisk',
    },
  ];
}

/** Eight small disks at once, and one after the other. */
async function severalDisks(): Promise<Row> {
  const filled: Filled = { from: 32 * MiB, to: 32 * MiB + 88 * MiB };
  const pairs = Array.from({ length: SEVERAL }, () => ({
    from: disks.file(SMALL, [filled]),
    to: disks.device(SMALL),
  }));
  const [together, alone]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const all = await timed(() => Promise.all(pairs.map(({ from, to }) => copyOnce(from, to, SMALL))));
    together.push(all.seconds);
    const each = await timed(async () => {
      for (const { from, to } of pairs) await copyOnce(from, to, SMALL);
    });
    alone.push(each.seconds);
  }
  return {
    what: `${SEVERAL} disks of ${SMALL / MiB} MiB with 88 MiB of data at once, verified`,
    drover: text(together),
    beside: `one after the other: ${text(alone)}`,
    target: 'faster',
    command: 'copyDisk',
  };
}

async function copyOnce(
  from: string,
  to: string,
  size: number,
  changes: CopyChanges = {},
): Promise<CopyReport> {
  const copy = begin(hosts, from, to, size, { ...changes, settings: { chunkSize: usualChunkSize(size) } });
  const report = await copy.report;
  if (copy.warnings.length > 0) throw new Error(copy.warnings.join('\n'));
  return report;
}

async function droverCopy(from: string, to: string): Promise<CopyReport> {
  return copyOnce(from, to, SIZE);
}

async function unverifiedCopy(from: string, to: string): Promise<CopyReport> {
  const sourceMachine = unhashed(hosts.source.machine);
  const destinationMachine = unhashed(hosts.destination.machine);
  return copyOnce(from, to, SIZE, { sourceMachine, destinationMachine });
}

function ssh(...more: readonly string[]): readonly string[] {
  return [
    'ssh',
    ...['-F', 'none', '-T', '-x', '-a', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'],
    ...[
      '-o',
      `UserKnownHostsFile=${knownHosts()}`,
      '-o',
      'IdentitiesOnly=yes',
      '-i',
      hosts.link.identityFile,
    ],
    ...['-p', String(hosts.link.port), '-l', hosts.link.user, ...more],
  ];
}

function knownHosts(): string {
  const path = join(folder, 'known_hosts');
  const { address, port, hostKeys } = hosts.link;
  writeFileSync(path, hostKeys.map((key) => `[${address}]:${port} ${key}\n`).join(''));
  return path;
}

function within(host: 'source' | 'destination', command: readonly string[]): ChildProcess {
  const net = `--net=/run/netns/${hosts[host].namespace}`;
  return spawn('nsenter', [net, ...command], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function endOf(child: ChildProcess): Promise<void> {
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${String(code)}`);
}

async function stopped(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const ended = hasEnded ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await ended;
  }
}

async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(10);
}

/** The limit: the same tools by hand, without a scan, a hash or a ledger. */
async function plainCopy(from: string, to: string): Promise<void> {
  const [there, here] = [join(folder, 'there'), join(folder, 'here')];
  for (const path of [there, here]) rmSync(path, { force: true });
  const serving = within('source', ['nbdkit', '-f', '-r', '-U', there, 'file', from]);
  await appears(there);
  const { address } = hosts.link;
  const forwarding = within(
    'destination',
    ssh('-c', 'aes128-gcm@openssh.com', '-N', '-L', `${here}:${there}`, address),
  );
  await appears(here);
  const uri = `nbd+unix:///?socket=${here}`;
  await endOf(within('destination', ['nbdcopy', '--destination-is-zero', '--flush', uri, to]));
  await stopped([forwarding, serving]);
}

/** One TCP forward with what OpenSSH chooses, an overlay over it, and one convert. */
async function overlayCopy(from: string, to: string): Promise<void> {
  const overlay = join(folder, 'overlay.qcow2');
  const port = '10809';
  const serving = within('source', [
    'nbdkit',
    '-f',
    '-e',
    'disk',
    '-i',
    '127.0.0.1',
    '-p',
    port,
    'file',
    from,
  ]);
  const forwarding = within('destination', ssh('-N', '-L', `${port}:127.0.0.1:${port}`, hosts.link.address));
  const uri = `nbd://127.0.0.1:${port}/disk`;
  for (;;) {
    const code = await endOf(within('destination', ['sh', '-c', `nbdinfo ${uri} >/dev/null 2>&1`])).then(
      () => true,
      () => false,
    );
    if (code) break;
    await sleep(20);
  }
  const make = ['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', uri, '-F', 'raw', overlay];
  await endOf(within('destination', make));
  if (existsSync('/usr/bin/virt-sparsify'))
    await endOf(
      within('destination', ['env', 'LIBGUESTFS_BACKEND=direct', 'virt-sparsify', '--in-place', overlay]),
    );
  await endOf(
    within('destination', ['qemu-img', 'convert', '-f', 'qcow2', '-O', 'host_device', overlay, to]),
  );
  await stopped([forwarding, serving]);
}

async function catCopy(from: string, to: string): Promise<void> {
  const words = [...ssh('-c', 'aes128-gcm@openssh.com', hosts.link.address, `cat ${from}`)].map(
    (word) => `'${word}'`,
  );
  await endOf(
    within('destination', [
      'sh',
      '-c',
      `${words.join(' ')} | dd of=${to} bs=1M iflag=fullblock conv=fsync status=none`,
    ]),
  );
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const cpu = process.cpuUsage();
  const busy = busySeconds();
  const begun = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - begun) / 1000,
    node: (user + system) / 1e6,
    machine: busySeconds() - busy,
    ...(typeof result === 'object' && result !== null && 'digest' in result
      ? { report: result as CopyReport }
      : {}),
  };
}

/** Processor seconds that this machine has worked, of which /proc/stat counts hundredths. */
function busySeconds(): number {
  const [, ...counts] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/);
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = counts.map(Number);
  return (user + nice + system + interrupts + soft) / 100;
}

function text(seconds: readonly number[]): string {
  return spreadText(spreadOf(seconds.map((one) => one * 1000)));
}

function ratio(one: readonly number[], other: readonly number[]): string {
  return (spreadOf(one).median / spreadOf(other).median).toFixed(2);
}

function cpuText(all: readonly Timed[]): string {
  const { median } = spreadOf(all.map(({ node }) => node));
  const share = spreadOf(all.map(({ node, machine }) => node / machine)).median;
  return `${median.toFixed(2)} s of processor time, ${(share * 100).toFixed(1)} % of all that was used`;
}
