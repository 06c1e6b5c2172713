import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DroverError, messageOf } from '../diagnostics/drover-error.ts';
import type { Journal, JournalEntry, JournaledOperation } from '../module.ts';
import { durableLines } from './durable-lines.ts';

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

/** What earlier runs wrote; the result is kept by whoever asks. */
export type ReadEarlier = () => Promise<readonly JournaledOperation[]>;

const nothingEarlier: ReadEarlier = () => Promise.resolve([]);

/** A journal that is kept in memory only: for check mode and tests. */
export function memoryJournal(
  earlier = nothingEarlier,
): Journal & { readonly lines: readonly JournalLine[] } {
  const lines: JournalLine[] = [];
  const journal = journalOver((line) => {
    lines.push(line);
    return Promise.resolve();
  }, earlier);
  return { ...journal, lines };
}

/** The journal of one run: `<state>/runs/<run-id>/journal.jsonl`. The file is made with the first write of the run. */
export function journalPath(stateFolder: string, runId: string): string {
  return join(stateFolder, 'runs', runId, 'journal.jsonl');
}

/** A run's name: when it began, to the second, and the process: sorted by time, unique on one machine. */
export function newRunId(now: Date, processId: number): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}-${processId}`;
}

/** A journal in a file; each line is on the disk before its call returns. */
export function fileJournal(path: string, earlier = nothingEarlier): Journal & { close(): Promise<void> } {
  const lines = durableLines(path);
  return {
    ...journalOver((line) => lines.append(JSON.stringify(line)), earlier),
    close: () => lines.close(),
  };
}

function journalOver(append: (line: JournalLine) => Promise<void>, earlier: ReadEarlier): Journal {
  let last = 0;
  const at = (): string => new Date().toISOString();
  return {
    earlier,
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

/** The operations of a journal file, in order. A torn last line (a killed run) is passed over. */
export async function readJournal(path: string): Promise<readonly JournaledOperation[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const operations = new Map<number, JournaledOperation>();
  lines.forEach((text, index) => {
    if (text === '') return;
    const line = parseLine(text, path, index + 1, index >= lines.length - 1);
    if (line !== undefined) fold(operations, line);
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

function parseLine(text: string, path: string, number: number, isLast: boolean): JournalLine | undefined {
  try {
    // The file is our own: its lines have this shape or do not parse.
    return JSON.parse(text) as JournalLine;
  } catch (error) {
    if (isLast) return undefined;
    throw new DroverError('journal-unreadable', {
      detail: `Line ${number} of ${path} is not a journal line: ${messageOf(error)}.`,
      help: 'The file was changed by hand or damaged. Restore it from a copy, or remove the line if you know that nothing hangs on it.',
      cause: error,
    });
  }
}
