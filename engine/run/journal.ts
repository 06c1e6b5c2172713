import { readFile } from 'node:fs/promises';
import { DroverError, messageOf } from '../diagnostics/drover-error.ts';
import type { Journal, JournalEntry, JournaledOperation } from '../module.ts';
import { durableLines, wholeLines } from './durable-lines.ts';
import { noSuchRun } from './state/find-run.ts';

/** One line of a journal: an operation as it was intended, or what became of it. `at` is ISO 8601, UTC. */
export type JournalLine =
  | { readonly number: number; readonly at: string; readonly state: 'intended'; readonly entry: JournalEntry }
  | {
      readonly number: number;
      readonly at: string;
      readonly state: 'done';
      readonly id?: string;
      readonly after?: unknown;
    }
  | { readonly number: number; readonly at: string; readonly state: 'failed'; readonly message: string };

/** What was written before, as journals in the same place say. */
export type JournalHistory = Pick<Journal, 'earlier' | 'run' | 'unfinished'>;

/** The history where there is no place for one. */
export const noHistory: JournalHistory = {
  earlier: () => Promise.resolve([]),
  run: (name) => Promise.reject(noSuchRun(name, [], 'memory')),
  unfinished: () => Promise.resolve([]),
};

/** A journal that is kept in memory only: for check mode and tests. */
export function memoryJournal(history = noHistory): Journal & { readonly lines: readonly JournalLine[] } {
  const lines: JournalLine[] = [];
  const append = (line: JournalLine): Promise<void> => {
    lines.push(line);
    return Promise.resolve();
  };
  return { ...journalOver(append, history, 0), lines };
}

export interface FileJournalOptions {
  readonly history?: JournalHistory;
  /** The number of the last operation that the file has: 0 for a new one. */
  readonly last?: number;
}

/** A journal in a file; each line is on the disk before its call returns. */
export function fileJournal(
  path: string,
  { history = noHistory, last = 0 }: FileJournalOptions = {},
): Journal & { close(): Promise<void> } {
  const lines = durableLines(path);
  const append = (line: JournalLine): Promise<void> => lines.append(JSON.stringify(line));
  return { ...journalOver(append, history, last), close: () => lines.close() };
}

function journalOver(
  append: (line: JournalLine) => Promise<void>,
  history: JournalHistory,
  lastNumber: number,
): Journal {
  let last = lastNumber;
  const at = (): string => new Date().toISOString();
  return {
    ...history,
    claim: () => Promise.resolve(),
    intend: async (entry) => {
      last += 1;
      const number = last;
      await append({ number, at: at(), state: 'intended', entry });
      return number;
    },
    done: (number, made) => append({ number, at: at(), state: 'done', ...made }),
    failed: (number, message) => append({ number, at: at(), state: 'failed', message }),
  };
}

/** The operations of a journal file, in order. What a killed run has left half is passed over. */
export async function readJournal(path: string): Promise<readonly JournaledOperation[]> {
  const operations = new Map<number, JournaledOperation>();
  wholeLines(await readFile(path, 'utf8')).forEach((text, index) => {
    if (text !== '') fold(operations, parseLine(text, path, index + 1));
  });
  return [...operations.values()];
}

function fold(operations: Map<number, JournaledOperation>, line: JournalLine): void {
  if (line.state === 'intended') {
    operations.set(line.number, { number: line.number, entry: line.entry, state: 'intended' });
    return;
  }
  const operation = operations.get(line.number);
  if (operation === undefined) return;
  const { at: _at, number: _number, ...end } = line;
  operations.set(line.number, { ...operation, ...end });
}

function parseLine(text: string, path: string, number: number): JournalLine {
  try {
    // The file is our own: its lines have this shape or do not parse.
    return JSON.parse(text) as JournalLine;
  } catch (error) {
    throw new DroverError('journal-unreadable', {
      detail: `Line ${number} of ${path} is not a journal line: ${messageOf(error)}.`,
      help: 'The file was changed by hand or damaged. Restore it from a copy, or remove the line if you know that nothing hangs on it.',
      cause: error,
    });
  }
}
