import type { PlannedTask } from '../../plan/planned.ts';
import { tasksOf } from '../../plan/walk-nodes.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState } from '../run-state.ts';
import { alive, inBatchOrder, type Walk, type Walked } from './walk.ts';
import { walkNodes } from './walk-nodes.ts';

/**
 * Runs the handlers that hosts have notified, in the order of definition, each once, and those in blocks by themselves. A handler that is notified by
 * another runs in the same flush if it stands behind it, else in the next.
 */
export async function flushHandlers(hosts: readonly HostState[], walk: Walk): Promise<Walked> {
  const { play } = walk;
  const inner: Walk = { ...walk, handlers: true };
  let going = alive(hosts, walk).filter((host) => !isOut(play, host));
  const failed = new Set<HostState>();
  // Includes of roles add handlers while others run: they stand at the end.
  for (let at = 0; at < play.handlers.length; at += 1) {
    const node = play.handlers[at];
    if (node === undefined) continue;
    for (const handler of tasksOf([node])) {
      const notified = takeNotified(handler, going, inner);
      if (notified.length === 0) continue;
      const walked = await walkNodes([handler], notified, inner);
      for (const host of walked.failed) {
        failed.add(host);
        play.failedInHandlers.add(host);
      }
      going = alive(going, walk).filter((host) => !failed.has(host));
      if (walked.fatal) return { going, failed: inBatchOrder(failed, play), fatal: true };
    }
  }
  return {
    going,
    failed: inBatchOrder(failed, play),
    fatal: false,
  };
}

/** A host that failed in a handler runs no further one, even where handlers are forced; unless it was rescued. */
function isOut(play: PlayState, host: HostState): boolean {
  return play.failedInHandlers.has(host) && play.failed.has(host);
}

function takeNotified(
  handler: PlannedTask,
  hosts: readonly HostState[],
  { play }: Walk,
): readonly HostState[] {
  const notified = play.notified.get(handler.id);
  if (notified === undefined) return [];
  const chosen = hosts.filter((host) => notified.has(host));
  for (const host of chosen) notified.delete(host);
  return chosen;
}
