import type { CommandOutcome, ModuleResult } from '../../engine/module.ts';

/** Runs `work` and measures it: start, end and delta as Python prints them. */
export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly times: Readonly<Record<string, string>> }> {
  const start = Date.now();
  const value = await work();
  const end = Date.now();
  return {
    value,
    times: { start: pythonTime(start), end: pythonTime(end), delta: pythonDelta(end - start) },
  };
}

function pythonTime(ms: number): string {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 23)}000`;
}

function pythonDelta(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const fraction = `${String(ms % 1000).padStart(3, '0')}000`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
}

/** What later tasks may look at, also where nothing was run. */
export const noOutput = {
  stdout: '',
  stdout_lines: [],
  stderr: '',
  stderr_lines: [],
  start: null,
  end: null,
  delta: null,
} as const;

/** The result of a program as command, shell and script give it. */
export function commandResult(
  outcome: CommandOutcome,
  shown: {
    readonly command: unknown;
    readonly times: Readonly<Record<string, string>>;
    readonly stripEmptyEnds: boolean;
  },
): ModuleResult {
  const stdout = shown.stripEmptyEnds ? stripEnd(outcome.stdout) : outcome.stdout;
  const stderr = shown.stripEmptyEnds ? stripEnd(outcome.stderr) : outcome.stderr;
  return {
    changed: true,
    cmd: shown.command,
    rc: outcome.rc,
    stdout,
    stdout_lines: lines(stdout),
    stderr,
    stderr_lines: lines(stderr),
    ...shown.times,
    msg: outcome.rc === 0 ? '' : 'non-zero return code',
    ...(outcome.rc === 0 ? {} : { failed: true }),
  };
}

function stripEnd(text: string): string {
  return text.replace(/[\r\n]+$/, '');
}

/** A text's lines, as Python's `splitlines` gives them. */
export function lines(text: string): readonly string[] {
  if (text === '') return [];
  const parts = text.split(/\r\n|[\n\r\v\f\u001C-\u001E\u0085\u2028\u2029]/);
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
