import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import type { Effects, TextDiff } from '../../module.ts';
import { values, type Layer } from '../../plan/layer.ts';
import type { PlanOutcome } from '../events.ts';
import { skippedResult } from './skipped-result.ts';
import { evaluateArguments } from './arguments.ts';
import { failingCondition } from './conditions.ts';
import { errorResult } from './error-result.ts';
import { environmentOf, type TaskFrame } from './frame.ts';
import { evaluateOptions, ignoring, type TaskOptions } from './options.ts';
import { interruption, isInterruption } from './interruption.ts';
import { numberKeyword } from './keywords.ts';
import { perform } from './perform.ts';
import { applyVerdicts } from './verdicts.ts';
import { announceRetry } from './retry-event.ts';

/** What a task came to for one host and one item. */
export interface AttemptOutcome {
  readonly result: Dict;
  readonly effects?: Effects;
  readonly plan?: PlanOutcome;
  readonly diffs: readonly TextDiff[];
  /** Undefined where they could not be evaluated or were not needed. */
  readonly options?: TaskOptions;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  readonly durationMs: number;
  /** Of a loop's item: how it is called. */
  readonly label?: string;
}

/** Runs a task once for a host (and item): conditions, arguments, module, retries, verdicts. Never throws but for an interruption. */
export async function attempt(frame: TaskFrame, top: readonly Layer[]): Promise<AttemptOutcome> {
  const begun = performance.now();
  const environment = environmentOf(frame, top);
  const elapsed = (): number => performance.now() - begun;
  let options: TaskOptions | undefined;
  try {
    const unmet = failingCondition(frame.task.keywords.when ?? [], environment);
    if (unmet !== undefined)
      return {
        result: skippedResult(),
        diffs: [],
        ignoreErrors: false,
        ignoreUnreachable: false,
        durationMs: elapsed(),
      };
    options = evaluateOptions(frame, environment);
    // Once for all executions; what cannot be evaluated is no matter for failed_when.
    const args = evaluateArguments(frame, environment);
    const outcome = await retried({ frame, top, environment, options, args });
    return {
      ...outcome,
      options,
      ignoreErrors: options.ignoreErrors,
      ignoreUnreachable: options.ignoreUnreachable,
      durationMs: elapsed(),
    };
  } catch (error) {
    if (isInterruption(error, frame)) throw error;
    return {
      result: failure(error, frame),
      diffs: [],
      ...(options === undefined ? {} : { options }),
      ...ignoringAfterAll(frame, environment),
      durationMs: elapsed(),
    };
  }
}

type Performed = Pick<AttemptOutcome, 'result' | 'effects' | 'plan' | 'diffs'>;

interface Call {
  readonly frame: TaskFrame;
  readonly top: readonly Layer[];
  readonly environment: TemplateEnvironment;
  readonly options: TaskOptions;
  readonly args: ReadonlyMap<string, Value>;
}

async function retried(call: Call): Promise<Performed> {
  const { frame, environment } = call;
  const { task } = frame.task;
  const total = executions(frame, environment);
  for (let number = 1; ; number += 1) {
    const performed = await performOnce(call);
    applyVerdicts(frame, performed.result, withResult(call, performed.result));
    if (task.until === undefined) return performed;
    performed.result.set('attempts', number);
    // Without retries nothing can be waited for: the condition is not asked.
    if (total === 1) return performed;
    if (failingCondition(task.until, withResult(call, performed.result)) === undefined) return performed;
    if (number >= total) {
      performed.result.set('attempts', Math.max(1, total - 1));
      performed.result.set('failed', true);
      return performed;
    }
    announceRetry(frame, performed, total - number);
    await pause(frame, environment);
  }
}

/** With `until`, `retries` comes on top of the first execution. */
function executions(frame: TaskFrame, environment: TemplateEnvironment): number {
  const { until, retries } = frame.task.task;
  if (until === undefined) return 1;
  return Math.max(0, Math.floor(numberKeyword(retries, 'retries', environment) ?? 3)) + 1;
}

async function pause(frame: TaskFrame, environment: TemplateEnvironment): Promise<void> {
  const { world } = frame.play.run;
  const seconds = Math.max(0, numberKeyword(frame.task.task.delay, 'delay', environment) ?? 5);
  await world.sleep(seconds * 1000, world.signal);
  if (world.signal.aborted) throw interruption();
}

async function performOnce(call: Call): Promise<Performed> {
  try {
    return await perform(call.frame, call.args, call.environment, call.options);
  } catch (error) {
    if (isInterruption(error, call.frame)) throw error;
    return { result: failure(error, call.frame), diffs: [] };
  }
}

/** `changed_when` and the like see the result under its registered name. */
function withResult({ frame, top, environment }: Call, result: Dict): TemplateEnvironment {
  const { register, changedWhen, failedWhen, until } = frame.task.task;
  if (changedWhen === undefined && failedWhen === undefined && until === undefined) return environment;
  if (register === undefined) return environment;
  return environmentOf(frame, [values(new Map([[register.value, result]])), ...top]);
}

function failure(error: unknown, frame: TaskFrame): Dict {
  return errorResult(
    error,
    frame.task.task.action.value,
    frame.task.task.span,
    frame.play.run.request.verbosity,
  );
}

function ignoringAfterAll(frame: TaskFrame, environment: TemplateEnvironment) {
  try {
    return ignoring(frame, environment);
  } catch {
    return { ignoreErrors: false, ignoreUnreachable: false };
  }
}
