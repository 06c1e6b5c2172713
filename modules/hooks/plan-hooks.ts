import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../engine/module.ts';
import { checkHook } from './call-hook.ts';
import { conditionOf, conditionProblems } from './condition.ts';
import type { Hook, Workload } from './hook.types.ts';
import { hostVariableProblems, isReachedOverSsh } from './hook-variables.ts';
import { asMaps } from './is-object.ts';
import { phases, type Phase } from './phases.ts';
import { planWorkloadsOf } from './plan-workloads.ts';
import { isFor, readHooks, type ReadHooks } from './read-hooks.ts';
import { runHooks, whyNotReached } from './run-hooks.ts';
import { contentText, sameContentOf } from './same-content.ts';
import { writtenVariable } from './written-variable.ts';

/** The hooks of a plan, as far as they are for one workload. */
export interface WorkloadHooks {
  /** Everything that is wrong with them, as far as it can be seen before anything is touched. */
  problems(workload: Workload): Promise<readonly string[]>;
  /**
   * Runs those of a phase; before the first of a run, those of `plan_start`. Throws `HookFailure`.
   */
  run(phase: Phase, workload: Workload): Promise<void>;
  /** Seconds that a new server may take until the hooks of a phase reach it over SSH; undefined where none does. */
  waitOnServer(phase: Phase, workload: Workload): number | undefined;
  /** Says what has become of it, for hooks that are told of the plan. */
  end(workload: Workload, status: 'migrated' | 'failed'): Promise<void>;
}

/** The variable in which a plan has its hooks. */
const VARIABLE = 'hooks';

/** The hooks that are given with `hooks`, and with the record of a workload. */
export function workloadHooks(record: unknown, context: TaskContext): WorkloadHooks {
  const ofPlan = readPlanHooks(context);
  const own = readHooks(asMaps(record), '_migration_params.hooks');
  const of = (phase: Phase): readonly Hook[] =>
    [...ofPlan.hooks, ...own.hooks].filter((hook) => hook.phase === phase);
  return {
    async problems(workload) {
      const isAny = ofPlan.hooks.length + own.hooks.length > 0;
      const wrong = [...ofPlan.problems, ...own.problems, ...(isAny ? hostVariableProblems(context) : [])];
      if (wrong.length > 0) return wrong;
      const all = [...ofPlan.hooks, ...own.hooks].filter((hook) => isFor(hook, workload.name));
      const found = await Promise.all(all.map((hook) => problemsOf(hook, workload, context)));
      return [...new Set(found.flat())];
    },
    async run(phase, workload) {
      (await planWorkloadsOf(context)).expect([workload]);
      await startPlan(ofPlan, context);
      await runHooks({ hooks: of(phase), workload, context });
    },
    waitOnServer: (phase, workload) => {
      const there = of(phase).filter(
        (hook) =>
          hook.host === 'workload' && isFor(hook, workload.name) && isReachedOverSsh(hook, workload, context),
      );
      return there.length === 0 ? undefined : Math.max(...there.map(({ wait }) => wait));
    },
    async end(workload, status) {
      if (ofPlan.hooks.length + own.hooks.length === 0) return;
      await (await planWorkloadsOf(context)).end(workload, status);
    },
  };
}

export function readPlanHooks(context: TaskContext): ReadHooks {
  return readHooks(writtenVariable(VARIABLE, context), VARIABLE);
}

/**
 * `plan_start` runs once, before anything is done to the first workload: a run that has nothing to do runs no hook. Where
 * it fails, it fails for all.
 */
async function startPlan({ hooks }: ReadHooks, context: TaskContext): Promise<void> {
  if (hooks.length === 0) return;
  const first = hooks.filter(({ phase }) => phase === 'plan_start');
  const { failure } = await context.pool.get('hooks:plan_start', async () => {
    await (await sameContentOf(context)).begin();
    try {
      await runHooks({ hooks: first, workload: undefined, context });
      return { failure: undefined };
    } catch (error) {
      return { failure: error instanceof Error ? error : new Error(messageOf(error)) };
    }
  });
  if (failure !== undefined) throw failure;
}

/** `plan_end`, where the plan had something to do. */
export async function endPlan(context: TaskContext): Promise<void> {
  const { hooks } = readPlanHooks(context);
  const last = hooks.filter(({ phase }) => phase === 'plan_end');
  if (last.length === 0 || !(await sameContentOf(context)).hasBegun()) return;
  await runHooks({ hooks: last, workload: undefined, context });
}

/** What is wrong with a hook: its content, and its host. Each content is looked at once in a run. */
async function problemsOf(hook: Hook, workload: Workload, context: TaskContext): Promise<readonly string[]> {
  const { host, place } = hook;
  const strange = host !== 'workload' && host !== 'localhost' && !context.inventoryHosts.includes(host);
  const noHost = strange ? [`${place}: the inventory has no host ${host}.`] : [];
  const key = `hooks:check:${contentText(hook.content)}:${hook.runner}:${hook.image ?? ''}`;
  const inContent = await context.pool.get(key, async () => {
    try {
      const content = await (await sameContentOf(context)).find(hook.content);
      return await checkHook({ hook, workload, content, context });
    } catch (error) {
      if (error instanceof DroverError) return [`${error.message} ${error.diagnostic.help ?? ''}`.trim()];
      throw error;
    }
  });
  const problems = [
    ...inContent,
    ...(await conditionProblems(hook, workload, context)),
    ...(await notReached(hook, workload, context)),
  ];
  return [...noHost, ...problems.map((problem) => `${place} (${hook.label}): ${problem}`)];
}

/** A hook that is for a server which is off would fail once others have begun. */
async function notReached(hook: Hook, workload: Workload, context: TaskContext): Promise<readonly string[]> {
  if (phases[hook.phase].server !== 'source' || hook.phase === 'on_failure') return [];
  const why = whyNotReached(hook, workload);
  if (why === undefined || (await sameContentOf(context)).isDone(hook, workload.id)) return [];
  const condition = await conditionOf(hook, workload, context);
  if ('problem' in condition || !condition.holds) return [];
  return [`${why}. Start it, or say when: drover_workload.status == 'ACTIVE'.`];
}
