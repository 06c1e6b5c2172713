import { dirname, join } from 'node:path/posix';
import type { Ports } from '../../environment.ts';

export type FileType = NonNullable<ReturnType<Ports['fileType']>>;

/** What a path leads to, links followed; undefined where that is nothing. */
export function typeBehindLinks(path: string, ports: Ports): FileType | undefined {
  if (path === '') return undefined;
  const type = ports.fileType(absolutePath(path, ports));
  if (type !== 'link') return type;
  const target = ports.fileType(ports.realPath(absolutePath(path, ports)));
  return target === 'link' ? undefined : target;
}

/** The path from the root, not normalised. */
export function absolutePath(path: string, ports: Ports): string {
  return path.startsWith('/') ? path : `${ports.currentDirectory()}/${path}`;
}

/** Python's `os.path.realpath`: links resolved as far as there is something, the rest as it is written. */
export function resolveLinks(path: string, ports: Ports): string {
  let at = '/';
  for (const part of absolutePath(path, ports).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') at = dirname(at);
    else {
      const next = join(at, part);
      at = ports.fileType(next) === 'link' ? ports.realPath(next) : next;
    }
  }
  return at;
}
