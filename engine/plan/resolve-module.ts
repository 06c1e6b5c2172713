import { shortActionName } from '../language/playbook/keyword-tables.ts';
import type { Task } from '../language/playbook/ast.ts';
import { didYouMean } from '../schema/suggest.ts';
import type { ActionKind } from './planned.ts';
import type { Planner } from './planner.ts';

/** What a task's action is: a static import, something that the engine does itself, or a module. */
export interface Action {
  readonly kind: ActionKind | 'import_tasks' | 'import_role';
  readonly module: string;
}

const engineActions: ReadonlyMap<string, Action['kind']> = new Map([
  ['import_tasks', 'import_tasks'],
  ['import_role', 'import_role'],
  ['include_tasks', 'include_tasks'],
  ['include', 'include_tasks'],
  ['include_role', 'include_role'],
  ['meta', 'meta'],
  ['validate_argument_spec', 'validate_argument_spec'],
  ['async_status', 'async_status'],
]);

export const engineActionNames: readonly string[] = [...engineActions.keys()];

export function isEngineAction(name: string): boolean {
  return engineActions.has(shortActionName(name));
}

/**
 * Resolves the action of a task; an unknown module is reported with the names that are near, and so is one whose name
 * is a template: what a run will call is known before it begins.
 */
export function resolveAction(task: Task, planner: Planner): Action | undefined {
  const short = shortActionName(task.action.value);
  const kind = engineActions.get(short);
  if (kind !== undefined) return { kind, module: short };
  if (short.includes('{{')) {
    planner.sink.report('unknown-module', {
      detail: 'The name of the module is a template: it is not known before the task runs.',
      help: 'Write a task for each module, with conditions that choose between them.',
      span: task.action.span,
    });
    return undefined;
  }
  const module = planner.registry.resolve(task.action.value);
  if (module !== undefined) return { kind: 'module', module };
  planner.sink.report('unknown-module', {
    ...unknownModule(task.action.value, planner),
    span: task.action.span,
  });
  return undefined;
}

/** What is said of a module that is not there. */
export function unknownModule(
  name: string,
  { registry }: Pick<Planner, 'registry'>,
): { readonly detail: string; readonly help: string } {
  const known = [...registry.allNames, ...engineActionNames];
  const near = didYouMean(name, known) || didYouMean(shortActionName(name), known);
  return {
    detail: `couldn't resolve module/action '${name}'. This often indicates a misspelling, missing collection, or incorrect module path.`,
    help:
      near ||
      '`drover doc` lists the modules that run natively. A hook that needs another one takes `runner: ansible`.',
  };
}
