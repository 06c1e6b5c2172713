import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process it was, on which machine: a process id alone is given to another one sooner or later. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When it began, as the system says; empty where it does not. Only good for comparing. */
  readonly start: string;
}

/** The process that this is. */
export function thisProcess(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, start: startOf(process.pid)?.start ?? '' };
}

/** Whether a process is still there; undefined where that cannot be told, since it is another machine's. */
export function isRunning({ host, pid, start }: ProcessIdentity): boolean | undefined {
  if (host !== hostname()) return undefined;
  if (!Number.isInteger(pid) || pid <= 0 || !exists(pid)) return false;
  const found = startOf(pid);
  if (found === undefined) return true;
  return !found.isDead && (start === '' || found.start === start);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // What belongs to somebody else is there all the same.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Where the state of a process and the tick of its start stand behind its name, which may hold blanks and brackets (proc(5)). */
const STATE = 0;
const START_TICK = 19;

/** What Linux says of a process; undefined elsewhere. Ticks count from the start of the system, hence its boot id. */
function startOf(pid: number): { readonly start: string; readonly isDead: boolean } | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const boot = (textOf('/proc/sys/kernel/random/boot_id') ?? '').slice(0, 8);
  // One that was killed stays in the list until its parent takes note.
  return { start: `${boot}.${fields[START_TICK] ?? ''}`, isDead: /^[ZXx]$/.test(fields[STATE] ?? '') };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
