import { taskName } from '../../plan/task-name.ts';
import type { PlannedTask } from '../../plan/planned.ts';
import type { TaskIdentity } from '../events.ts';
import type { RunState } from '../run-state.ts';

/** How events name a task: as it was rendered when it began. */
export function identityOf(task: PlannedTask, run: RunState): TaskIdentity {
  return run.identities.get(task) ?? nameTask(task, undefined, run);
}

/** Notes the rendered name of a task that begins. */
export function nameTask(task: PlannedTask, rendered: string | undefined, run: RunState): TaskIdentity {
  const identity: TaskIdentity = {
    id: task.id,
    name: taskName(task, rendered),
    action: task.module,
    handler: task.context.handler,
    span: task.task.span,
  };
  run.identities.set(task, identity);
  return identity;
}
