/** Times and memory of programs, with the spread of several runs. */
import { spawn } from 'node:child_process';

export interface Spread {
  readonly best: number;
  readonly median: number;
  readonly worst: number;
  readonly runs: number;
}

export interface Outcome {
  readonly milliseconds: number;
  readonly peakMiB: number;
  readonly code: number | null;
  readonly stdout: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program to its end; its peak memory is what GNU time or /proc tells of it. */
export function runProgram(
  command: readonly [string, ...string[]],
  options: ProgramOptions = {},
): Promise<Outcome> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    let peakMiB = 0;
    const watch = setInterval(() => {
      void peakOf(child.pid).then((mib) => {
        peakMiB = Math.max(peakMiB, mib);
      });
    }, 20);
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      stdout += part;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ milliseconds: performance.now() - began, peakMiB, code, stdout });
    });
  });
}

async function peakOf(pid: number | undefined): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

/** Runs something several times, one after another. A run that fails ends the measurement. */
export async function repeat(
  times: number,
  work: () => Promise<Outcome>,
): Promise<{ readonly spread: Spread; readonly peakMiB: number; readonly last: Outcome }> {
  const outcomes: Outcome[] = [];
  for (let count = 0; count < times; count += 1) {
    const outcome = await work();
    if (outcome.code !== 0)
      throw new Error(
        `A measured program ended with ${outcome.code ?? 'a signal'}:\n${outcome.stdout.slice(-2000)}`,
      );
    outcomes.push(outcome);
  }
  const last = outcomes.at(-1);
  if (last === undefined) throw new Error('Nothing was measured.');
  return {
    spread: spreadOf(outcomes.map((outcome) => outcome.milliseconds)),
    peakMiB: Math.max(...outcomes.map((outcome) => outcome.peakMiB)),
    last,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? 0;
  return {
    best: at(0),
    median: at(Math.floor(sorted.length / 2)),
    worst: at(sorted.length - 1),
    runs: sorted.length,
  };
}

/** `1.23 s (1.20 to 1.40, 3 runs)`. */
export function spreadText(spread: Spread): string {
  const range =
    spread.runs === 1
      ? '1 run'
      : `${timeText(spread.best)} to ${timeText(spread.worst)}, ${spread.runs} runs`;
  return `${timeText(spread.median)} (${range})`;
}

export function timeText(milliseconds: number): string {
  return milliseconds >= 1000
    ? `${(milliseconds / 1000).toFixed(2)} s`
    : `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
}
