import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DroverError } from '../diagnostics/drover-error.ts';
import { whyNotWritten } from '../diagnostics/why-not-written.ts';
import { digestTree, isDigest } from './tree/digest-tree.ts';
import { readTree, writeTree } from './tree/folder.ts';
import type { Tree } from './tree/tree.ts';

/** Content by its digest: what is found under a digest has it, or is not given. */
export interface Cache {
  readonly folder: string;
  /** The folder of content that is there and is what its digest says. What is not is put aside, and told. */
  find(digest: string): string | undefined;
  /** Keeps a tree, which was checked, and gives its digest. */
  put(tree: Tree): string;
  /** Where content of a digest stands, or would. */
  folderOf(digest: string): string;
}

/** What a process that was killed has left is removed after a day. */
const oldMs = 24 * 60 * 60 * 1000;

/** `$DROVER_CACHE`, or `drover` below `$XDG_CACHE_HOME` or `~/.cache`. */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  homeDirectory: string,
): string {
  const own = environment['DROVER_CACHE'];
  if (own !== undefined && own !== '') return own;
  const base = environment['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homeDirectory, '.cache') : base, 'drover');
}

/** The cache in `<folder>/sources`. Several processes may use it: content comes into its place whole, by one rename. */
export function openCache(folder: string, warn: (message: string) => void): Cache {
  const sources = join(folder, 'sources');
  const checked = new Set<string>();
  const folderOf = (digest: string): string => {
    if (!isDigest(digest)) throw new Error(`“${digest}” is no digest.`);
    return join(sources, digest.slice('sha256:'.length));
  };
  const find = (digest: string): string | undefined => {
    const place = folderOf(digest);
    if (!existsSync(place)) return undefined;
    if (checked.has(digest) || isWhole(place, digest)) {
      checked.add(digest);
      return place;
    }
    warn(
      `What the cache holds in ${place} is not what its name says: it was changed or damaged. It is put aside.`,
    );
    writing(sources, () => {
      putAside(place, sources);
    });
    return undefined;
  };
  return {
    folder,
    find: (digest) => {
      checked.delete(digest);
      return find(digest);
    },
    folderOf,
    put(tree) {
      const digest = digestTree(tree);
      if (find(digest) !== undefined) return digest;
      writing(sources, () => {
        mkdirSync(sources, { recursive: true, mode: 0o700 });
        removeOld(sources);
        const made = join(sources, `.new-${process.pid}-${randomBytes(6).toString('hex')}`);
        try {
          writeTree(made, tree);
          moveInto(made, folderOf(digest), digest);
        } finally {
          rmSync(made, { recursive: true, force: true });
        }
      });
      return digest;
    },
  };
}

function isWhole(place: string, digest: string): boolean {
  try {
    return digestTree(readTree(place)) === digest;
  } catch {
    return false;
  }
}

function putAside(place: string, sources: string): void {
  const aside = join(sources, `.damaged-${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    renameSync(place, aside);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(place)) return;
    throw error;
  }
}

function moveInto(made: string, place: string, digest: string): void {
  try {
    renameSync(made, place);
  } catch (error) {
    // Another process had the same content, and was faster.
    if (existsSync(place) && isWhole(place, digest)) return;
    throw error;
  }
}

function removeOld(sources: string): void {
  const before = Date.now() - oldMs;
  for (const name of readdirSync(sources)) {
    if (!/^\.(?:new|damaged)-/.test(name)) continue;
    const path = join(sources, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && stats.mtimeMs < before) rmSync(path, { recursive: true, force: true });
  }
}

export function writing<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DroverError) throw error;
    throw new DroverError('cache-unwritable', {
      detail: `The cache in ${folder} cannot be written: ${whyNotWritten(error)}.`,
      help: 'Make room there, or name another folder with DROVER_CACHE.',
      cause: error,
    });
  }
}
