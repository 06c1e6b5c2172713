import type { CommandOutcome } from '../../engine/module.ts';
import { lines } from '../core/command-result.ts';

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
