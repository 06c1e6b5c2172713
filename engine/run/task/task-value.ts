import type { Located } from '../../diagnostics/span.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import type { TaskFrame } from './frame.ts';
import { identityOf } from './identity.ts';

/** A task as `ansible_failed_task` shows it: its attributes as they are written. */
export function taskValue(frame: TaskFrame): Dict {
  const { task, keywords } = frame.task;
  const args: Dict = new Map();
  for (const [name, { value }] of task.args) args.set(name, value);
  if (task.freeForm !== undefined) args.set('_raw_params', task.freeForm.value);
  const { loop } = task;
  return new Map<Value, Value>([
    [
      'name',
      task.keywords.name === undefined
        ? ''
        : identityOf(frame.task, frame.play.run).name.replace(/^.* : /, ''),
    ],
    ['action', task.action.value],
    ['args', args],
    ['register', task.register?.value ?? null],
    ['when', valuesOf(keywords.when)],
    ['tags', valuesOf(keywords.tags)],
    [
      'vars',
      new Map<Value, Value>([...(task.keywords.vars ?? [])].map(([name, { value }]) => [name, value])),
    ],
    ['loop', loop?.value.value ?? null],
    ['loop_with', loop?.lookup ?? null],
    ['until', valuesOf(task.until)],
    ['retries', task.retries?.value ?? 3],
    ['delay', task.delay?.value ?? 5],
    ['changed_when', valuesOf(task.changedWhen)],
    ['failed_when', valuesOf(task.failedWhen)],
    ['notify', valuesOf(task.notify)],
    ['environment', valuesOf(keywords.environment)],
    ['delegate_to', keywords.delegateTo?.value ?? null],
    ['ignore_errors', keywords.ignoreErrors?.value ?? null],
    ['run_once', keywords.runOnce?.value ?? null],
    ['become', keywords.become?.value ?? null],
    ['check_mode', keywords.checkMode?.value ?? null],
    ['no_log', keywords.noLog?.value ?? false],
  ]);
}

function valuesOf(written: readonly Located<Value>[] | undefined): Value[] {
  return (written ?? []).map(({ value }) => value);
}
