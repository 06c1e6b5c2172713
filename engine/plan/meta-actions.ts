import { isTemplate } from '../language/expression/template.ts';
import type { Task } from '../language/playbook/ast.ts';
import { didYouMean } from '../schema/suggest.ts';
import type { Planner } from './planner.ts';

/** What `meta` can do. */
export const metaActions = [
  'noop',
  'flush_handlers',
  'end_host',
  'end_play',
  'end_batch',
  'end_role',
  'clear_facts',
  'clear_host_errors',
  'refresh_inventory',
  'reset_connection',
] as const;

export type MetaName = (typeof metaActions)[number];

/** The action of a `meta` task; undefined where it is none that there is. */
export function metaName(task: Task): MetaName | undefined {
  const written = task.freeForm?.value.trim();
  return metaActions.find((name) => name === written);
}

/** Whether a `meta` task can be run; reports one that cannot. */
export function checkMeta(task: Task, planner: Planner): boolean {
  if (metaName(task) !== undefined) return true;
  const written = task.freeForm?.value.trim() ?? '';
  planner.sink.report('invalid-argument', {
    detail: `invalid meta action requested: ${written}`,
    help: isTemplate(written)
      ? 'The action of meta cannot be a template; use when: in place of it.'
      : didYouMean(written, metaActions) || `meta takes ${metaActions.join(', ')}.`,
    span: task.freeForm?.span ?? task.span,
  });
  return false;
}
