import { readdirSync, readFileSync } from 'node:fs';

/** A process of a host, wherever it was put since it was started. */
export interface HostProcess {
  readonly pid: number;
  /** The arguments, with blanks between them. */
  readonly command: string;
}

/** What is in the environment of everything that runs on a host. */
export const MARK = 'DROVER_TEST_HOST';

/** What runs on a host, found by the mark in its environment. */
export function processesOf(mark: string): HostProcess[] {
  const word = `${MARK}=${mark}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const environment = read(`/proc/${name}/environ`).split('\0');
      const command = read(`/proc/${name}/cmdline`).split('\0').join(' ').trim();
      return environment.includes(word) && command !== '' ? [{ pid: Number(name), command }] : [];
    });
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended, or belongs to somebody else.
    return '';
  }
}

/** Kills the processes of a host that match; tells how many. */
export function killProcesses(mark: string, command: RegExp): number {
  const found = processesOf(mark).filter((each) => command.test(each.command));
  for (const { pid } of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has gone already.
    }
  }
  return found.length;
}
