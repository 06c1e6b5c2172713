import { defineAction, type AnyActingModule } from '../../engine/module.ts';
import { endPlan } from './plan-hooks.ts';

export const endPlanModule: AnyActingModule = defineAction({
  name: 'hooks.end_plan',
  summary: 'Runs the hooks of plan_end.',
  description:
    'They run where the plan had something to do: where a workload was migrated, or its migration has failed. `drover_plan.workloads` tells them what has become of each.',
  args: { type: 'object', properties: {} },
  examples: [{ title: 'After all workloads', playbook: '- hooks.end_plan:\n' }],
  returns: {},
  // Hooks are in check mode themselves then.
  checkMode: 'run',
  run: async (_args, context) => {
    await endPlan(context);
    return { changed: false };
  },
});
