import { DroverError } from '../../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Value } from '../../language/expression/value.ts';
import { startJob } from './async-job.ts';
import { callModule, type CallOutcome } from './call-module.ts';
import { engineAction } from './engine-action.ts';
import type { TaskFrame } from './frame.ts';
import type { TaskOptions } from './options.ts';

/** One execution of a task: by the engine itself or by its module, within its time-out, or in the background. */
export async function perform(
  frame: TaskFrame,
  args: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
  options: TaskOptions,
): Promise<CallOutcome> {
  const { module } = frame.analysis;
  if (module === undefined) return engineAction(frame, args, environment);
  const isJob = options.asyncSeconds > 0 && !options.checkMode;
  const call = (seconds: number): Promise<CallOutcome> =>
    withTimeout(frame, { seconds, isJob }, (signals) =>
      callModule({ frame, module, raw: args, environment, options, signals }),
    );
  return isJob ? startJob(frame, options, call) : call(options.timeoutSeconds);
}

interface TimeLimit {
  readonly seconds: number;
  readonly isJob: boolean;
}

async function withTimeout(
  frame: TaskFrame,
  { seconds, isJob }: TimeLimit,
  call: (signals: { readonly hard: AbortSignal; readonly all: AbortSignal }) => Promise<CallOutcome>,
): Promise<CallOutcome> {
  const { signal } = frame.play.run.world;
  if (seconds <= 0) return call({ hard: frame.play.run.never, all: signal });
  const controller = new AbortController();
  const error = new DroverError('task-timeout', {
    detail: isJob
      ? `async task did not complete within the requested time - ${seconds}s`
      : `The ${frame.task.task.action.value} action failed to execute in the expected time frame (${seconds}) and was terminated`,
    help: `Allow the task more time with ${isJob ? 'async' : 'timeout'}, or find out what it waits for.`,
    span: isJob ? frame.task.task.async?.span : frame.task.keywords.timeout?.span,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      controller.abort(error);
      reject(error);
    }, seconds * 1000);
  });
  try {
    const all = AbortSignal.any([signal, controller.signal]);
    return await Promise.race([call({ hard: controller.signal, all }), late]);
  } finally {
    clearTimeout(timer);
  }
}
