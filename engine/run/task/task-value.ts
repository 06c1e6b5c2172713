import type { Dict, Value } from '../../language/expression/value.ts';
import type { TaskFrame } from './frame.ts';
import { identityOf } from './identity.ts';

/** A task as `ansible_failed_task` shows it: its attributes as they are written. */
export function taskValue(frame: TaskFrame): Dict {
  const { task, keywords } = frame.task;
  const args: Dict = new Map();
  for (const [name, { value }] of task.args) args.set(name, value);
  if (task.freeForm !== undefined) args.set('_raw_params', task.freeForm.value);
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
    ['when', (keywords.when ?? []).map(({ value }) => value)],
    ['tags', (keywords.tags ?? []).map(({ value }) => value)],
    ['delegate_to', keywords.delegateTo?.value ?? null],
    ['ignore_errors', keywords.ignoreErrors?.value ?? null],
    ['no_log', keywords.noLog?.value ?? false],
  ]);
}
