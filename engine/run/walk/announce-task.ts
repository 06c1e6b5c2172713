import { str } from '../../language/expression/python-text.ts';
import { evaluateTemplate } from '../../language/expression/template.ts';
import type { HostState } from '../host-state.ts';
import { environmentOf, type TaskFrame } from '../task/frame.ts';
import { nameTask } from '../task/identity.ts';

/** Says that a task begins. Its name is rendered for its first host, as far as that goes. */
export function announceTask(frame: TaskFrame, hosts: readonly HostState[]): void {
  const { run } = frame.play;
  const task = nameTask(frame.task, frame.analysis.isNameTemplated ? renderedName(frame) : undefined, run);
  // With the free strategy a task is announced with its first result.
  if (!frame.play.free) run.emit({ type: 'task-start', task, hosts: hosts.map((host) => host.name) });
}

function renderedName(frame: TaskFrame): string | undefined {
  const name = frame.task.task.keywords.name?.value;
  if (name === undefined) return undefined;
  try {
    return str(evaluateTemplate(name, environmentOf(frame)));
  } catch {
    return undefined;
  }
}
