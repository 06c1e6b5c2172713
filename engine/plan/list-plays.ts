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

/** The tasks of a play as `--list-tasks` shows them: without rescue, always, handlers and meta, and without what includes bring in. */
export function listTasks(play: PlannedPlay, planner: Planner): readonly ListedTask[] {
  return [...tasksOf(sectionsOf(play), 'main')]
    .filter((task) => task.action !== 'meta')
    .map((task) => ({ name: taskName(task), tags: sortedTags(task, planner) }));
}

/** The tags of a play itself. */
export function listTags(play: PlannedPlay, planner: Planner): readonly string[] {
  return [...tagsOf(play.keywords, play.context, planner)].sort();
}

function sortedTags(task: PlannedTask, planner: Planner): readonly string[] {
  return [...tagsOf(task.keywords, task.context, planner)].sort();
}
