import type { AttemptOutcome } from './attempt.ts';
import type { TaskFrame } from './frame.ts';
import { identityOf } from './identity.ts';
import { outcomeOf } from './outcome.ts';

/** Says that an attempt did not do and that the task will be tried again. */
export function announceRetry(
  frame: TaskFrame,
  performed: Pick<AttemptOutcome, 'result' | 'diffs'>,
  left: number,
): void {
  const { run } = frame.play;
  run.emit({
    type: 'retry',
    task: identityOf(frame.task, run),
    host: frame.host.name,
    left,
    outcome: outcomeOf(frame, { ...performed, ignoreErrors: false, ignoreUnreachable: false, durationMs: 0 }),
  });
}
