/** Disks for tests: files in memory, and loop devices on them. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { run } from './hosts.ts';

export interface TestDisk {
  readonly file: string;
  /** The loop device, where it has one. */
  readonly device: string;
}

/** Bytes from one offset to another that hold data. */
export interface Filled {
  readonly from: number;
  readonly to: number;
}

export interface TestDisks {
  readonly folder: string;
  /** A file with random bytes in these places and holes elsewhere. */
  file(size: number, filled?: readonly Filled[]): string;
  /** A loop device on such a file. */
  device(size: number, filled?: readonly Filled[]): string;
  /** A loop device on a file that is there. */
  attach(file: string): string;
  /** Takes all of them away. */
  remove(): void;
}

export function createDisks(): TestDisks {
  const folder = mkdtempSync('/dev/shm/drover-disks-');
  const loops: string[] = [];
  let count = 0;
  const file = (size: number, filled: readonly Filled[] = []): string => {
    count += 1;
    const path = join(folder, `disk-${count}`);
    fill(path, size, filled);
    return path;
  };
  const attach = (path: string): string => {
    const loop = run('losetup', '--find', '--show', path).trim();
    loops.push(loop);
    return loop;
  };
  return {
    folder,
    file,
    attach,
    device: (size, filled) => attach(file(size, filled)),
    remove: () => {
      for (const loop of loops.splice(0)) run('losetup', '--detach', loop);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function fill(path: string, size: number, filled: readonly Filled[]): void {
  const handle = openSync(path, 'w');
  try {
    ftruncateSync(handle, size);
    for (const { from, to } of filled) writeRandom(handle, from, to);
  } finally {
    closeSync(handle);
  }
}

const block = randomBytes(1 << 20);

/** Bytes that do not compress, other ones in each mebibyte. */
function writeRandom(handle: number, from: number, to: number): void {
  for (let at = from; at < to; at += block.length) {
    block.writeDoubleLE(Math.random(), 0);
    writeSync(handle, block, 0, Math.min(block.length, to - at), at);
  }
}

/** Overwrites bytes of a disk. */
export function scribble(path: string, from: number, bytes: Uint8Array): void {
  const handle = openSync(path, 'r+');
  try {
    writeSync(handle, bytes, 0, bytes.length, from);
  } finally {
    closeSync(handle);
  }
}

/** The hash of the first bytes of a disk. */
export function sumOf(path: string, size: number): string {
  const hash = createHash('sha256');
  const handle = openSync(path, 'r');
  const chunk = Buffer.alloc(1 << 20);
  try {
    for (let at = 0; at < size;) {
      const length = readSync(handle, chunk, 0, Math.min(chunk.length, size - at), at);
      if (length === 0) throw new Error(`${path} ends at ${at}`);
      hash.update(chunk.subarray(0, length));
      at += length;
    }
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}
