import type { Value } from '../language/expression/value.ts';
import type { Keywords } from '../language/playbook/ast.ts';
import type { NodeContext, PlannedTask } from './planned.ts';
import type { Planner } from './planner.ts';
import { isSelected } from './tags.ts';

/** Whether the tags that were asked for let a task run. */
export function selects(task: PlannedTask, planner: Planner): boolean {
  return isSelected(tagsOf(task.keywords, task.context, planner), planner.selection);
}

/** The tags of a node with all that it inherits, rendered; each once, in the order written. */
export function tagsOf(keywords: Keywords, context: NodeContext, planner: Planner): readonly string[] {
  if (keywords.tags === undefined) return [];
  const names = keywords.tags.flatMap((tag) =>
    tag.value.includes('{{') ? namesIn(planner.evaluate(tag, context)) : namesIn(tag.value),
  );
  return [...new Set(names)];
}

function namesIn(value: Value | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
