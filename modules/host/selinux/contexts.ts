/** Contexts of files as semanage-fcontext(8) lists them. Pure. */

/** The letters for types of files, and the words that lists have for them. */
export const fileTypes = {
  a: 'all files',
  b: 'block device',
  c: 'character device',
  d: 'directory',
  f: 'regular file',
  l: 'symbolic link',
  p: 'named pipe',
  s: 'socket',
} as const;

export type FileTypeLetter = keyof typeof fileTypes;

export interface FileContext {
  readonly user: string;
  readonly role: string;
  readonly type: string;
  readonly range: string;
}

export interface FileContexts {
  /** The context of a path and a type of file; undefined where there is none, or it is `<<None>>`. */
  find(target: string, type: FileTypeLetter): FileContext | undefined;
  /** The path that another one is labelled as. */
  substituteOf(target: string): string | undefined;
}

/** Reads `semanage fcontext -l -n`: a path, a type and a context a line, then `path = other path`. The last one of a path counts. */
export function parseContexts(text: string): FileContexts {
  const contexts = new Map<string, FileContext | undefined>();
  const substitutes = new Map<string, string>();
  const words = Object.values(fileTypes).join('|');
  const row = new RegExp(`^(.*?)\\s+(${words})\\s+(\\S+)\\s*$`);
  for (const line of text.split('\n')) {
    const match = row.exec(line);
    if (match !== null) {
      const [user, role, type, ...range] = (match[3] ?? '').split(':');
      const isContext = user !== undefined && role !== undefined && type !== undefined;
      contexts.set(
        `${match[1] ?? ''} ${match[2] ?? ''}`,
        isContext ? { user, role, type, range: range.join(':') } : undefined,
      );
      continue;
    }
    const [, path, other] = /^(\S.*?) = (\S.*?)\s*$/.exec(line) ?? [];
    // Those of the system come first, and win.
    if (path !== undefined && other !== undefined && !substitutes.has(path)) substitutes.set(path, other);
  }
  return {
    find: (target, type) => contexts.get(`${target} ${fileTypes[type]}`),
    substituteOf: (target) => substitutes.get(target),
  };
}
