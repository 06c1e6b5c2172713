import { ownName, taskName } from '../../plan/task-name.ts';
import type { PlannedTask } from '../../plan/planned.ts';

import type { PlayState } from '../run-state.ts';

/** Whether a task is passed over: it stands before `--start-at-task`, or a person said no to it under `--step`. */
export async function isPassedOver(task: PlannedTask, play: PlayState): Promise<boolean> {
  const { run } = play;
  if (run.startAt !== undefined && !isImplicit(task)) {
    if (!matchesName(task, run.startAt)) return true;
    run.startAt = undefined;
  }
  const { step } = run.request;
  if (step === undefined || !run.stepping || isImplicit(task)) return false;
  const answer = await step(taskName(task));
  if (answer === 'continue') run.stepping = false;
  return answer === 'no';
}

/** Gathering facts is no task of the playbook. */
function isImplicit(task: PlannedTask): boolean {
  return task.module === 'host.setup' && task.task.keywords.name?.value === 'Gathering Facts';
}

/** Whether a task has a name: with or without its role, with `*` and `?` as in file names. */
export function matchesName(task: PlannedTask, pattern: string): boolean {
  const expression = new RegExp(`^${globExpression(pattern)}$`);
  return [ownName(task), taskName(task)].some((name) => name === pattern || expression.test(name));
}

function globExpression(glob: string): string {
  return glob
    .replace(/[\\^$.|+()[\]{}/]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}
