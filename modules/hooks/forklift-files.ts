import { stringify } from 'yaml';
import type { HookCall, Workload } from './hook.types.ts';
import { planWorkloadsOf } from './plan-workloads.ts';
import { planName, workloadFacts } from './hook-variables.ts';

/**
 * `plan.yml` and `workload.yml`, as hooks of Forklift find them beside their playbook. Keys are those of its API
 * (`ipAddress`); as its own files have them in lower case (`ipaddress`), they stand there in both ways.
 */
export async function forkliftFiles(
  call: Pick<HookCall, 'hook' | 'workload' | 'context'>,
): Promise<ReadonlyMap<string, string>> {
  const { workload, hook, context } = call;
  const vms = (await planWorkloadsOf(context)).all().map(({ id, name }) => ({ id, name }));
  const plan = { name: planName(context), phase: hook.phase, vms };
  const files = new Map([['plan.yml', stringify(inBothCases(plan))]]);
  if (workload !== undefined) files.set('workload.yml', stringify(inBothCases(workloadOf(workload))));
  return files;
}

function workloadOf(workload: Workload): unknown {
  const { id, name, address } = workload;
  const { server, ...facts } = workloadFacts(workload);
  const vm = { id, name, ipAddress: address ?? '', hostName: name, guestName: name };
  return { ...facts, vm: { ...vm, ...(server === undefined ? {} : { server }) } };
}

/** A copy in which each key that is not in lower case stands in lower case, too. */
function inBothCases(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inBothCases);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, inBothCases(item)] as const);
  const lower = entries.map(([key, item]) => [key.toLowerCase(), item] as const);
  return Object.fromEntries([...lower, ...entries]);
}
