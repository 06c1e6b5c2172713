import { spawn, type ChildProcess } from 'node:child_process';
import { DroverError } from '../diagnostics/drover-error.ts';
import { errnoText } from '../diagnostics/system-error.ts';
import type { CommandOptions, CommandOutcome } from '../module.ts';
import { output, type Output } from './line-output.ts';
import { guardGroup } from './local-guard.ts';

/** How long a killed group may take to go before it is killed hard. */
const graceMs = 2_000;
/** How long output is awaited from programs left in the background after the command itself has ended. */
const lingerMs = 200;

/** Runs a program without a shell; see `Connection.execute`. Time-outs and aborts kill its whole process group. */
export async function executeLocally(
  command: readonly [string, ...string[]],
  options: CommandOptions,
  baseEnvironment: Readonly<Record<string, string | undefined>>,
): Promise<CommandOutcome> {
  if (options.signal?.aborted === true) throw abortError(command[0], options.signal);
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...baseEnvironment, ...options.environment },
    detached: true,
    stdio: [
      options.stdin === undefined || options.endsWithConnection === true ? 'ignore' : 'pipe',
      'pipe',
      'pipe',
    ],
  });
  feed(child, options.stdin);
  const stdout = collect(child.stdout, output('stdout', options.onLine));
  const stderr = collect(child.stderr, output('stderr', options.onLine));
  if (options.endsWithConnection === true) guardGroup(child);
  const end: { stopped?: 'timeout' | 'abort' } = {};
  const stop = (why: 'timeout' | 'abort') => () => {
    if (end.stopped !== undefined) return;
    end.stopped = why;
    killGroup(child);
  };
  const onAbort = stop('abort');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(stop('timeout'), options.timeoutMs);
  try {
    const status = await ended(child, program, options.cwd);
    if (end.stopped === 'timeout') throw timeoutError(program, options.timeoutMs ?? 0);
    if (end.stopped === 'abort' && options.signal !== undefined) throw abortError(program, options.signal);
    return { ...status, stdout: textOf(stdout), stderr: textOf(stderr) };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

function feed(child: ChildProcess, stdin: string | Uint8Array | undefined): void {
  if (stdin === undefined || child.stdin === null) return;
  // A program may end without reading all of its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
}

function collect(stream: NodeJS.ReadableStream | null, into: Output): Output {
  stream?.on('data', into.take);
  return into;
}

function textOf(collected: Output): string {
  return collected.content().toString('utf8');
}

async function ended(
  child: ChildProcess,
  program: string,
  cwd: string | undefined,
): Promise<{ readonly rc: number; readonly signal?: string }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(startError(program, cwd, error));
    });
    child.once('exit', (code, signal) => {
      const outcome = signal === null ? { rc: code ?? 0 } : { rc: -signalNumber(signal), signal };
      // Programs in the background may hold the pipes open for ever: they are left alone.
      let timer = setTimeout(done, lingerMs);
      const again = () => {
        clearTimeout(timer);
        timer = setTimeout(done, lingerMs);
      };
      child.stdout?.on('data', again);
      child.stderr?.on('data', again);
      child.once('close', done);
      function done(): void {
        clearTimeout(timer);
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(outcome);
      }
    });
  });
}

const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** The number of a signal, for the exit status of what it ended. */
export function signalNumber(signal: string): number {
  return signalNumbers[signal] ?? 1;
}

function killGroup(child: ChildProcess): void {
  const group = child.pid;
  if (group === undefined) return;
  signalGroup(group, 'SIGTERM');
  const hard = setTimeout(() => {
    signalGroup(group, 'SIGKILL');
  }, graceMs);
  hard.unref();
  child.once('close', () => {
    clearTimeout(hard);
    signalGroup(group, 'SIGKILL');
  });
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group has gone already.
  }
}

function startError(program: string, cwd: string | undefined, error: NodeJS.ErrnoException): DroverError {
  const reason = errnoText(error.code ?? '');
  return new DroverError('command-not-started', {
    detail:
      reason === undefined
        ? `The program ${JSON.stringify(program)} could not be started: ${error.message}.`
        : `${reason}: ${JSON.stringify(program)}`,
    help:
      cwd === undefined
        ? `Check that ${program} is installed, that PATH leads to it, and that it may be executed.`
        : `Check that ${program} is installed and may be executed, and that the folder ${cwd} exists.`,
    cause: error,
  });
}

/** A program's time was up. */
export function timeoutError(program: string, timeoutMs: number): DroverError {
  return new DroverError('command-timeout', {
    detail: `${program} did not end within ${timeoutMs / 1000} seconds and was killed.`,
    help: 'Allow it more time, or find out what it waits for.',
  });
}

/** A program was stopped with its task: the reason of the signal, if that is one of drover's errors. */
export function abortError(program: string, signal: AbortSignal): DroverError {
  if (signal.reason instanceof DroverError) return signal.reason;
  return new DroverError('interrupted', {
    detail: `${program} was stopped because the run was interrupted.`,
  });
}
