import type { Block, Node, Task } from '../language/playbook/ast.ts';
import { innerContext, withLayer } from './context.ts';
import { checkMeta } from './meta-actions.ts';
import { importRole } from './import-role.ts';
import { importTasks } from './import-tasks.ts';
import { checkIncludeArguments } from './include-arguments.ts';
import { inheritKeywords } from './inherit.ts';
import type {
  ActionKind,
  NodeContext,
  PlannedBlock,
  PlannedNode,
  PlannedTask,
  RoleInstance,
} from './planned.ts';
import type { Planner } from './planner.ts';
import { resolveAction } from './resolve-module.ts';
import { selects } from './task-tags.ts';

/** What expanding comes upon beside the nodes: roles that the play sees from now on, and their handlers. */
export interface Expansion {
  readonly planner: Planner;
  readonly roles: RoleInstance[];
  readonly handlers: PlannedNode[];
}

/**
 * Nodes as written become nodes as they will run: static imports are followed, keywords inherited, modules resolved,
 * and what the tags leave out is gone. Problems are reported, and their tasks left out.
 */
export function expandNodes(
  nodes: readonly Node[],
  context: NodeContext,
  expansion: Expansion,
): readonly PlannedNode[] {
  return nodes.flatMap((node) =>
    node.kind === 'block' ? expandBlock(node, context, expansion) : expandTask(node, context, expansion),
  );
}

function expandBlock(block: Block, outer: NodeContext, expansion: Expansion): readonly PlannedBlock[] {
  const context = innerContext(outer, block.keywords);
  const planned: PlannedBlock = {
    kind: 'block',
    id: expansion.planner.nextId(),
    keywords: context.keywords,
    block: expandNodes(block.block, context, expansion),
    rescue: expandNodes(block.rescue, context, expansion),
    always: expandNodes(block.always, context, expansion),
    context,
    written: block,
  };
  const isEmpty = planned.block.length + planned.always.length === 0;
  return isEmpty && !context.handler ? [] : [planned];
}

function expandTask(task: Task, context: NodeContext, expansion: Expansion): readonly PlannedNode[] {
  const action = resolveAction(task, expansion.planner);
  if (action === undefined) return [];
  if (action.kind === 'import_tasks') return importTasks(task, context, expansion);
  if (action.kind === 'import_role') return importRole(task, context, expansion);
  if (action.kind === 'include_tasks' && !checkIncludeArguments(task, expansion.planner)) return [];
  if (action.kind === 'meta' && !checkMeta(task, expansion.planner)) return [];
  const planned = planTask(task, action.kind, action.module, context, expansion.planner);
  return context.handler || selects(planned, expansion.planner) ? [planned] : [];
}

/** One task in its context. */
export function planTask(
  task: Task,
  action: ActionKind,
  module: string,
  context: NodeContext,
  planner: Planner,
): PlannedTask {
  return {
    kind: 'task',
    id: planner.nextId(),
    task,
    action,
    module,
    keywords: inheritKeywords(context.keywords, task.keywords),
    vars: withLayer(context.vars, task.keywords.vars),
    context,
  };
}
