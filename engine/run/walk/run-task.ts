import type { PlannedTask } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import { analyse } from '../task/analyse.ts';
import { environmentOf, openFrame, type TaskFrame } from '../task/frame.ts';
import { isInterruption } from '../task/interruption.ts';
import { booleanKeyword, numberKeyword } from '../task/keywords.ts';
import { runOnHost, type HostOutcome } from '../task/run-on-host.ts';
import { settleOutcome } from '../task/settle.ts';
import { announceTask } from './announce-task.ts';
import { sideBySide } from './side-by-side.ts';
import { isForAll, isOnce } from './run-once.ts';
import { isPassedOver } from './start-and-step.ts';
import { alive, inBatchOrder, type Walk, type Walked } from './walk.ts';

/** One task for some hosts: side by side up to `forks`, all of them before anything else begins. */
export async function runTask(task: PlannedTask, hosts: readonly HostState[], walk: Walk): Promise<Walked> {
  const { play } = walk;
  const { run } = play;
  if (run.world.signal.aborted) return interrupted(walk);
  const analysis = await analyse(task, run);
  if (await isPassedOver(task, play)) return { going: hosts, failed: [], fatal: false };
  play.hostVars = undefined;
  const [first] = hosts;
  if (first === undefined) return { going: hosts, failed: [], fatal: false };
  const asked = openFrame(play, task, first, analysis);
  const once = isOnce(asked);
  const forAll = once && isForAll(asked);
  const frame = forAll ? { ...asked, targets: play.batch } : asked;
  const chosen = once ? [first] : hosts;
  announceTask(frame, chosen);
  const failed = new Set<HostState>();
  let fatal = false;
  const settle = (host: HostState, ownFrame: TaskFrame, outcome: HostOutcome): void => {
    const ended = settleOutcome(ownFrame, outcome, { walk, targets: forAll ? play.batch : [host] });
    if (ended === undefined) return;
    if (ended === 'failed') failed.add(host);
    fatal ||= isFatal(ownFrame, walk, once);
  };
  await sideBySide(chosen, limitOf(frame), async (host) => {
    if (run.world.signal.aborted) {
      interrupt(walk);
      return;
    }
    const own = host === first ? frame : openFrame(play, task, host, analysis);
    const outcome = await outcomeOrInterruption(own, walk);
    if (outcome !== undefined) settle(host, own, outcome);
  });
  // A task that runs once speaks for all: if it fails, it fails for all.
  const lost = once && failed.size > 0 ? new Set(hosts) : failed;
  return {
    going: alive(hosts, walk).filter((host) => !lost.has(host)),
    failed: inBatchOrder(lost, play),
    fatal,
  };
}

async function outcomeOrInterruption(frame: TaskFrame, walk: Walk): Promise<HostOutcome | undefined> {
  try {
    const outcome = await runOnHost(frame);
    if (outcome.isCut) interrupt(walk);
    return outcome;
  } catch (error) {
    if (!isInterruption(error, frame)) throw error;
    interrupt(walk);
    return undefined;
  }
}

function interrupt({ play }: Walk): void {
  play.stopped = 'interrupted';
}

function interrupted(walk: Walk): Walked {
  interrupt(walk);
  return { going: [], failed: [], fatal: false };
}

function limitOf(frame: TaskFrame): number {
  const { forks } = frame.play.run.settings;
  const { throttle } = frame.task.keywords;
  if (throttle === undefined) return forks;
  const asked = numberKeyword(throttle, 'throttle', environmentOf(frame)) ?? 0;
  return asked > 0 ? Math.min(asked, forks) : forks;
}

/** A task that runs once speaks for all hosts: so does its failure. */
function isFatal(frame: TaskFrame, walk: Walk, once: boolean): boolean {
  const { play } = walk;
  if (walk.rescuable || play.free) return false;
  if (once) return true;
  const { anyErrorsFatal } = frame.task.keywords;
  return booleanKeyword(
    anyErrorsFatal,
    'any_errors_fatal',
    environmentOf(frame),
    play.run.settings.anyErrorsFatal,
  );
}
