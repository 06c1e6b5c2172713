import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { copyDisk } from '../../modules/disk/copy-disk.ts';
import type {
  CopyProgress,
  CopyReport,
  CopyRequest,
  CopySettings,
  Ledger,
  Machine,
} from '../../modules/disk/disk.types.ts';
import type { Hosts } from './hosts.ts';

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
  return { report, warnings, progress, reaches, stop: () => void stopper.abort() };
}

/** Processes of this machine whose command line has all of these words. */
export function processesWith(...words: readonly string[]): readonly number[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => words.every((word) => line.includes(word)))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid);
}

/** What copies have left behind on this machine, which both hosts share. */
export function leftovers(): readonly string[] {
  const folders = readdirSync('/tmp').filter((name) => name.startsWith('drover-copy-'));
  const programs = execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /\/tmp\/drover-copy-|b2sum -l/.test(line) && !line.startsWith('Z') && !/^\S+ +ps /.test(line));
  return [...folders, ...programs];
}
