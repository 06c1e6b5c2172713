import type { PlannedRole } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import { finishRole, isFinished } from '../role-progress.ts';
import { inBatchOrder, type Walk, type Walked } from './walk.ts';
import { walkNodes } from './walk-nodes.ts';

/** The tasks of a role, for the hosts that have not been through it; `meta: end_role` leads to its end. */
export async function walkRole(role: PlannedRole, hosts: readonly HostState[], walk: Walk): Promise<Walked> {
  const { play } = walk;
  const { instance } = role;
  const passed = hosts.filter((host) => isFinished(play, host, instance));
  const left = new Set<HostState>();
  const walked = await walkNodes(
    role.nodes,
    hosts.filter((host) => !passed.includes(host)),
    { ...walk, left },
  );
  for (const host of [...walked.going, ...left]) finishRole(play, host, instance);
  return { ...walked, going: inBatchOrder([...passed, ...walked.going, ...left], play) };
}
