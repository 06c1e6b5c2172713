import type { TaskContext, WrittenVariables } from '../../engine/module.ts';
import type { Hook, Workload } from './hook.types.ts';
import { phases } from './phases.ts';
import { planWorkloadsOf } from './plan-workloads.ts';
import { writtenVariable } from './written-variable.ts';

/** What a hook is told: `drover_plan`, `drover_workload` and `drover_phase`, as JSON. */
export async function hookFacts(
  { phase, label }: Pick<Hook, 'phase' | 'label'>,
  workload: Workload | undefined,
  context: TaskContext,
): Promise<Readonly<Record<string, unknown>>> {
  return {
    drover_plan: {
      name: planName(context),
      run: context.plays.runId,
      workloads: (await planWorkloadsOf(context)).all(),
    },
    drover_phase: phase,
    drover_hook: label,
    ...(workload === undefined ? {} : { drover_workload: workloadFacts(workload) }),
  };
}

/** `plan_name`, or the name of the run. */
export function planName(context: TaskContext): string {
  const name = context.variable('plan_name');
  return typeof name === 'string' && name !== '' ? name : context.plays.runId;
}

export function workloadFacts({ id, name, address, facts }: Workload): Readonly<Record<string, unknown>> {
  return { ...facts, id, name, address: address ?? null };
}

/** Variables that say how a host is reached belong to the host: elsewhere they would hold for all others, too. */
const OF_HOST = /^(?:ansible_|drover_(?:further_)?host_key)/;

export function hostPart(variables: WrittenVariables): WrittenVariables {
  return new Map([...variables].filter(([name]) => OF_HOST.test(name)));
}

export function playPart(variables: WrittenVariables): WrittenVariables {
  return new Map([...variables].filter(([name]) => !OF_HOST.test(name)));
}

/** Variables of people that say how servers are reached, those for one side last. */
const HOST_VARIABLES = {
  source: ['hooks_host_vars', 'hooks_source_host_vars'],
  destination: ['hooks_host_vars', 'hooks_destination_host_vars'],
} as const;

/**
 * How the server of a workload is reached: at its address, with what `hooks_host_vars` and the hook's own `vars` say.
 * Templates in them are evaluated where they are used.
 */
export function serverVariables(hook: Hook, workload: Workload, context: TaskContext): WrittenVariables {
  const { server } = phases[hook.phase];
  const said = server === undefined ? [] : HOST_VARIABLES[server].flatMap((name) => entries(name, context));
  return new Map([
    ...(workload.address === undefined || isKnownThere(hook, workload, context)
      ? []
      : [['ansible_host', workload.address] as const]),
    ...(workload.hostKeys.length === 0 ? [] : [['drover_further_host_keys', workload.hostKeys] as const]),
    ...said,
    ...hostPart(hook.vars),
  ]);
}

/** Whether the server of a workload has a host key to show. A template may say anything: it counts as SSH. */
export function isReachedOverSsh(hook: Hook, workload: Workload, context: TaskContext): boolean {
  return serverVariables(hook, workload, context).get('ansible_connection') !== 'local';
}

/** The inventory says how the server is reached at the source. At the destination it has another address. */
function isKnownThere({ phase }: Hook, { name }: Workload, context: TaskContext): boolean {
  if (phases[phase].server !== 'source' || !context.inventoryHosts.includes(name)) return false;
  return context.holds('hostvars[drover_name].ansible_host is defined', { drover_name: name });
}

/** What is wrong with the variables that say how servers are reached. */
export function hostVariableProblems(context: TaskContext): readonly string[] {
  const names = new Set(Object.values(HOST_VARIABLES).flat());
  return [...names].flatMap((name) => {
    const value = writtenVariable(name, context);
    const isGood = value === undefined || value === null || value instanceof Map;
    return isGood ? [] : [`${name} has to be a dictionary of variables.`];
  });
}

function entries(name: string, context: TaskContext): readonly (readonly [string, unknown])[] {
  const value = writtenVariable(name, context);
  if (!(value instanceof Map)) return [];
  return [...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [String(key), item] as const);
}
