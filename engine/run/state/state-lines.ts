import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { StateLines } from '../../module.ts';
import { durableLines, readLines, type DurableLines } from '../durable-lines.ts';
import { isMissing } from './run-folder.ts';

/** The files of lines of a run, which are closed when it ends. */
export interface RunStateLines extends StateLines {
  close(): Promise<void>;
}

/** The files of lines of a state folder. Files are made with their first lines, readable by their owner alone. */
export function fileState(folder: string): RunStateLines {
  const open = new Map<string, DurableLines>();
  return {
    read: async (name) => readLines(pathOf(folder, name)),
    async append(name, line) {
      const path = pathOf(folder, name);
      const file = open.get(path) ?? durableLines(path);
      open.set(path, file);
      await file.append(checkedLine(line));
    },
    names: (folderName) => namesIn(folder, folderName),
    close: async () => {
      for (const file of open.values()) await file.close();
    },
  };
}

/** For check mode: reads the files of a state folder (without one, none), and keeps in memory what is added. */
export function memoryState(folder?: string): RunStateLines {
  const added = new Map<string, readonly string[]>();
  return {
    async read(name) {
      const path = pathOf(folder ?? '', name);
      const kept = folder === undefined ? [] : await readLines(path);
      return [...kept, ...(added.get(path) ?? [])];
    },
    append(name, line) {
      const path = pathOf(folder ?? '', name);
      added.set(path, [...(added.get(path) ?? []), checkedLine(line)]);
      return Promise.resolve();
    },
    async names(folderName) {
      const kept = folder === undefined ? [] : await namesIn(folder, folderName);
      const inMemory = [...added.keys()].map((path) => relative(folder ?? '', path));
      return [...new Set([...kept, ...inMemory.filter((name) => dirname(name) === folderName)])].toSorted();
    },
    close: () => Promise.resolve(),
  };
}

async function namesIn(folder: string, name: string): Promise<readonly string[]> {
  try {
    const files = await readdir(pathOf(folder, name));
    return files.toSorted().map((file) => `${name}/${file}`);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** What stands in the state folder besides. */
const OWN = new Set(['runs', 'lock', 'exports']);
/** As long as file systems let a name be. */
const LONGEST = 255;

function pathOf(folder: string, name: string): string {
  const parts = name.split('/');
  if (parts.length > 2 || OWN.has(parts[0] ?? '') || !parts.every(isName))
    throw new Error(`“${name}” is no name of a file in the state folder.`);
  return join(folder, ...parts);
}

function isName(part: string): boolean {
  return part !== '' && !part.startsWith('.') && part.length <= LONGEST && !/[\\\u0000-\u001f]/.test(part);
}

function checkedLine(line: string): string {
  if (/[\r\n]/.test(line)) throw new Error('A line of the state has a line end in it.');
  return line;
}
