import type { PlannedNode } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import { runInclude } from './run-include.ts';
import { runMeta } from './run-meta.ts';
import { runTask } from './run-task.ts';
import { alive, type Walk, type Walked } from './walk.ts';
import { walkBlock } from './walk-block.ts';
import { walkRole } from './walk-role.ts';

/** Runs nodes one after the other, each for all hosts that are still going. */
export async function walkNodes(
  nodes: readonly PlannedNode[],
  hosts: readonly HostState[],
  walk: Walk,
): Promise<Walked> {
  let going = alive(hosts, walk);
  const failed: HostState[] = [];
  for (const node of nodes) {
    if (going.length === 0) break;
    const walked = await walkNode(node, going, walk);
    if (walk.play.stopped !== 'interrupted') walk.play.run.finished.add(node.id);
    failed.push(...walked.failed);
    going = alive(walked.going, walk);
    if (walked.fatal) return { going, failed, fatal: true };
    if (walked.failed.length > 0 && !walk.guarded && isTooMany(walked.failed, walk))
      return { going, failed, fatal: true };
  }
  return { going, failed, fatal: false };
}

function walkNode(node: PlannedNode, hosts: readonly HostState[], walk: Walk): Promise<Walked> {
  if (node.kind === 'block') return walkBlock(node, hosts, walk);
  if (node.kind === 'role') return walkRole(node, hosts, walk);
  switch (node.action) {
    case 'meta':
      return runMeta(node, hosts, walk);
    case 'include_tasks':
    case 'include_role':
      return runInclude(node, hosts, walk);
    default:
      return runTask(node, hosts, walk);
  }
}

/** Notes hosts that are out of the play; whether `max_fail_percentage` of the batch is passed. */
function isTooMany(failed: readonly HostState[], walk: Walk): boolean {
  const { play } = walk;
  for (const host of failed) play.failed.add(host);
  const { maxFailPercentage } = play;
  if (maxFailPercentage === undefined || play.free) return false;
  return (play.failed.size / play.batch.length) * 100 > maxFailPercentage;
}
