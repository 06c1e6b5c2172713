import { shortActionName } from '../language/playbook/keyword-tables.ts';
import type { Task } from '../language/playbook/ast.ts';
import { didYouMean } from '../schema/suggest.ts';
import type { Planner } from './planner.ts';

const known: readonly string[] = ['_raw_params', 'apply', 'file'];

/** Whether `include_tasks` is told what it takes; reports the rest. The old `include` takes variables like that. */
export function checkIncludeArguments(task: Task, planner: Planner): boolean {
  if (shortActionName(task.action.value) === 'include') return true;
  const unknown = [...task.args].filter(([name]) => !known.includes(name));
  for (const [name, { span }] of unknown) {
    planner.sink.report('unknown-argument', {
      detail: `Invalid options for ${task.action.value}: ${name}`,
      help: didYouMean(name, ['apply', 'file']) || 'It takes file and apply; variables stand under vars.',
      span,
    });
  }
  return unknown.length === 0;
}
