import type { TaskContext } from '../../engine/module.ts';
import { isObject } from './is-object.ts';

/** A workload of a plan, and what it has come to; `pending` until its migration is over. */
export interface PlanWorkload {
  readonly id: string;
  readonly name: string;
  readonly status: 'pending' | 'migrated' | 'failed';
}

type Named = Pick<PlanWorkload, 'id' | 'name'>;

/** What hooks are told in `drover_plan.workloads`: all that the plan migrates, each once, in its order. */
export interface PlanWorkloads {
  all(): readonly PlanWorkload[];
  /** They belong to the plan; what is known of one stays known. */
  expect(workloads: readonly Named[]): void;
  /** It stands in the plan, but is not migrated: it belongs to nobody who is told of the plan. */
  leaveOut(id: string): void;
  /** It is at the destination already. */
  isThere(workload: Named): void;
  /** Its migration is over. A run that is resumed knows of it. */
  end(workload: Named, status: 'migrated' | 'failed'): Promise<void>;
}

/** Those of a run. */
export function planWorkloadsOf({
  pool,
  state,
  plays,
}: Pick<TaskContext, 'pool' | 'state' | 'plays'>): Promise<PlanWorkloads> {
  return pool.get('hooks:workloads', async () => {
    // Nothing is kept of such a run, and nobody resumes it.
    if (plays.runId === '') return planWorkloads(new Map(), () => Promise.resolve());
    const file = `hooks/${plays.runId}.jsonl`;
    const ended = new Map((await state.read(file)).flatMap(readEnd).map((one) => [one.id, one] as const));
    return planWorkloads(ended, (one) => state.append(file, JSON.stringify(one)));
  });
}

function planWorkloads(
  ended: ReadonlyMap<string, PlanWorkload>,
  keep: (ended: PlanWorkload) => Promise<void>,
): PlanWorkloads {
  const known = new Map<string, PlanWorkload>();
  const left = new Set<string>();
  const set = ({ id, name }: Named, status: PlanWorkload['status']): PlanWorkload => {
    const one = { id, name, status };
    known.set(id, one);
    return one;
  };
  return {
    all: () => [...known.values()].filter(({ id }) => !left.has(id)),
    expect(workloads) {
      for (const one of workloads) if (!known.has(one.id)) set(one, ended.get(one.id)?.status ?? 'pending');
    },
    leaveOut: (id) => void left.add(id),
    isThere: (workload) => void set(workload, 'migrated'),
    end: (workload, status) => keep(set(workload, status)),
  };
}

function readEnd(line: string): readonly PlanWorkload[] {
  const one: unknown = JSON.parse(line);
  // Boundary: `end` wrote it.
  return isObject(one) ? [one as unknown as PlanWorkload] : [];
}
