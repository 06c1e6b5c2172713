import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve, sep } from 'node:path';
import type { SourceFiles } from '../language/files.ts';
import { packageFolder } from './package-folder.ts';

/** Files that remember what was read through them. */
export interface RememberingFiles extends SourceFiles {
  /** SHA-256 of the playbooks, roles and inventories that were read, by absolute path. */
  hashes(): Readonly<Record<string, string>>;
}

/**
 * Remembers what was read, so that a later run can tell whether it is still the same. Not what `-e` names, which may
 * well be another one then, and not what comes with drover, whose version tells.
 */
export function rememberReads(files: SourceFiles, extraVars: readonly string[]): RememberingFiles {
  const own = `${packageFolder()}${sep}`;
  const given = new Set(extraVars.flatMap((text) => (text.startsWith('@') ? [absolute(text.slice(1))] : [])));
  const read = new Map<string, string>();
  return {
    ...files,
    read(path) {
      const text = files.read(path);
      if (text !== undefined) read.set(resolve(path), hashOf(text));
      return text;
    },
    hashes: () => Object.fromEntries([...read].filter(([path]) => !given.has(path) && !path.startsWith(own))),
  };
}

/** The files that are not what they were when their hashes were taken. */
export function changedSources(hashes: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(hashes).flatMap(([path, hash]) => {
    if (!existsSync(path)) return [`${path} (gone)`];
    return hashOf(readFileSync(path, 'utf8')) === hash ? [] : [path];
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function absolute(path: string): string {
  return resolve(path.trim().replace(/^~(?=\/|$)/, homedir()));
}
