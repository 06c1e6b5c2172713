import type { PlannedNode, PlannedTask } from './planned.ts';
import { tasksOf } from './walk-nodes.ts';

/** The handlers among handler nodes: those in blocks too. */
export function handlerTasks(nodes: readonly PlannedNode[]): Iterable<PlannedTask> {
  return tasksOf(nodes);
}

/** All names that notify a handler: its own, `role : name`, and the topics that it listens to. */
export function handlerNames(handler: PlannedTask): readonly string[] {
  const name = handler.task.keywords.name?.value;
  return [
    ...(name === undefined ? [] : ownNames(handler, name)),
    ...handler.task.listen.map((topic) => topic.value),
  ];
}

/** The names of a handler called `name`: in a role, also with the role before it. */
export function ownNames(handler: PlannedTask, name: string): readonly string[] {
  const role = handler.context.role?.role.name;
  return role === undefined ? [name] : [name, `${role} : ${name}`];
}
