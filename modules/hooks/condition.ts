import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../engine/module.ts';
import type { Hook, Workload } from './hook.types.ts';
import { hookFacts } from './hook-variables.ts';
import { phases } from './phases.ts';

/** Whether the condition of a hook holds, or in a sentence why that cannot be said. */
export type Condition =
  { readonly holds: boolean } | { readonly problem: string; readonly isSyntax: boolean };

export async function conditionOf(
  hook: Hook,
  workload: Workload | undefined,
  context: TaskContext,
): Promise<Condition> {
  if (hook.when === undefined) return { holds: true };
  try {
    return { holds: context.holds(hook.when, await hookFacts(hook, workload, context)) };
  } catch (error) {
    return {
      problem: `its condition (when) cannot be evaluated: ${messageOf(error)}`,
      isSyntax: error instanceof DroverError && error.code === 'template-syntax',
    };
  }
}

/** What is wrong with a condition before anything is touched. What a hook is told at the destination is not known yet. */
export async function conditionProblems(
  hook: Hook,
  workload: Workload,
  context: TaskContext,
): Promise<readonly string[]> {
  const { about, server } = phases[hook.phase];
  const condition = await conditionOf(hook, about === 'plan' ? undefined : workload, context);
  if ('holds' in condition) return [];
  return condition.isSyntax || server === 'source' || hook.phase === 'plan_start' ? [condition.problem] : [];
}
