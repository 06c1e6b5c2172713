import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyDisk } from '../../modules/disk/copy-disk.ts';
import type {
  CopyProgress,
  CopyReport,
  CopyRequest,
  CopySettings,
  Ledger,
  Machine,
} from '../../modules/disk/disk.types.ts';
import { run, type Hosts } from './hosts.ts';

export const MiB = 1 << 20;

export interface MemoryLedger extends Ledger {
  readonly lines: string[];
}

export function memoryLedger(): MemoryLedger {
  const lines: string[] = [];
  return {
    lines,
    read: () => Promise.resolve([...lines]),
    append: (line) => {
      lines.push(line);
      return Promise.resolve();
    },
  };
}

export interface Copying {
  readonly report: Promise<CopyReport>;
  readonly warnings: readonly string[];
  readonly progress: readonly CopyProgress[];
  stop(): void;
  /** Resolves when a stage has come so far. */
  reaches(stage: CopyProgress['stage'], share: number): Promise<void>;
  /** Resolves when the held window is being sent, and all before it was verified. */
  held(): Promise<void>;
  /** Lets the held window go. */
  letGo(): void;
}

export type CopyChanges = Omit<Partial<CopyRequest>, 'settings'> & {
  readonly settings?: Partial<CopySettings>;
  readonly sourceMachine?: Machine;
  readonly destinationMachine?: Machine;
  /** The first window, counted from one, that as good as does not come through before it is let go, however slow a machine is. */
  readonly heldWindow?: number;
};

/** Four minutes for 16 MiB. */
const HELD_BYTES_PER_SECOND = 64 * 1024;

/** Begins a copy between two hosts, in chunks of a mebibyte. */
export function begin(
  hosts: Hosts,
  from: string,
  to: string,
  size: number,
  changes: CopyChanges = {},
): Copying {
  const warnings: string[] = [];
  const progress: CopyProgress[] = [];
  const waiting = new Set<() => void>();
  const stopper = new AbortController();
  const {
    sourceMachine,
    destinationMachine,
    settings,
    heldWindow,
    ledger = memoryLedger(),
    ...rest
  } = changes;
  const windows = watchWindows(ledger);
  let isHeld = heldWindow !== undefined;
  const holding = {
    bytesPerSecond: () =>
      isHeld && windows.begun() >= (heldWindow ?? 0) ? HELD_BYTES_PER_SECOND : undefined,
  };
  const report = copyDisk({
    label: 'disk',
    source: { machine: sourceMachine ?? hosts.source.machine, device: from },
    destination: { machine: destinationMachine ?? hosts.destination.machine, device: to },
    link: hosts.link,
    size,
    destinationHolds: 'unknown',
    ledger: windows.ledger,
    onProgress: (one) => {
      progress.push(one);
      for (const look of waiting) look();
    },
    warn: (message) => warnings.push(message),
    signal: stopper.signal,
    ...rest,
    settings: {
      chunkSize: MiB,
      compress: false,
      retries: 0,
      retryDelayMs: 200,
      ...(isHeld ? holding : {}),
      ...settings,
    },
  });
  report.catch(() => undefined);
  const reaches = (stage: CopyProgress['stage'], share: number): Promise<void> => {
    const reached = new Promise<void>((resolve) => {
      waiting.add(() => {
        const last = progress.at(-1);
        if (last?.stage === stage && last.done >= share * (last.total ?? size)) resolve();
      });
    });
    return Promise.race([
      reached,
      report.then(
        (ended) => Promise.reject(new Error(`the copy ended before: ${JSON.stringify([ended, progress])}`)),
        (error: unknown) => Promise.reject(error as Error),
      ),
    ]);
  };
  return {
    report,
    warnings,
    progress,
    reaches,
    stop: () => {
      stopper.abort();
    },
    held: async () => {
      await Promise.race([
        eventually('the held window', () => windows.begun() >= (heldWindow ?? 1) && windows.areVerified()),
        report.then((ended) => assert.fail(`the copy ended before: ${JSON.stringify(ended)}`)),
      ]);
    },
    letGo: () => {
      isHeld = false;
    },
  };
}

/** Counts the windows of a ledger, as its lines are written. */
function watchWindows(ledger: Ledger) {
  const sizes: number[] = [];
  let verified = 0;
  const append = (line: string): Promise<void> => {
    const entry = JSON.parse(line) as { begun?: readonly (readonly [number, number])[]; holds?: string };
    if (entry.begun !== undefined) sizes.push(entry.begun.reduce((sum, [from, to]) => sum + to - from, 0));
    // Hashes of 32 bytes each.
    if (entry.holds !== undefined) verified += Buffer.from(entry.holds, 'base64').length / 32;
    return ledger.append(line);
  };
  return {
    ledger: { read: () => ledger.read(), append },
    begun: () => sizes.length,
    /** All but the last one. */
    areVerified: () => verified >= sizes.slice(0, -1).reduce((sum, size) => sum + size, 0),
  };
}

/** Waits until something is so; fails after half a minute. */
export async function eventually(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    assert.ok(tries < 600, `${what} did not come about`);
    await sleep(50);
  }
}

/** Kills processes of the two hosts with all of these words in their command lines, once there are some. */
export async function killProcessesWith(hosts: Hosts, ...words: readonly string[]): Promise<void> {
  await eventually(`a process with ${words.join(' ')}`, () => processesWith(hosts, ...words).length > 0);
  for (const pid of processesWith(hosts, ...words)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Processes of the two hosts whose command line has all of these words. */
export function processesWith(hosts: Hosts, ...words: readonly string[]): readonly number[] {
  return programsOf(hosts)
    .filter(({ line }) => words.every((word) => line.includes(word)))
    .map(({ pid }) => pid);
}

/**
 * Throws if copies have left something behind on the two hosts. What ends there may take a moment; and the hosts share
 * their files with this machine, where others may copy, too.
 */
export async function assertNothingLeft(hosts: Hosts): Promise<void> {
  for (let tries = 0; leftovers(hosts).length > 0 && tries < 100; tries += 1) await sleep(100);
  assert.deepEqual(leftovers(hosts), []);
}

function leftovers(hosts: Hosts): readonly string[] {
  const programs = programsOf(hosts);
  const own = new Set(programs.map(({ pid }) => pid));
  const folders = readdirSync('/tmp').filter((name) => {
    if (!name.startsWith('drover-copy-')) return false;
    const pid = holderOf(join('/tmp', name));
    return pid !== undefined && (own.has(pid) || !existsSync(`/proc/${pid}`));
  });
  const left = programs.filter(({ line }) => /\/tmp\/drover-copy-|hashlib/.test(line));
  return [...folders, ...left.map(({ line }) => line)];
}

function holderOf(folder: string): number | undefined {
  try {
    return Number(readFileSync(join(folder, 'pid'), 'utf8'));
  } catch {
    return undefined;
  }
}

function programsOf({
  source,
  destination,
}: Hosts): readonly { readonly pid: number; readonly line: string }[] {
  const pids = [source, destination].flatMap(({ namespace }) =>
    run('ip', 'netns', 'pids', namespace).trim().split('\n').map(Number),
  );
  return pids.flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return line === '' ? [] : [{ pid, line }];
    } catch {
      return [];
    }
  });
}
