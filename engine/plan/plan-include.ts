import type { Located } from '../diagnostics/span.ts';
import type { Raw, Task } from '../language/playbook/ast.ts';
import { applyKeywords } from './apply-keywords.ts';
import { checkTaskArguments } from './check-arguments.ts';
import { checkNodes } from './check-templates.ts';
import { innerContext } from './context.ts';
import type { Expansion } from './expand.ts';
import { includeCandidates } from './find-file.ts';
import { flag } from './import-role.ts';
import { expandFile } from './import-tasks.ts';
import type { Layer } from './layer.ts';
import { located } from './layer.ts';
import { planRole, noVariables } from './plan-role.ts';
import type { NodeContext, PlannedNode, PlannedTask, RoleInstance } from './planned.ts';
import { tasksOf } from './walk-nodes.ts';

/** Written tasks whose templates and arguments were checked: each is checked once. */
export interface SeenTasks {
  readonly templates: Set<object>;
  readonly args: Set<object>;
}

export function noneSeen(): SeenTasks {
  return { templates: new Set(), args: new Set() };
}

/** What an include brings in while a playbook runs. */
export interface Included {
  readonly nodes: readonly PlannedNode[];
  readonly handlers: readonly PlannedNode[];
  /** Roles that all later tasks of the play see: imported ones, and those with `public: true`. */
  readonly roles: readonly RoleInstance[];
}

/** The tasks of a file for `include_tasks`; `variables` are those of the include's loop. */
export async function planIncludedTasks(
  include: PlannedTask,
  file: string,
  variables: Layer | undefined,
  expansion: Expansion,
  seen: SeenTasks,
): Promise<Included | undefined> {
  const context = includedContext(include, variables, expansion);
  const nodes = expandFile(file, includeCandidates(file, context), fileOf(include.task), context, expansion);
  if (nodes === undefined) return undefined;
  await checkIncluded(nodes, expansion, seen);
  return { nodes, handlers: expansion.handlers, roles: expansion.roles };
}

/** What the evaluated arguments of `include_role` say. */
export interface IncludedRole {
  readonly name: string;
  readonly tasksFrom: string | undefined;
  readonly varsFrom: string | undefined;
  readonly defaultsFrom: string | undefined;
  readonly handlersFrom: string | undefined;
}

/** The tasks of a role for `include_role`. */
export async function planIncludedRole(
  include: PlannedTask,
  role: IncludedRole,
  variables: Layer | undefined,
  expansion: Expansion,
  seen: SeenTasks,
): Promise<Included | undefined> {
  const outer = includedContext(include, variables, expansion);
  // The parameters of the role that includes stand above what it gives to the included one.
  const parameters = [outer.role?.parameters ?? noVariables].filter(({ size }) => size > 0).map(located);
  const context = { ...outer, includeVars: [...outer.includeVars, ...parameters] };
  const planned = planRole(
    {
      ...role,
      written: include.task.args.get('name') ?? { value: role.name, span: include.task.action.span },
      parameters: noVariables,
      vars: include.task.keywords.vars ?? noVariables,
      keywords: {},
      loopVariables: variables,
      allowDuplicates: flag(include.task, 'allow_duplicates', true),
      validate: flag(include.task, 'rolespec_validate', true),
      isDependency: false,
      isPublic: flag(include.task, 'public', false),
    },
    context,
    expansion,
  );
  if (planned === undefined) return undefined;
  await checkIncluded(planned.nodes, expansion, seen);
  return { nodes: planned.nodes, handlers: expansion.handlers, roles: expansion.roles };
}

/**
 * An include hands nothing of its own keywords on but what `apply` names, and its `vars`, which stand at the level of
 * include parameters. It may lead back to itself: its condition ends that.
 */
function includedContext(
  include: PlannedTask,
  variables: Layer | undefined,
  expansion: Expansion,
): NodeContext {
  const { vars } = include.task.keywords;
  const apply = applyKeywords(include.task.args.get('apply'), expansion.planner);
  const context = innerContext(include.context, apply);
  return {
    ...context,
    files: [],
    includeVars: [
      ...context.includeVars,
      ...(vars === undefined ? [] : [located(vars)]),
      ...(variables === undefined ? [] : [variables]),
    ],
  };
}

async function checkIncluded(
  nodes: readonly PlannedNode[],
  expansion: Expansion,
  seen: SeenTasks,
): Promise<void> {
  const { planner } = expansion;
  const all = [...nodes, ...expansion.handlers];
  checkNodes(all, planner, seen.templates);
  await checkTaskArguments(tasksOf(all), planner, seen.args);
}

function fileOf(task: Task): Located<Raw> {
  return task.args.get('file') ?? task.freeForm ?? { value: null, span: task.action.span };
}
