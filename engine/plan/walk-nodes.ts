import type { PlannedNode, PlannedPlay, PlannedTask } from './planned.ts';

/** The nodes of a play in the order of its sections, without handlers. */
export function sectionsOf(play: PlannedPlay): readonly PlannedNode[] {
  return [...play.preTasks, ...play.roles, ...play.tasks, ...play.postTasks];
}

/** All tasks of nodes, in order; those of rescue and always too, unless only `main` ones are wanted. */
export function* tasksOf(
  nodes: readonly PlannedNode[],
  which: 'all' | 'main' = 'all',
): Generator<PlannedTask> {
  for (const node of nodes) {
    if (node.kind === 'task') yield node;
    else if (node.kind === 'role') yield* tasksOf(node.nodes, which);
    else {
      yield* tasksOf(node.block, which);
      if (which === 'main') continue;
      yield* tasksOf(node.rescue, which);
      yield* tasksOf(node.always, which);
    }
  }
}

/** All tasks of a play with its handlers. */
export function* allTasks(play: PlannedPlay): Generator<PlannedTask> {
  yield* tasksOf(sectionsOf(play));
  yield* tasksOf(play.handlers);
}
