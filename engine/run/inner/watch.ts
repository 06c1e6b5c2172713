import { formatPlace } from '../../diagnostics/span.ts';
import type { PlayFailure, PlayOutcome, PlayRequest } from '../../module.ts';
import type { EventSink, Outcome, RunEvent, TaskIdentity } from '../events.ts';
import type { RunSummary } from '../options.ts';
import { problemText } from './problem-text.ts';

/** A sink that takes up what a run inside of another one came to, and tells its tasks to the run around it. */
export interface Watched {
  readonly sink: EventSink;
  outcome(summary: RunSummary): PlayOutcome;
}

/** The events that stand in the report of the run around it; what begins and ends a run does not. */
const told: ReadonlySet<RunEvent['type']> = new Set([
  'task-start',
  'item',
  'result',
  'retry',
  'included',
  'progress',
  'diff',
  'warning',
]);

export function watch({ label }: Pick<PlayRequest, 'label'>, tell: EventSink): Watched {
  const failures: PlayFailure[] = [];
  let changed = 0;
  let isMatched = false;
  let isUnreachable = false;
  const named = (task: TaskIdentity): TaskIdentity => ({ ...task, name: `${label} | ${task.name}` });
  return {
    sink: (event) => {
      if (event.type === 'play-start' && event.hosts.length > 0) isMatched = true;
      if (event.type === 'result') {
        if (event.outcome.status === 'changed') changed += 1;
        if (event.outcome.status === 'unreachable' && !event.outcome.ignored) isUnreachable = true;
        if (isFailure(event.outcome)) failures.push(failureOf(event.task, event.outcome));
      }
      if (told.has(event.type)) tell('task' in event ? { ...event, task: named(event.task) } : event);
    },
    outcome(summary) {
      const problems = summary.diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ code, detail, span }) => ({
          host: '',
          task: span === undefined ? '' : formatPlace(span),
          message: problemText({ code, detail }),
        }));
      const all = [...failures, ...problems];
      if (all.length === 0 && !isMatched && summary.exitCode === 0)
        all.push({ host: '', task: '', message: 'None of its plays is for this host: nothing was done.' });
      const status = statusOf(summary, { failures: all, changed, isUnreachable });
      return { status, changed, failures: all };
    },
  };
}

function statusOf(
  { exitCode }: RunSummary,
  seen: {
    readonly failures: readonly PlayFailure[];
    readonly changed: number;
    readonly isUnreachable: boolean;
  },
): PlayOutcome['status'] {
  if (exitCode === 99) return 'interrupted';
  if (seen.isUnreachable) return 'unreachable';
  if (exitCode !== 0 || seen.failures.length > 0) return 'failed';
  return seen.changed > 0 ? 'changed' : 'ok';
}

function isFailure({ status, ignored, rescued }: Outcome): boolean {
  return (status === 'failed' || status === 'unreachable') && !ignored && rescued !== true;
}

function failureOf(task: TaskIdentity, { host, result }: Outcome): PlayFailure {
  const { msg, stderr } = result;
  const message = [msg, stderr].find((text) => typeof text === 'string' && text !== '');
  return { host, task: task.name, message: typeof message === 'string' ? message : JSON.stringify(result) };
}
