import type { Located } from '../diagnostics/span.ts';
import type { Raw, Task } from '../language/playbook/ast.ts';
import type { Module } from '../module.ts';

type Arguments = ReadonlyMap<string, Located<Raw>>;

/** The arguments of a task by the names that its module knows: free text stands under the name that the module gives it. */
export function writtenArguments(task: Task, module: Module | undefined): Arguments {
  if (task.freeForm === undefined) return task.args;
  const argument = module?.freeForm?.argument ?? '_raw_params';
  return new Map([...task.args, [argument, task.freeForm]]);
}
