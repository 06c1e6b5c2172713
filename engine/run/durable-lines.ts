import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
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

/**
 * CANCEL, which in ASCII says that what comes before it is to be disregarded: it ends a line that a killed process has
 * left half, so that nothing is ever taken away from a file, whoever else may be adding to it.
 */
const CANCEL = '\u0018';

/** The whole lines of a file, in order; none where there is no file. Those that were left half are not among them. */
export async function readLines(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(noneIfMissing);
  return wholeLines(text).filter((line) => line !== '');
}

/** The lines of a text that were written to their ends; one that was left half is empty, so that they can be counted. */
export function wholeLines(text: string): readonly string[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => (line.endsWith(CANCEL) ? '' : line));
}

async function openForAppending(path: string): Promise<FileHandle> {
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a+', 0o600);
  const { size } = await handle.stat();
  if (size === 0) await syncFolders(folder, made === undefined ? folder : dirname(made));
  else if (!(await endsWithLine(handle, size))) await handle.appendFile(`${CANCEL}\n`);
  return handle;
}

async function endsWithLine(handle: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
  return buffer[0] === 0x0a;
}

/** A new file is only safe with the folders that name it. Some file systems cannot sync folders. */
export async function syncFolders(lowest: string, highest: string): Promise<void> {
  for (let path = lowest; ; path = dirname(path)) {
    const folder = await open(path, 'r');
    await folder.sync().catch(() => undefined);
    await folder.close();
    if (path === highest || path === dirname(path)) return;
  }
}

function noneIfMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
  throw error;
}

function unwritable(path: string, error: unknown): DroverError {
  return new DroverError('journal-unwritable', {
    detail: `The journal ${path} cannot be written: ${whyNotWritten(error)}. No further change is made.`,
    help: 'Make room there, or choose another data directory (os_migrate_data_dir) that can be written; then run the same playbook again.',
    cause: error,
  });
}
