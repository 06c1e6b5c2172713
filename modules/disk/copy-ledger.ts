import type { Ledger } from './disk.types.ts';
import type { Chunks } from './chunks.ts';
import { numbersOf, type Range } from './ranges.ts';

/** What a chunk holds: its hash (64 hexadecimal digits), zeros, or nobody knows. */
export type Content = string | undefined;
export const zeros = 'zeros';

/** What the chunks of the destination hold, as a ledger tells. */
export interface Remembered {
  readonly contents: readonly Content[];
  /** Chunks that somebody began to write: they hold anything. */
  readonly begun: ReadonlySet<number>;
}

interface Head {
  readonly version: 1;
  readonly size: number;
  readonly chunkSize: number;
  readonly algorithm: string;
}

/**
 * Reads what is known of the destination; undefined where the ledger is empty, or is of another disk, or of chunks of
 * another size: nothing of such a one is believed. Lines that cannot be read count for nothing.
 */
export function readLedger(
  lines: readonly string[],
  chunks: Chunks,
  algorithm: string,
): Remembered | undefined {
  let isOurs = false;
  let contents: Content[] = [];
  let begun = new Set<number>();
  for (const line of lines) {
    const entry = parse(line);
    if (entry?.['version'] !== undefined) {
      isOurs = isHeadOf(entry, chunks, algorithm);
      contents = Array.from({ length: chunks.count }, () => undefined);
      begun = new Set();
    } else if (isOurs && entry !== undefined) take(entry, { contents, begun, chunks });
  }
  return isOurs ? { contents, begun } : undefined;
}

export const ledgerLines = {
  head: ({ size, chunkSize }: Chunks, algorithm: string): string =>
    JSON.stringify({ version: 1, size, chunkSize, algorithm } satisfies Head),
  zeros: (ranges: readonly Range[]): string => JSON.stringify({ zeros: pairs(ranges) }),
  /** To be written before anything is sent into the chunks. */
  begun: (ranges: readonly Range[]): string => JSON.stringify({ begun: pairs(ranges) }),
  /** What was read there when all had been written: the hashes of chunks one after the other. */
  holds: (from: number, hashes: readonly string[]): string =>
    JSON.stringify({ from, holds: Buffer.from(hashes.join(''), 'hex').toString('base64') }),
} as const;

/** Adds lines one after the other. */
export async function note(ledger: Ledger, lines: readonly string[]): Promise<void> {
  for (const line of lines) await ledger.append(line);
}

function pairs(ranges: readonly Range[]): readonly (readonly [number, number])[] {
  return ranges.map(({ from, to }) => [from, to]);
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isHeadOf(entry: Readonly<Record<string, unknown>>, chunks: Chunks, algorithm: string): boolean {
  return (
    entry['version'] === 1 &&
    entry['size'] === chunks.size &&
    entry['chunkSize'] === chunks.chunkSize &&
    entry['algorithm'] === algorithm
  );
}

interface Taking {
  readonly contents: Content[];
  readonly begun: Set<number>;
  readonly chunks: Chunks;
}

function take(entry: Readonly<Record<string, unknown>>, { contents, begun, chunks }: Taking): void {
  for (const chunk of numbersOf(rangesIn(entry['zeros'], chunks))) {
    contents[chunk] = zeros;
    begun.delete(chunk);
  }
  for (const chunk of numbersOf(rangesIn(entry['begun'], chunks))) {
    contents[chunk] = undefined;
    begun.add(chunk);
  }
  const { from, holds } = entry;
  if (typeof from !== 'number' || !(from >= 0) || typeof holds !== 'string') return;
  const hashes = Buffer.from(holds, 'base64').toString('hex');
  for (let at = 0; (at + 1) * 64 <= hashes.length && from + at < chunks.count; at += 1) {
    contents[from + at] = hashes.slice(at * 64, (at + 1) * 64);
    begun.delete(from + at);
  }
}

function rangesIn(value: unknown, { count }: Chunks): readonly Range[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair: unknown) => {
    const [from, to] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    const isRange = Number.isInteger(from) && Number.isInteger(to);
    return isRange ? [{ from: Math.max(0, Number(from)), to: Math.min(count, Number(to)) }] : [];
  });
}
