/** The files of a case: made before it, and read again after it. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Entry } from './play-case.ts';

export function makeTree(dir: string, files: Readonly<Record<string, Entry>>): void {
  mkdirSync(dir, { recursive: true });
  for (const [name, entry] of Object.entries(files)) makeEntry(join(dir, name), entry);
}

function makeEntry(path: string, entry: Entry): void {
  mkdirSync(dirname(path), { recursive: true });
  if (entry === null) mkdirSync(path, { recursive: true });
  else if (typeof entry === 'string') writeFileSync(path, entry, { mode: 0o644 });
  else if ('link' in entry) symlinkSync(entry.link, path);
  else if ('folder' in entry) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, Number.parseInt(entry.folder, 8));
  } else {
    writeFileSync(
      path,
      entry.base64 === undefined ? (entry.content ?? '') : Buffer.from(entry.base64, 'base64'),
    );
    chmodSync(path, Number.parseInt(entry.mode ?? '0644', 8));
  }
}

/** What stands below a folder, by path. */
export function readTree(dir: string): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const walk = (folder: string): void => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      const status = lstatSync(path);
      const key = relative(dir, path);
      if (key === 'play.yml') continue;
      const mode = (status.mode & 0o7777).toString(8).padStart(4, '0');
      if (status.isSymbolicLink()) found[key] = { link: readlinkSync(path) };
      else if (status.isDirectory()) {
        found[key] = mode === '0755' ? null : { folder: mode };
        walk(path);
      } else found[key] = fileEntry(readFileSync(path), mode);
    }
  };
  walk(dir);
  return found;
}

function fileEntry(bytes: Buffer, mode: string): unknown {
  const text = bytes.toString('utf8');
  const content = Buffer.from(text).equals(bytes) ? { content: text } : { base64: bytes.toString('base64') };
  return mode === '0644' && 'content' in content ? text : { ...content, mode };
}

/** What differs between two readings; what is gone is 'gone'. */
export function treeChanges(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const changed: Record<string, unknown> = {};
  for (const [path, entry] of Object.entries(after))
    if (!(path in before) || JSON.stringify(before[path]) !== JSON.stringify(entry)) changed[path] = entry;
  for (const path of Object.keys(before)) if (!(path in after)) changed[path] = 'gone';
  return changed;
}
