import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../diagnostics/drover-error.ts';
import { badLine } from './line.ts';

/** The files that a configuration consists of. */
export interface ConfigFiles {
  /** The text of a file; undefined where there is none. A file `mustBeSafe` if others could have written it. */
  read(path: string, mustBeSafe: boolean): string | undefined;
  /** The files that a pattern with `*`, `?` and `[…]` stands for, in the order of their names. */
  expand(pattern: string): readonly string[];
}

/** Those of this machine. Throws `host-unreachable` for a file that cannot be trusted or read. */
export const machineFiles: ConfigFiles = { read, expand };

function read(path: string, mustBeSafe: boolean): string | undefined {
  try {
    const { uid, mode } = statSync(path);
    const isOwn = uid === 0 || uid === process.getuid?.();
    // As OpenSSH: whoever writes this file decides which programs a ProxyCommand runs.
    if (mustBeSafe && (!isOwn || (mode & 0o022) !== 0))
      throw badLine(
        path,
        'others may write this file, so it is not read',
        `chmod 600 ${path}, and make it yours.`,
      );
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EACCES' || code === 'EISDIR')
      throw badLine(path, messageOf(error), `Make it a file that you can read, or take it out: ${path}.`);
    throw error;
  }
}

function expand(pattern: string): readonly string[] {
  let paths: readonly string[] = ['/'];
  for (const part of pattern.split('/').filter((name) => name !== ''))
    paths = paths.flatMap((path) =>
      /[*?[]/.test(part) ? namesOf(path, globOf(part)).map((name) => join(path, name)) : [join(path, part)],
    );
  return paths.filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
}

function namesOf(folder: string, glob: { readonly pattern: RegExp; readonly hidden: boolean }) {
  try {
    const names = readdirSync(folder).filter((name) => glob.pattern.test(name));
    return names.filter((name) => glob.hidden || !name.startsWith('.')).sort();
  } catch {
    return [];
  }
}

function globOf(part: string): { readonly pattern: RegExp; readonly hidden: boolean } {
  const source = part.replace(
    /\[(!?)([^\]]+)\]|\*|\?|[.+^${}()|\\[\]]/g,
    (whole, not: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replaceAll('\\', '\\\\')}]`;
      if (whole === '*') return '.*';
      return whole === '?' ? '.' : `\\${whole}`;
    },
  );
  return { pattern: new RegExp(`^${source}$`, 's'), hidden: part.startsWith('.') };
}
