import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Files } from '../module.ts';
import { isRunning, thisProcess, type ProcessIdentity } from './process-identity.ts';

/** What locks need of the files of a machine. */
export type LockFiles = Pick<Files, 'link' | 'remove' | 'rename' | 'status'>;

/** Who holds a lock. */
export interface Holder extends ProcessIdentity {
  /** What it holds the lock for: the name of a run. */
  readonly purpose: string;
  /** Seconds since the epoch. */
  readonly since: number;
}

export interface LockTimes {
  /** After so long, whoever holds a lock is taken for dead. What it guards takes a second or two. */
  readonly staleMs: number;
  /** After so long, waiting is given up. */
  readonly patienceMs: number;
}

export interface LockOptions extends LockTimes {
  /** What the lock is held for, without colons: shown to whoever finds it held. */
  readonly purpose?: string;
}

/** For work of a second or two that waits for its turn. */
const TIMES: LockTimes = { staleMs: 60_000, patienceMs: 180_000 };

/** Thrown when others hold a lock for too long. */
export class LockHeld extends Error {
  readonly holder: Holder;

  constructor(holder: Holder) {
    super(`The lock is held by process ${holder.pid} on ${holder.host}.`);
    this.holder = holder;
  }
}

/** A lock that is held by this process. */
export interface HeldLock {
  /** Who had it before and is no more. */
  readonly abandonedBy: Holder | undefined;
  /** Gives it back. What somebody else has taken meanwhile stays. */
  release(): Promise<void>;
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
  const lock = await takeLock(path, files, times);
  try {
    return await work();
  } finally {
    await lock?.release();
  }
}

/**
 * Takes a lock, or throws `LockHeld`. Undefined where the file system has no links: then there are no locks. The folder
 * must be there.
 */
export async function takeLock(
  path: string,
  files: LockFiles,
  options: LockOptions,
): Promise<HeldLock | undefined> {
  const mine = targetOf(options.purpose ?? '');
  const began = Date.now();
  let abandonedBy: Holder | undefined;
  for (let waitMs = 10; ; waitMs = Math.min(2 * waitMs, 100)) {
    const made = await makeLink(path, mine, files);
    if (made === 'no links') return undefined;
    if (made === 'made') return { abandonedBy, release: () => release(path, mine, files) };
    const found = await files.status(path);
    if (found === undefined) continue;
    const holder = holderOf(found);
    if (isAbandoned(holder, options)) {
      if (!(await takeAway(path, found.target, files))) await sleep(waitMs);
      abandonedBy = holder;
    } else if (Date.now() - began >= options.patienceMs) throw new LockHeld(holder);
    else await sleep(waitMs);
  }
}

/** Takes a lock away from whoever holds it. */
export async function breakLock(path: string, files: LockFiles): Promise<void> {
  for (let found = await files.status(path); found !== undefined;) {
    if (await takeAway(path, found.target, files)) return;
    await sleep(10);
    found = await files.status(path);
  }
}

async function release(path: string, mine: string, files: LockFiles): Promise<void> {
  if ((await files.status(path))?.target === mine) await files.remove(path);
}

async function makeLink(
  path: string,
  target: string,
  files: LockFiles,
): Promise<'made' | 'held' | 'no links'> {
  try {
    await files.link(target, path, { symbolic: true });
    return 'made';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return 'held';
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return 'no links';
    throw error;
  }
}

function targetOf(purpose: string): string {
  const { host, pid, start } = thisProcess();
  return [host, pid, start, purpose, randomBytes(6).toString('hex')].join(':');
}

function holderOf({
  target = '',
  modified,
}: {
  readonly target?: string;
  readonly modified: number;
}): Holder {
  const parts = target.split(':');
  const [host = '', pid, start = '', purpose = ''] = parts;
  // Before 0.2 it was host, process and a random word.
  const told = parts.length < 5 ? { start: '', purpose: '' } : { start, purpose };
  return { host, pid: Number(pid), ...told, since: modified };
}

function isAbandoned(holder: Holder, { staleMs }: Pick<LockTimes, 'staleMs'>): boolean {
  return Date.now() - holder.since * 1000 > staleMs || isRunning(holder) === false;
}

/**
 * Takes a lock away, if it is still the one that was found. Of several that find it abandoned only the one that has the
 * right to look may do so: between the look and the removal nobody else can have taken it. False: it was another's turn.
 */
async function takeAway(path: string, target: string | undefined, files: LockFiles): Promise<boolean> {
  const right = `${path}.taking`;
  const mine = targetOf('take over');
  if ((await makeLink(right, mine, files)) !== 'made') {
    await forgetDead(right, files);
    return false;
  }
  try {
    if ((await files.status(path))?.target === target) await files.remove(path);
    return true;
  } finally {
    await release(right, mine, files);
  }
}

/** Whoever died in those moments, or stands still in them for so long, has the right no more. */
const TAKING: Pick<LockTimes, 'staleMs'> = { staleMs: 10_000 };

async function forgetDead(right: string, files: LockFiles): Promise<void> {
  const found = await files.status(right);
  if (found === undefined || !isAbandoned(holderOf(found), TAKING)) return;
  const aside = `${right}.${randomBytes(6).toString('hex')}`;
  try {
    await files.rename(right, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const taken = await files.status(aside);
  // Somebody was faster, and had it newly: it is put back.
  if (taken?.target !== undefined && taken.target !== found.target)
    await files.link(taken.target, right, { symbolic: true }).catch(() => undefined);
  await files.remove(aside);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
