import { defineAction, type AnyActingModule, type TaskContext } from '../../engine/module.ts';
import { isObject } from './is-object.ts';
import type { Hook } from './hook.types.ts';
import { readPlanHooks } from './plan-hooks.ts';
import { planWorkloadsOf } from './plan-workloads.ts';
import { isFor } from './read-hooks.ts';

export const beginPlanModule: AnyActingModule = defineAction({
  name: 'hooks.begin_plan',
  summary: 'Says which workloads a plan migrates.',
  description:
    'Hooks are told of all of them in `drover_plan.workloads`, and in the file `plan.yml`, before the first one is touched. It runs no hook: those of `plan_start` run when there is something to do.',
  args: {
    type: 'object',
    properties: {
      records: {
        type: 'array',
        items: { type: 'object', description: 'A record.', properties: {}, additionalProperties: true },
        description: 'Records of an export file: `_info.id` and `params.name` of each are what counts.',
      },
    },
    required: ['records'],
  },
  examples: [
    {
      title: 'Before all workloads',
      playbook: '- hooks.begin_plan:\n    records: "{{ import_workloads_read.resources }}"\n',
    },
  ],
  returns: {},
  checkMode: 'run',
  run: async (args, context) => {
    const plan = await planWorkloadsOf(context);
    const named = args.records.flatMap(namedIn);
    plan.expect(named);
    warnOfIdle(named, context);
    return { changed: false };
  },
});

/** A name that is written wrong chooses no server, and nothing else would tell. */
function warnOfIdle(workloads: readonly { readonly name: string }[], context: TaskContext): void {
  if (workloads.length === 0) return;
  for (const hook of readPlanHooks(context).hooks)
    if (isIdle(hook, workloads))
      context.warn(`${hook.place} (${hook.label}) runs for no server: its workloads name none of the plan.`);
}

function isIdle(hook: Hook, workloads: readonly { readonly name: string }[]): boolean {
  return hook.workloads !== undefined && !workloads.some(({ name }) => isFor(hook, name));
}

/** A record without an id stands for no workload that could be migrated: that is told when its turn comes. */
function namedIn({
  _info: info,
  params,
}: Readonly<Record<string, unknown>>): readonly { readonly id: string; readonly name: string }[] {
  if (!isObject(info) || typeof info['id'] !== 'string') return [];
  const name = isObject(params) ? params['name'] : undefined;
  return [{ id: info['id'], name: typeof name === 'string' ? name : info['id'] }];
}
