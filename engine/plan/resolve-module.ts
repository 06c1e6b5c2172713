import type { Task } from '../language/playbook/ast.ts';
import { suggest } from '../schema/suggest.ts';
import type { ActionKind } from './planned.ts';
import type { Planner } from './planner.ts';

/** What a task's action is: a static import, something that the engine does itself, or a module. */
export interface Action {
  readonly kind: ActionKind | 'import_tasks' | 'import_role';
  readonly module: string;
}

const engineActions: Readonly<Record<string, Action['kind']>> = {
  import_tasks: 'import_tasks',
  import_role: 'import_role',
  include_tasks: 'include_tasks',
  include: 'include_tasks',
  include_role: 'include_role',
  meta: 'meta',
  validate_argument_spec: 'validate_argument_spec',
  async_status: 'async_status',
};

const builtinPrefix = /^ansible\.(builtin|legacy)\./;

/** Resolves the action of a task; an unknown module is reported with the names that are near. */
export function resolveAction(task: Task, planner: Planner): Action | undefined {
  const short = task.action.value.replace(builtinPrefix, '');
  if (Object.hasOwn(engineActions, short)) {
    const kind = engineActions[short];
    return kind === undefined ? undefined : { kind, module: short };
  }
  const module = planner.registry.resolve(task.action.value);
  if (module !== undefined) return { kind: 'module', module };
  reportUnknown(task, short, planner);
  return undefined;
}

function reportUnknown(task: Task, short: string, planner: Planner): void {
  const known = [...planner.registry.allNames, ...Object.keys(engineActions)];
  const near = suggest(task.action.value, known) ?? suggest(short, known);
  planner.sink.report('unknown-module', {
    detail: `couldn't resolve module/action '${task.action.value}'. This often indicates a misspelling, missing collection, or incorrect module path.`,
    help:
      near === undefined
        ? 'drover doc lists the modules that there are.'
        : `Did you mean ${near}? drover doc ${near} describes it.`,
    span: task.action.span,
  });
}
