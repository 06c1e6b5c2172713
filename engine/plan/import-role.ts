import type { Located } from '../diagnostics/span.ts';
import type { Raw, Task } from '../language/playbook/ast.ts';
import { suggest } from '../schema/suggest.ts';
import { innerContext } from './context.ts';
import type { Expansion } from './expand.ts';
import { planRole, noVariables, type RoleCall } from './plan-role.ts';
import type { NodeContext, PlannedNode } from './planned.ts';
import type { Planner } from './planner.ts';
import { staticText } from './static-text.ts';

const known = [
  'name',
  'role',
  'tasks_from',
  'vars_from',
  'defaults_from',
  'handlers_from',
  'allow_duplicates',
  'public',
  'rolespec_validate',
  'apply',
] as const;

/** `import_role`: the role's tasks stand in its place, with its keywords copied to each. */
export function importRole(task: Task, outer: NodeContext, expansion: Expansion): readonly PlannedNode[] {
  const { planner } = expansion;
  if (task.loop !== undefined) {
    planner.sink.report('wrong-type', {
      detail: "You cannot use loops on 'import_role' statements. You should use 'include_role' instead.",
      span: task.loop.value.span,
    });
    return [];
  }
  if (!checkRoleArguments(task, planner)) return [];
  const context = innerContext(outer, task.keywords);
  const argument = (name: string): string | undefined => {
    const written = task.args.get(name);
    return written === undefined
      ? undefined
      : staticText(written, `${name} of import_role`, context, planner);
  };
  const written = roleArgument(task);
  const name =
    written === undefined ? undefined : staticText(written, 'The name of a role', context, planner);
  if (written === undefined || name === undefined) return [];
  const call: RoleCall = {
    name,
    written,
    tasksFrom: argument('tasks_from'),
    varsFrom: argument('vars_from'),
    defaultsFrom: argument('defaults_from'),
    handlersFrom: argument('handlers_from'),
    parameters: noVariables,
    vars: task.keywords.vars ?? noVariables,
    keywords: {},
    allowDuplicates: flag(task, 'allow_duplicates', true),
    validate: flag(task, 'rolespec_validate', true),
    isDependency: false,
    isPublic: true,
  };
  return planRole(call, context, expansion)?.nodes ?? [];
}

/** The role of `import_role` and `include_role`. */
export function roleArgument(task: Task): Located<Raw> | undefined {
  return task.args.get('name') ?? task.args.get('role');
}

/** Whether the arguments of `import_role` or `include_role` can be read; reports those that cannot. */
export function checkRoleArguments(task: Task, planner: Planner): boolean {
  const before = [...task.args.keys()].filter((name) => !known.some((one) => one === name));
  for (const name of before) {
    const near = suggest(name, known);
    planner.sink.report('unknown-argument', {
      detail: `Invalid options for ${task.action.value}: ${name}`,
      help: near === undefined ? `It takes ${known.join(', ')}.` : `Did you mean ${near}?`,
      span: task.args.get(name)?.span ?? task.action.span,
    });
  }
  if (roleArgument(task) !== undefined) return before.length === 0;
  planner.sink.report('missing-argument', {
    detail: `'name' is a required field for ${task.action.value}.`,
    help: `Name the role: \`${task.action.value}: {name: my_role}\`.`,
    span: task.action.span,
  });
  return false;
}

/** An argument that is true or false as written. */
export function flag(task: Task, name: string, otherwise: boolean): boolean {
  const value = task.args.get(name)?.value;
  if (typeof value === 'string') return /^(yes|true|on|1|y|t)$/i.test(value);
  return typeof value === 'boolean' ? value : otherwise;
}
