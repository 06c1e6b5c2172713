import type { Located } from '../../diagnostics/span.ts';
import { hasTemplate } from '../../language/expression/template.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import type { Module } from '../../module.ts';
import { writtenArguments } from '../../plan/written-arguments.ts';
import type { ActionKind, PlannedTask } from '../../plan/planned.ts';
import type { RunState } from '../run-state.ts';

/** What can be said of a task once, whatever host and item it runs for. */
export interface TaskAnalysis {
  /** Undefined for what the engine does itself. */
  readonly module: Module | undefined;
  readonly args: readonly AnalysedArgument[];
  readonly isNameTemplated: boolean;
}

export interface AnalysedArgument {
  readonly name: string;
  readonly written: Located<Raw>;
  /** False: passed as written. */
  readonly isTemplated: boolean;
}

/** The analysis of a task; its module is loaded if it was not. */
export async function analyse(task: PlannedTask, run: RunState): Promise<TaskAnalysis> {
  const known = run.analyses.get(task);
  if (known !== undefined) return known;
  const module = task.action === 'module' ? await loadModule(task.module, run) : undefined;
  const untouched = module?.rawArgumentNames ?? untouchedByEngine[task.action] ?? [];
  const analysis: TaskAnalysis = {
    module,
    args: [...writtenArguments(task.task, module)].map(([name, written]) => ({
      name,
      written,
      isTemplated:
        !untouched.includes(name) && !isSpecification(task, name, written) && hasTemplate(written.value),
    })),
    isNameTemplated: task.task.keywords.name?.value.includes('{{') ?? false,
  };
  run.analyses.set(task, analysis);
  return analysis;
}

/** Keywords for what is brought in, and specifications that may show templates as examples. */
const untouchedByEngine: Readonly<Partial<Record<ActionKind, readonly string[]>>> = {
  include_tasks: ['apply'],
  include_role: ['apply'],
};

/** Descriptions of a role's arguments may show templates. */
function isSpecification(task: PlannedTask, name: string, written: Located<Raw>): boolean {
  return task.action === 'validate_argument_spec' && name === 'argument_spec' && written.value instanceof Map;
}

async function loadModule(name: string, run: RunState): Promise<Module> {
  const known = run.modules.get(name);
  if (known !== undefined) return known;
  const module = await run.world.registry.load(name);
  run.modules.set(name, module);
  return module;
}
