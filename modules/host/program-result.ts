import type { CommandOutcome } from '../../engine/module.ts';

/** What a program printed, as the results of modules have it: nothing where it printed nothing. */
export function outputs({ stdout, stderr }: CommandOutcome): Record<string, unknown> {
  return {
    ...(stdout === '' ? {} : { stdout, stdout_lines: lines(stdout) }),
    ...(stderr === '' ? {} : { stderr, stderr_lines: lines(stderr) }),
  };
}

/** The whole of an outcome, as failures tell it. */
export function outcomeResult(outcome: CommandOutcome): Record<string, unknown> {
  const { rc, stdout, stderr } = outcome;
  return { rc, stdout, stdout_lines: lines(stdout), stderr, stderr_lines: lines(stderr) };
}

/** A text's lines, as Python's `splitlines` gives them. */
function lines(text: string): readonly string[] {
  const parts = text.split(/\r\n|[\n\r\v\f\u001C-\u001E\u0085\u2028\u2029]/);
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}
