import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DroverError } from '../diagnostics/drover-error.ts';
import { isSystemError, type SystemError } from '../diagnostics/system-error.ts';
import type { Files, FileStatus, FileType } from '../module.ts';
import type { AccountNames } from './account-names.ts';

/** The files of the local machine. Errors are Node's own (with `code`), but for accounts that do not exist. */
export function localFiles(accounts: AccountNames): Files {
  return {
    status: (path, options = {}) => statusOf(path, options.follow ?? false, accounts),
    read: async (path) => fs.readFile(path),
    write: (path, content, options = {}) =>
      options.unsafe === true
        ? writeInPlace(path, content, options.mode)
        : writeWhole(path, content, options.mode),
    list: async (path) => (await fs.readdir(path)).sort(),
    makeDirectory: (path, options = {}) => makeDirectory(path, options),
    remove: (path, options = {}) => remove(path, options.recursive ?? false),
    rename,
    link: (target, path, { symbolic }) => (symbolic ? fs.symlink(target, path) : fs.link(target, path)),
    changeMode: (path, mode, options = {}) => changeMode(path, mode, options.follow ?? true),
    changeOwner: async (path, owner, group, options = {}) =>
      changeOwner(
        path,
        idOf(owner, 'user', accounts),
        idOf(group, 'group', accounts),
        options.follow ?? true,
      ),
    changeTimes: (path, accessed, modified) => fs.utimes(path, accessed, modified),
    realPath: (path) => fs.realpath(path),
  };
}

async function statusOf(
  path: string,
  follow: boolean,
  accounts: AccountNames,
): Promise<FileStatus | undefined> {
  const stats = await missingIsUndefined(follow ? fs.stat(path) : fs.lstat(path));
  if (stats === undefined) return undefined;
  const target = stats.isSymbolicLink() ? await missingIsUndefined(fs.readlink(path)) : undefined;
  // Somebody has removed the link in between.
  if (stats.isSymbolicLink() && target === undefined) return undefined;
  const owner = accounts.owner(stats.uid);
  const group = accounts.group(stats.gid);
  return {
    type: typeOf(stats),
    size: stats.size,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
    inode: stats.ino,
    device: stats.dev,
    links: stats.nlink,
    accessed: stats.atimeMs / 1000,
    modified: stats.mtimeMs / 1000,
    changed: stats.ctimeMs / 1000,
    ...(target === undefined ? {} : { target }),
  };
}

async function missingIsUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function typeOf(stats: Stats): FileType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isBlockDevice()) return 'block';
  if (stats.isCharacterDevice()) return 'character';
  return stats.isFIFO() ? 'fifo' : 'socket';
}

/** A reader sees the old file or the new one, whatever happens; mode and owner of the old one are kept. */
async function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode: number | undefined,
): Promise<void> {
  const old = await missingIsUndefined(fs.stat(path));
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    // A new file gets what the umask leaves of 0666.
    const handle = await fs.open(temporary, 'wx', old === undefined && mode === undefined ? 0o666 : 0o600);
    try {
      await handle.writeFile(content);
      if (old !== undefined) await handle.chown(old.uid, old.gid).catch(() => undefined);
      const wanted = mode ?? (old === undefined ? undefined : old.mode & 0o7777);
      if (wanted !== undefined) await handle.chmod(wanted);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, path);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw isSystemError(error) ? aboutPath(error, temporary, path) : error;
  }
}

/** The error as of the file that was asked for, not of the one that was to take its place. */
function aboutPath(error: SystemError, temporary: string, path: string): SystemError {
  return Object.assign(error, { path, message: error.message.replaceAll(temporary, path) });
}

/** For files that cannot be replaced (bind mounts, devices). */
async function writeInPlace(
  path: string,
  content: string | Uint8Array,
  mode: number | undefined,
): Promise<void> {
  await fs.writeFile(path, content);
  if (mode !== undefined) await fs.chmod(path, mode);
}

async function makeDirectory(
  path: string,
  options: { readonly mode?: number; readonly parents?: boolean },
): Promise<void> {
  await fs.mkdir(path, { recursive: options.parents ?? false });
  // The mode given to mkdir is cut by the umask.
  if (options.mode !== undefined) await fs.chmod(path, options.mode);
}

async function remove(path: string, recursive: boolean): Promise<void> {
  if (recursive) return fs.rm(path, { recursive: true });
  const stats = await fs.lstat(path);
  return stats.isDirectory() ? fs.rmdir(path) : fs.unlink(path);
}

async function rename(from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    const temporary = join(dirname(to), `.${basename(to)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await fs.cp(from, temporary, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      await fs.rename(temporary, to);
    } catch (copyError) {
      await fs.rm(temporary, { recursive: true, force: true });
      throw copyError;
    }
    await fs.rm(from, { recursive: true });
  }
}

async function changeMode(path: string, mode: number, follow: boolean): Promise<void> {
  // Linux has no modes of links.
  if (!follow && (await fs.lstat(path)).isSymbolicLink()) return;
  await fs.chmod(path, mode);
}

async function changeOwner(
  path: string,
  uid: number | undefined,
  gid: number | undefined,
  follow: boolean,
): Promise<void> {
  if (uid === undefined && gid === undefined) return;
  const stats = await (follow ? fs.stat(path) : fs.lstat(path));
  const change = follow ? fs.chown : fs.lchown;
  await change(path, uid ?? stats.uid, gid ?? stats.gid);
}

function idOf(
  account: string | number | undefined,
  kind: 'user' | 'group',
  names: AccountNames,
): number | undefined {
  if (account === undefined || typeof account === 'number') return account;
  if (/^\d+$/.test(account)) return Number(account);
  const id = kind === 'user' ? names.uid(account) : names.gid(account);
  if (id !== undefined) return id;
  throw new DroverError('unknown-account', {
    detail: `${kind === 'user' ? 'chown' : 'chgrp'} failed: failed to look up ${kind} ${account}`,
    help: `Create the ${kind} first, or give the number of one.`,
  });
}
