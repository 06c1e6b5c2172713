import { isTemplate } from '../language/expression/template.ts';
import { didYouMean } from '../schema/suggest.ts';
import { handlerNames, handlerTasks } from './handler-names.ts';
import type { PlannedPlay, PlannedRun } from './planned.ts';
import type { Planner } from './planner.ts';
import { allTasks } from './walk-nodes.ts';

/**
 * Warns of notifications that no handler answers. An include may still bring the handler in, and a task that never
 * changes anything never notifies: only when it does, the run ends.
 */
export function checkHandlers(run: PlannedRun, planner: Planner): void {
  for (const play of run.plays) checkPlay(play, planner);
}

function checkPlay(play: PlannedPlay, planner: Planner): void {
  const names = new Set([...handlerTasks(play.handlers)].flatMap(handlerNames));
  const tasks = [...allTasks(play)];
  const isOpen =
    tasks.some(
      (task) => task.action === 'include_role' || (task.context.handler && task.action === 'include_tasks'),
    ) || [...names].some(isTemplate);
  if (isOpen) return;
  const seen = new Set<object>();
  for (const { task } of tasks) {
    for (const notify of task.notify) {
      if (
        typeof notify.value !== 'string' ||
        isTemplate(notify.value) ||
        names.has(notify.value) ||
        seen.has(notify)
      )
        continue;
      seen.add(notify);
      planner.sink.report('unknown-handler', {
        detail: `The requested handler '${notify.value}' was not found in either the main handlers list nor in the listening handlers list`,
        help:
          didYouMean(notify.value, names) ||
          'Name a handler of the play or of its roles, or a topic that one listens to.',
        span: notify.span,
        severity: 'warning',
      });
    }
  }
}
