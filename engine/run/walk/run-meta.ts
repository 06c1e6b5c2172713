import { metaName, type MetaName } from '../../plan/meta-actions.ts';
import type { PlannedTask } from '../../plan/planned.ts';
import { refreshInventory } from '../effects.ts';
import { clearFacts, type HostState } from '../host-state.ts';
import { analyse } from '../task/analyse.ts';
import { failingCondition } from '../task/conditions.ts';
import { errorResult } from '../task/error-result.ts';
import { environmentOf, openFrame } from '../task/frame.ts';
import { identityOf } from '../task/identity.ts';
import { skippedResult } from '../task/skipped-result.ts';
import { outcomeOf } from '../task/outcome.ts';
import { settleOutcome } from '../task/settle.ts';
import { announceTask } from './announce-task.ts';
import { flushHandlers } from './flush-handlers.ts';
import { isPassedOver } from './start-and-step.ts';
import { alive, inBatchOrder, type Walk, type Walked } from './walk.ts';

type MetaAction = (
  hosts: readonly HostState[],
  walk: Walk,
  task: PlannedTask,
) => Promise<Walked | undefined> | undefined;

/** What `meta` can do, for the hosts for which its condition holds. */
const actions: Readonly<Record<MetaName, MetaAction>> = {
  noop: () => undefined,
  flush_handlers: (hosts, walk) => flushHandlers(hosts, walk),
  end_host: (hosts, { play }) => {
    for (const host of hosts) play.ended.add(host);
    return undefined;
  },
  end_play: (_hosts, { play }) => {
    play.stopped = 'end-play';
    return undefined;
  },
  end_batch: (_hosts, { play }) => {
    play.stopped = 'end-batch';
    return undefined;
  },
  end_role: (hosts, { left }) => {
    for (const host of hosts) left.add(host);
    return undefined;
  },
  clear_facts: (hosts, { play }) => {
    (play.free ? hosts : play.batch).forEach(clearFacts);
    return undefined;
  },
  clear_host_errors: (_hosts, { play }) => {
    for (const host of play.batch) {
      play.failed.delete(host);
      play.unreachable.delete(host);
      play.run.failedHosts.delete(host.name);
      play.run.unreachableHosts.delete(host.name);
    }
    return undefined;
  },
  refresh_inventory: (_hosts, { play }) => {
    refreshInventory(play.run);
    return undefined;
  },
  reset_connection: async (hosts, { play }) => {
    for (const host of hosts) await play.run.pool.forget((key) => isConnectionTo(key, host.name));
    return undefined;
  },
};

/** Those that concern all hosts ask the condition of the first one alone. */
const forAll: readonly MetaName[] = [
  'end_play',
  'end_batch',
  'clear_facts',
  'clear_host_errors',
  'refresh_inventory',
];

export async function runMeta(task: PlannedTask, hosts: readonly HostState[], walk: Walk): Promise<Walked> {
  const { play } = walk;
  const going = { going: hosts, failed: [], fatal: false };
  const [first] = hosts;
  if (first === undefined || play.run.startAt !== undefined || (await isPassedOver(task, play))) return going;
  // Planning has let no other through.
  const name = metaName(task.task) ?? 'noop';
  const action = actions[name];
  const analysis = await analyse(task, play.run);
  announceTask(openFrame(play, task, first, analysis), hosts);
  const asked = forAll.includes(name) && !play.free ? [first] : hosts;
  const failed = new Set<HostState>();
  const chosen: HostState[] = [];
  for (const host of asked) {
    const frame = openFrame(play, task, host, analysis);
    const common = { diffs: [], ignoreErrors: false, ignoreUnreachable: false, durationMs: 0 };
    try {
      if (failingCondition(task.keywords.when ?? [], environmentOf(frame)) === undefined) {
        chosen.push(host);
        continue;
      }
      const outcome = outcomeOf(frame, { ...common, result: skippedResult() });
      play.run.emit({ type: 'result', task: identityOf(task, play.run), outcome, loop: false });
    } catch (error) {
      const result = errorResult(error, 'meta', task.task.span, play.run.request.verbosity);
      settleOutcome(
        frame,
        { whole: { ...common, result }, items: undefined, isCut: false },
        { walk, targets: [host] },
      );
      failed.add(host);
    }
  }
  const walked = chosen.length === 0 ? undefined : await action(chosen, walk, task);
  for (const host of walked?.failed ?? []) failed.add(host);
  return {
    going: alive(hosts, walk).filter((host) => !failed.has(host)),
    failed: inBatchOrder(failed, play),
    fatal: walked?.fatal ?? false,
  };
}

function isConnectionTo(key: string, host: string): boolean {
  return key.startsWith('connection ') && key.endsWith(` ${host}`);
}
