import type { Dict } from '../../language/expression/value.ts';
import { attempt, type AttemptOutcome } from './attempt.ts';
import { skippedResult } from './skipped-result.ts';
import { failingCondition } from './conditions.ts';
import { errorResult } from './error-result.ts';
import { environmentOf, type TaskFrame } from './frame.ts';
import { isInterruption } from './interruption.ts';
import { ignoring } from './options.ts';
import { runLoop, type ItemOutcome } from './run-loop.ts';
import { settleItem } from './settle-item.ts';

/** What a task came to on a host. */
export interface HostOutcome {
  readonly whole: AttemptOutcome;
  /** Of a loop. */
  readonly items: readonly ItemOutcome[] | undefined;
  /** An interruption cut the loop short. */
  readonly isCut: boolean;
}

/** Runs a task on one host, once or for each item of its loop. */
export async function runOnHost(frame: TaskFrame, announces = true): Promise<HostOutcome> {
  if (frame.task.task.loop === undefined) {
    const whole = await attempt(frame, []);
    settleItem(frame, whole);
    return { whole, items: undefined, isCut: false };
  }
  try {
    const { whole, items, isCut } = await runLoop(frame, announces);
    return { whole, items, isCut };
  } catch (error) {
    if (isInterruption(error, frame)) throw error;
    return { whole: unlooped(frame, error), items: undefined, isCut: false };
  }
}

/** The items could not be told: a false condition that does not need them still skips the task. */
function unlooped(frame: TaskFrame, error: unknown): AttemptOutcome {
  const environment = environmentOf(frame);
  const common = { diffs: [], durationMs: 0 };
  try {
    if (failingCondition(frame.task.keywords.when ?? [], environment) !== undefined) {
      return { ...common, result: skippedResult(), ignoreErrors: false, ignoreUnreachable: false };
    }
    return { ...common, result: failure(frame, error), ...ignoring(frame, environment) };
  } catch {
    return { ...common, result: failure(frame, error), ignoreErrors: false, ignoreUnreachable: false };
  }
}

function failure(frame: TaskFrame, error: unknown): Dict {
  const { task } = frame.task;
  return errorResult(error, task.action.value, task.span, frame.play.run.request.verbosity);
}
