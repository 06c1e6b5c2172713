import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { withLock } from '../../lock/lock-file.ts';
import { accountNames } from '../account-names.ts';
import { localFiles } from '../local-files.ts';
import { keyLine } from './host-key.ts';
import { hashedName } from './known-hosts.ts';

/** A line is written in a moment; a machine does not wait long for somebody to log in. */
const lockTimes = { staleMs: 10_000, patienceMs: 20_000 };

/** A key that nobody has seen before, and where it is to be written down. */
export interface NewHostKey {
  readonly file: string;
  /** As known_hosts has it: `host`, `[host]:port`. */
  readonly name: string;
  readonly key: Buffer;
  readonly hashesNames: boolean;
}

/**
 * Writes a host's key to a known_hosts file, on the disk when it returns, unless `isStillNew` finds by now that somebody
 * else has written one: runs side by side meet a host for the first time together. Gives what that found.
 */
export async function rememberHostKey<T>(
  { file, name, key, hashesNames }: NewHostKey,
  isStillNew: () => T | 'new',
): Promise<T | 'written'> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const write = (): T | 'written' => {
    const found = isStillNew();
    if (found !== 'new') return found;
    appendLine(file, `${hashesNames ? hashedName(name) : name} ${keyLine(key)}\n`);
    return 'written';
  };
  // /dev/null, where nothing is remembered, is nobody's to lock.
  const isPlain = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  return isPlain
    ? withLock(`${file}.drover-lock`, localFiles(accountNames()), () => Promise.resolve(write()), lockTimes)
    : write();
}

function appendLine(path: string, line: string): void {
  const file = openSync(path, 'a+', 0o600);
  try {
    const status = fstatSync(file);
    const [size, isFile] = [status.size, status.isFile()];
    // A file that a person wrote may have no line end at its end.
    writeSync(file, `${endsWithLine(file, size) ? '' : '\n'}${line}`);
    // Devices have nothing to be synced.
    if (!isFile) return;
    fsyncSync(file);
    if (size === 0) syncFolder(dirname(path));
  } finally {
    closeSync(file);
  }
}

function endsWithLine(file: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last.toString('latin1') === '\n';
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
