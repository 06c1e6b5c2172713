import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { processesBelow } from './processes.ts';

/** A program that is run in a process group of its own. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: string;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Ends it: SIGINT, then SIGTERM, then SIGKILL, to it and to all that it has started. */
  readonly stop: AbortSignal;
  /** What to do if it is not there. */
  readonly help: string;
}

/** How long a program may take to end after each signal. */
const STEPS = [
  { signal: 'SIGINT', graceMs: 5000 },
  { signal: 'SIGTERM', graceMs: 2000 },
  { signal: 'SIGKILL', graceMs: 0 },
] as const;

/** File descriptor 3 of the program: it closes when drover ends, however it does. */
export const LIFELINE = 3;

/** Runs a program to its end, and gives its exit code; 128 and the signal's number where a signal ended it. */
export async function runProgram(program: Program): Promise<number> {
  const [name, ...words] = program.command;
  const child = spawn(name, words, {
    cwd: program.folder,
    env: program.environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const stopping = stopper(child);
  const onStop = (): void => {
    stopping.begin();
  };
  const lines = [readLines(child, 'stdout', program), readLines(child, 'stderr', program)];
  // It may end without reading all of its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(program.input);
  (child.stdio[LIFELINE] as Writable | null | undefined)?.on('error', () => undefined);
  try {
    const code = ended(child, program);
    if (program.stop.aborted) onStop();
    program.stop.addEventListener('abort', onStop, { once: true });
    const found = await code;
    await Promise.race([Promise.all(lines), soon()]);
    return found;
  } finally {
    program.stop.removeEventListener('abort', onStop);
    stopping.end();
    for (const stream of child.stdio) stream?.destroy();
  }
}

/** What is left in the background may hold the pipes open for ever. */
function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500).unref());
}

function ended(child: ChildProcess, { command, help }: Program): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new DroverError('command-not-started', {
          detail: `${command[0]} could not be started: ${error.code === 'ENOENT' ? 'there is no such program on PATH' : error.message}.`,
          help,
          cause: error,
        }),
      );
    });
    child.once('exit', (code, signal) => {
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGKILL' ? 137 : 143));
    });
  });
}

async function readLines(child: ChildProcess, stream: 'stdout' | 'stderr', program: Program): Promise<void> {
  const input: Readable | null = child[stream];
  if (input === null) return;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) program.onLine(line, stream);
}

/** Processes that made a session of their own are not in the group: all that stand below the program get the signals. */
function stopper(child: ChildProcess): { begin(): void; end(): void } {
  const seen = new Map<number, string>();
  let timer: NodeJS.Timeout | undefined;
  let isBegun = false;
  const send = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    for (const [pid, start] of processesBelow(child.pid)) seen.set(pid, start);
    const now = processesBelow(undefined);
    kill(-child.pid, signal);
    for (const [pid, start] of seen) if (now.get(pid) === start) kill(pid, signal);
  };
  const step = (index: number): void => {
    const at = STEPS[index];
    if (at === undefined) return;
    send(at.signal);
    timer = setTimeout(() => {
      step(index + 1);
    }, at.graceMs);
  };
  return {
    begin() {
      if (isBegun) return;
      isBegun = true;
      step(0);
    },
    end() {
      clearTimeout(timer);
      if (isBegun) send('SIGKILL');
      // What a task has left in the background on purpose has a session of its own by then.
      else if (child.pid !== undefined) kill(-child.pid, 'SIGKILL');
    },
  };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has gone already.
  }
}
