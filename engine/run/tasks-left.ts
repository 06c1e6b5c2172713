import { taskName } from '../plan/task-name.ts';
import type { PlannedRun } from '../plan/planned.ts';
import { sectionsOf, tasksOf } from '../plan/walk-nodes.ts';
import type { RunState } from './run-state.ts';

/** The names of the tasks that an interrupted run did not finish, in the order in which they would have run. */
export function tasksLeft(planned: PlannedRun, run: RunState): readonly string[] {
  return planned.plays.flatMap((play) =>
    [...tasksOf(sectionsOf(play), 'main')]
      .filter((task) => task.action !== 'meta' && !run.finished.has(task.id))
      .map((task) => {
        const progress = run.cutLoops.get(task.id);
        return progress === undefined ? taskName(task) : `${taskName(task)} (${progress})`;
      }),
  );
}
