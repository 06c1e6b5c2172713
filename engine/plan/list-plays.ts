import type { PlannedPlay, PlannedTask } from './planned.ts';
import type { Planner } from './planner.ts';
import { taskName } from './task-name.ts';
import { tagsOf } from './task-tags.ts';
import { sectionsOf, tasksOf } from './walk-nodes.ts';

/** One task of a listing. */
export interface ListedTask {
  readonly name: string;
  readonly tags: readonly string[];
}

/**
 * The tasks of a play as `--list-tasks` shows them: without rescue, always and handlers, and without what includes bring
 * in. One without a name of its own is called as its action, whatever role it is in.
 */
export function listTasks(play: PlannedPlay, planner: Planner): readonly ListedTask[] {
  return [...tasksOf(sectionsOf(play), 'main')].map((task) => ({
    name: listedName(task),
    tags: sortedTags(task, planner),
  }));
}

function listedName(task: PlannedTask): string {
  const written = task.task.keywords.name?.value ?? '';
  return written === '' ? task.task.action.value : taskName(task);
}

/** The tags of a play itself. */
export function listTags(play: PlannedPlay, planner: Planner): readonly string[] {
  return [...tagsOf(play.keywords, play.context, planner)].sort();
}

function sortedTags(task: PlannedTask, planner: Planner): readonly string[] {
  return [...tagsOf(task.keywords, task.context, planner)].sort();
}
