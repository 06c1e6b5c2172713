/** The lists of sources of a machine, as apt(8) finds them. */
import type { Connection, TaskContext } from '../../../engine/module.ts';
import { textOf } from '../file-content.ts';
import { programsOf } from '../programs.ts';
import { parseSources, type SourceLists } from './sources-list.ts';

export interface AptSources {
  readonly lists: SourceLists;
  /** The lists as they are written now. */
  readonly contents: ReadonlyMap<string, string>;
  /** Where a list of its own is put. */
  readonly folder: string;
}

/** Reads all lists, and the one that is asked for by a path outside of apt's folder. */
export async function readSources(
  filename: string | undefined,
  connection: Connection,
  context: TaskContext,
): Promise<AptSources> {
  const { main, folder } = await placesOf(connection, context);
  const { files } = connection;
  const isFolder = (await files.status(folder, { follow: true }))?.type === 'directory';
  const names = isFolder ? await files.list(folder) : [];
  const found = names.filter((name) => name.endsWith('.list') && !name.startsWith('.')).sort();
  const own = filename?.includes('/') === true ? [`${filename}.list`] : [];
  const paths = [...new Set([main, ...found.map((name) => `${folder}/${name}`), ...own])];
  const contents = new Map<string, string>();
  for (const path of paths) {
    const status = await files.status(path, { follow: true });
    if (status?.type === 'file') contents.set(path, textOf(await files.read(path)));
  }
  return {
    folder,
    contents,
    lists: new Map([...contents].map(([path, text]) => [path, parseSources(text)] as const)),
  };
}

/** Where apt's own configuration says that its lists are. */
async function placesOf(
  connection: Connection,
  context: TaskContext,
): Promise<{ readonly main: string; readonly folder: string }> {
  const words = [
    'apt-config',
    'shell',
    'main',
    'Dir::Etc::sourcelist/f',
    'folder',
    'Dir::Etc::sourceparts/d',
  ] as const;
  const { rc, stdout } = await programsOf(connection, context).run(words);
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}='([^']*)'$`, 'm').exec(stdout)?.[1]?.replace(/(.)\/$/, '$1');
  const isTold = rc === 0;
  return {
    main: (isTold ? value('main') : undefined) ?? '/etc/apt/sources.list',
    folder: (isTold ? value('folder') : undefined) ?? '/etc/apt/sources.list.d',
  };
}
