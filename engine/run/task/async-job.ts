import { randomBytes } from 'node:crypto';
import { str } from '../../language/expression/python-text.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import { applyExitStatus } from './verdicts.ts';
import type { CallOutcome } from './call-module.ts';
import { errorResult } from './error-result.ts';
import type { TaskFrame } from './frame.ts';
import type { TaskOptions } from './options.ts';

/** A call that goes on in the background while the play does. */
export interface AsyncJob {
  readonly id: string;
  finished: Dict | undefined;
  readonly done: Promise<void>;
}

/**
 * Starts a call with `async`. With `poll: 0` the task is over at once and says how to ask for the job; else it is
 * awaited, for as long as `async` allows.
 */
export async function startJob(
  frame: TaskFrame,
  options: TaskOptions,
  call: (seconds: number) => Promise<CallOutcome>,
): Promise<CallOutcome> {
  const { run } = frame.play;
  const id = `j${randomBytes(6).toString('hex')}.${process.pid}`;
  const called = call(options.asyncSeconds);
  if (options.pollSeconds > 0) {
    const outcome = await called;
    outcome.result.set('ansible_job_id', id);
    outcome.result.set('started', 1);
    outcome.result.set('finished', 1);
    return outcome;
  }
  const done = called.then(
    ({ result }) => {
      applyExitStatus(result);
      job.finished = result;
    },
    (error: unknown) => {
      job.finished = errorResult(
        error,
        frame.task.task.action.value,
        frame.task.task.span,
        run.request.verbosity,
      );
    },
  );
  const job: AsyncJob = { id, finished: undefined, done };
  run.jobs.set(id, job);
  return { result: report(job, [['changed', true]]), diffs: [] };
}

/** `async_status`: how a job stands; with `mode: cleanup` it is forgotten. */
export async function asyncStatus(frame: TaskFrame, args: ReadonlyMap<string, Value>): Promise<Dict> {
  const { jobs } = frame.play.run;
  const id = str(args.get('jid') ?? '');
  const job = jobs.get(id);
  if (job === undefined) {
    return new Map<Value, Value>([
      ['failed', true],
      ['msg', 'could not find job'],
      ['ansible_job_id', id],
      ['results_file', resultsFile(id)],
      ['started', 1],
      ['finished', 1],
    ]);
  }
  if (args.get('mode') === 'cleanup') {
    jobs.delete(id);
    return new Map<Value, Value>([
      ['ansible_job_id', id],
      ['erased', resultsFile(id)],
    ]);
  }
  // A job that ends just now is seen to have ended.
  await Promise.race([job.done, Promise.resolve()]);
  return report(job, [...(job.finished ?? [])]);
}

function report(job: AsyncJob, more: readonly (readonly [Value, Value])[]): Dict {
  return new Map<Value, Value>([
    ...more,
    ['ansible_job_id', job.id],
    ['results_file', resultsFile(job.id)],
    ['started', 1],
    ['finished', job.finished === undefined ? 0 : 1],
  ]);
}

/** Jobs are kept in memory; the name stands for them where roles print it. */
function resultsFile(id: string): string {
  return `~/.ansible_async/${id}`;
}
