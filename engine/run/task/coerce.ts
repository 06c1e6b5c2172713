import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Value } from '../../language/expression/value.ts';
import type { Module } from '../../module.ts';
import { checkCall } from '../../plan/check-call.ts';
import { expandPath } from '../expand-path.ts';
import type { TaskFrame } from './frame.ts';

/** The arguments as the module's schema wants them; throws with all that is wrong with them, in Ansible's words. */
export function coerce(
  module: Module,
  raw: ReadonlyMap<string, Value>,
  frame: TaskFrame,
): Readonly<Record<string, unknown>> {
  const { args, problems } = checkCall(module, raw, frame.task.task.action.value, (path) =>
    expandPath(path, frame.play.run.world),
  );
  const [first] = problems;
  if (first === undefined) return args;
  throw new DroverError(first.code, {
    detail: problems.map(({ message }) => message).join('. '),
    help: first.help,
    span: frame.task.task.args.get(first.pointer.split('/')[1] ?? '')?.span ?? frame.task.task.span,
  });
}
