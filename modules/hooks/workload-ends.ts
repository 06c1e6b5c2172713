import type { TaskContext } from '../../engine/module.ts';

/** What a workload of a plan has come to. */
export interface WorkloadEnd {
  readonly id: string;
  readonly name: string;
  readonly status: 'migrated' | 'failed';
}

/** Those of the run so far, which `plan_end` is told in `drover_plan.workloads`. */
export function workloadEnds({ pool }: Pick<TaskContext, 'pool'>): Promise<WorkloadEnd[]> {
  return pool.get('hooks:ends', () => Promise.resolve([]));
}
