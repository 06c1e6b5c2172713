import type { SourceFiles } from '../../../engine/language/files.ts';
import type { Connection } from '../../../engine/module.ts';
import type { Ports } from '../../../engine/language/expression/environment.ts';

/** Files that are in memory only, below `/play`. */
export function memoryFiles(files: Readonly<Record<string, string>>): SourceFiles {
  const texts = new Map(Object.entries(files).map(([name, text]) => [absolute(name), text]));
  const folders = new Set<string>(['/', '/play']);
  for (const path of texts.keys()) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      folders.add(path.slice(0, at));
  }
  const names = (path: string): readonly string[] => {
    const prefix = path === '/' ? '/' : `${path}/`;
    const below = [...texts.keys(), ...folders].filter((one) => one.startsWith(prefix) && one !== path);
    return [...new Set(below.map((one) => one.slice(prefix.length).split('/')[0] ?? ''))]
      .filter((one) => one !== '')
      .sort();
  };
  return {
    read: (path) => texts.get(absolute(path)),
    type: (path) => {
      const full = absolute(path);
      if (texts.has(full)) return 'file';
      return folders.has(full) ? 'directory' : undefined;
    },
    list: (path) => names(absolute(path)),
    absolute,
    isExecutable: () => false,
  };
}

function absolute(path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `/play/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Ports over files in memory; the clock stands still. */
export function memoryPorts(files: SourceFiles, environment: Readonly<Record<string, string>>): Ports {
  return {
    readFile: (path) => {
      const text = files.read(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    fileType: (path) => files.type(path),
    realPath: (path) => files.absolute(path),
    listDirectory: (path) => files.list(path),
    environmentVariable: (name) => environment[name],
    currentDirectory: () => '/play',
    homeDirectory: () => '/home/me',
    runShell: () => ({ rc: 1, stdout: '', stderr: 'There is no shell here.' }),
    fetch: () => ({ status: 404, body: '' }),
    writeFile: () => undefined,
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    timezoneOffset: () => 0,
    timezoneName: () => 'UTC',
    randomBytes: (count) => new Uint8Array(count).fill(7),
  };
}

/** The local machine, on which the files in memory can be read. */
export function memoryConnection(files: SourceFiles, local: Connection): Connection {
  return {
    ...local,
    files: {
      ...local.files,
      read: async (path) => {
        const text = files.read(path);
        return text === undefined ? local.files.read(path) : new TextEncoder().encode(text);
      },
    },
  };
}
