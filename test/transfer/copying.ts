import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
}

export type CopyChanges = Omit<Partial<CopyRequest>, 'settings'> & {
  readonly settings?: Partial<CopySettings>;
  readonly sourceMachine?: Machine;
  readonly destinationMachine?: Machine;
};

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
  const { sourceMachine, destinationMachine, settings, ...rest } = changes;
  const report = copyDisk({
    label: 'disk',
    source: { machine: sourceMachine ?? hosts.source.machine, device: from },
    destination: { machine: destinationMachine ?? hosts.destination.machine, device: to },
    link: hosts.link,
    size,
    destinationHolds: 'unknown',
    ledger: memoryLedger(),
    onProgress: (one) => {
      progress.push(one);
      for (const look of waiting) look();
    },
    warn: (message) => warnings.push(message),
    signal: stopper.signal,
    ...rest,
    settings: { chunkSize: MiB, compress: false, retries: 0, retryDelayMs: 200, ...settings },
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
  };
}

/** Processes of the two hosts whose command line has all of these words. */
export function processesWith(hosts: Hosts, ...words: readonly string[]): readonly number[] {
  return programsOf(hosts)
    .filter(({ line }) => words.every((word) => line.includes(word)))
    .map(({ pid }) => pid);
}

/** What copies have left behind on the two hosts. They share their files with this machine, where others may copy, too. */
export function leftovers(hosts: Hosts): readonly string[] {
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
