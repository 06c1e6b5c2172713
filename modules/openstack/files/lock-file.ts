import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Files, FileStatus } from '../../../engine/module.ts';

type LockFiles = Pick<Files, 'link' | 'remove' | 'rename' | 'status'>;

export interface LockTimes {
  /** After so long, whoever holds a lock is taken for dead. What it guards takes a second or two. */
  readonly staleMs: number;
  /** After so long, waiting is given up. */
  readonly patienceMs: number;
}

const TIMES: LockTimes = { staleMs: 60_000, patienceMs: 180_000 };

/** Thrown when others hold a lock for too long. */
export class LockHeld extends Error {
  readonly holder: string;

  constructor(holder: string) {
    super(`The lock is held by ${holder}.`);
    this.holder = holder;
  }
}

/**
 * Does work that no other process is to do at the same time. A lock is a symbolic link which says who holds it: to make
 * one is a single step that fails where one is. A lock that a process left which is no more does not hold anybody up.
 */
export async function withLock<T>(
  path: string,
  files: LockFiles,
  work: () => Promise<T>,
  times: LockTimes = TIMES,
): Promise<T> {
  const mine = `${hostname()}:${process.pid}:${randomBytes(6).toString('hex')}`;
  const isLocked = await acquire(path, mine, files, times);
  try {
    return await work();
  } finally {
    if (isLocked && (await files.status(path))?.target === mine) await files.remove(path);
  }
}

/** False where the file system has no links: then there are no locks. */
async function acquire(path: string, mine: string, files: LockFiles, times: LockTimes): Promise<boolean> {
  const began = Date.now();
  for (let waitMs = 10; ; waitMs = Math.min(2 * waitMs, 100)) {
    try {
      await files.link(mine, path, { symbolic: true });
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return false;
      if (code !== 'EEXIST') throw error;
    }
    const held = await files.status(path);
    if (held === undefined) continue;
    if (isAbandoned(held, times)) await takeAway(path, held, files);
    else if (Date.now() - began > times.patienceMs) throw new LockHeld(held.target ?? 'unknown');
    else await sleep(waitMs);
  }
}

function isAbandoned({ target = '', modified }: FileStatus, { staleMs }: LockTimes): boolean {
  if (Date.now() - modified * 1000 > staleMs) return true;
  const [host, pid] = target.split(':');
  return host === hostname() && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Of several that find a lock abandoned, one takes it away; what the others get hold of then, they put back. */
async function takeAway(path: string, { target }: FileStatus, files: LockFiles): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await files.rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const taken = await files.status(aside);
  if (taken?.target !== undefined && taken.target !== target) {
    await files.link(taken.target, path, { symbolic: true }).catch(() => undefined);
  }
  await files.remove(aside);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
