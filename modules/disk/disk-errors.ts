import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome } from '../../engine/module.ts';
import type { Machine } from './disk.types.ts';
import { lastWords } from './tool.ts';

/** The device does not do what it should: trying again does not help. */
export function unusable(machine: Machine, what: string, outcome: CommandOutcome): DroverError {
  return new DroverError('disk-unusable', {
    detail: `${what} on ${machine.name}: ${lastWords(outcome)}`,
    help: `Look at the disk on ${machine.name}, and at its kernel's log (dmesg). What was copied stays where it is: the next run goes on there.`,
  });
}

/** Something between two machines went away in the middle: a later try may come through. */
export function cutOff(what: string, outcome?: CommandOutcome): DroverError {
  return new DroverError('disk-copy-cut-off', {
    detail: outcome === undefined ? what : `${what}: ${lastWords(outcome)}`,
    help: 'Look at the network between the two machines, and whether both are up; then run again: only what is missing is sent.',
  });
}

/** Whether a later try may come through. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof DroverError)) return false;
  if (error.code === 'disk-copy-cut-off') return true;
  // A machine that drover itself does not reach, unless it does not want drover.
  return (
    error.code === 'host-unreachable' && !/Host key verification failed|Permission denied/.test(error.message)
  );
}
