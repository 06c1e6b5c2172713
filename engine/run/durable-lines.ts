import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DroverError } from '../diagnostics/drover-error.ts';
import { whyNotWritten } from '../diagnostics/why-not-written.ts';

/** A file of lines, each of which is on the disk when its `append` returns. */
export interface DurableLines {
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Lines that are appended while others are on their way to the disk go there together, by one write and one sync: a
 * sync costs as much for many as for one. The file is made with the first line, readable by its owner alone. After a
 * failed write every further one fails as well, so that nobody takes a torn file for a whole one.
 */
export function durableLines(path: string): DurableLines {
  let file: Promise<FileHandle> | undefined;
  let waiting: string[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  const writeWaiting = async (): Promise<void> => {
    try {
      const handle = await (file ??= openForAppending(path));
      const lines = waiting;
      [waiting, next] = [[], undefined];
      await handle.appendFile(lines.map((line) => `${line}\n`).join(''));
      await handle.datasync();
    } catch (error) {
      throw unwritable(path, error);
    }
  };
  return {
    append(line) {
      waiting.push(line);
      if (next === undefined) {
        next = last.then(writeWaiting);
        last = next;
      }
      return next;
    },
    async close() {
      await last.catch(() => undefined);
      await (await file?.catch(() => undefined))?.close();
    },
  };
}

async function openForAppending(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return open(path, 'a', 0o600);
}

function unwritable(path: string, error: unknown): DroverError {
  return new DroverError('journal-unwritable', {
    detail: `The journal ${path} cannot be written: ${whyNotWritten(error)}. No further change is made.`,
    help: 'Make room there, or choose another data directory (os_migrate_data_dir) that can be written; then run the same playbook again.',
    cause: error,
  });
}
