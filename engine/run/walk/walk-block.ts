import type { PlannedBlock } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import { alive, inBatchOrder, type Walk, type Walked } from './walk.ts';
import { walkNodes } from './walk-nodes.ts';

/**
 * A block: its tasks; then `rescue` for the hosts that failed in them; then `always` for all, failed or not. A host
 * whose rescue went well goes on as if nothing had been. Hosts that cannot be reached are not rescued.
 */
export async function walkBlock(
  block: PlannedBlock,
  hosts: readonly HostState[],
  walk: Walk,
): Promise<Walked> {
  const hasRescue = block.rescue.length > 0;
  const hasAlways = block.always.length > 0;
  const main = await walkNodes(block.block, hosts, {
    ...walk,
    rescuable: walk.rescuable || hasRescue,
    guarded: walk.guarded || hasRescue || hasAlways,
  });
  const rescued =
    hasRescue && main.failed.length > 0
      ? await walkNodes(block.rescue, main.failed, { ...walk, guarded: walk.guarded || hasAlways })
      : { going: [], failed: main.failed, fatal: false };
  const ended = {
    going: inBatchOrder([...main.going, ...rescued.going], walk.play),
    failed: rescued.failed,
    fatal: main.fatal || rescued.fatal,
  };
  return hasAlways ? walkAlways(block, ended, walk) : ended;
}

/** Failed hosts stay failed whatever `always` does; others may fail in it. */
async function walkAlways(block: PlannedBlock, before: Walked, walk: Walk): Promise<Walked> {
  const all = inBatchOrder([...before.going, ...before.failed], walk.play);
  const always = await walkNodes(block.always, all, walk);
  const failed = new Set([...before.failed, ...always.failed]);
  return {
    going: alive(always.going, walk).filter((host) => !failed.has(host)),
    failed: inBatchOrder(failed, walk.play),
    fatal: before.fatal || always.fatal,
  };
}
