import type { PlannedTask } from './planned.ts';

/** A task's name as it is shown and matched: `role : name`, or the action where it has none. Templates stand as written. */
export function taskName(task: PlannedTask, rendered?: string): string {
  const own = rendered ?? ownName(task);
  // An include of a role is named after that role alone.
  const role = task.action === 'include_role' ? undefined : task.context.role?.role.name;
  return role === undefined ? own : `${role} : ${own}`;
}

/** Without the role. */
export function ownName(task: PlannedTask): string {
  const written = task.task.keywords.name?.value ?? '';
  if (written !== '') return written;
  const action = task.task.action.value;
  if (task.module !== 'include_role') return action;
  const role = task.task.args.get('name') ?? task.task.args.get('role');
  return typeof role?.value === 'string' ? `${action} : ${role.value}` : action;
}
