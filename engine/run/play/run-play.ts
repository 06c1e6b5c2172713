import type { PlannedNode, PlannedPlay } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState, RunState } from '../run-state.ts';
import { alive, inBatchOrder, openWalk, type Walked } from '../walk/walk.ts';
import { flushHandlers } from '../walk/flush-handlers.ts';
import { sideBySide } from '../walk/side-by-side.ts';
import { walkNodes } from '../walk/walk-nodes.ts';
import { batchesOf } from './batches.ts';
import { gatherFacts } from './gather-facts.ts';
import { openPlay } from './open-play.ts';
import { hostsOfPlay } from './play-hosts.ts';
import { matchesName } from '../walk/start-and-step.ts';
import { sectionsOf, tasksOf } from '../../plan/walk-nodes.ts';

/** Whether the run goes on after a play. */
export type PlayEnd = 'next' | 'stop';

/** Runs one play: batch after batch, each through all sections with their handlers. */
export async function runPlay(planned: PlannedPlay, run: RunState): Promise<PlayEnd> {
  const opened = await openPlay(planned, run);
  const { hosts, all, matched } = hostsOfPlay(opened, run);
  const announce = (batch: readonly HostState[]): void => {
    run.emit({ type: 'play-start', name: opened.name, hosts: batch.map((host) => host.name) });
  };
  if (hosts.length === 0) announce([]);
  if (!matched) run.emit({ type: 'no-hosts-matched', name: opened.name });
  const isBefore = run.startAt !== undefined && !hasStart(planned, run.startAt);
  for (const batch of batchesOf(opened, hosts)) {
    announce(batch);
    if (isBefore) return 'next';
    const end = await runBatch(opened.state(all, batch));
    if (end === 'stop') return 'stop';
    if (end === 'end-play') break;
  }
  return 'next';
}

function hasStart(planned: PlannedPlay, name: string): boolean {
  for (const task of tasksOf(sectionsOf(planned), 'main')) if (matchesName(task, name)) return true;
  return false;
}

async function runBatch(play: PlayState): Promise<PlayEnd | 'end-play'> {
  const { run } = play;
  const before = run.failedHosts.size + run.unreachableHosts.size;
  const fatal = play.free ? await runFreely(play) : await runSections(play, play.batch);
  for (const host of play.failed) run.failedHosts.add(host.name);
  for (const host of play.unreachable) run.unreachableHosts.add(host.name);
  if (play.stopped === 'interrupted') return 'stop';
  if (play.stopped === 'end-play') return 'end-play';
  const lost = run.failedHosts.size + run.unreachableHosts.size - before;
  if (!fatal) return lost < play.batch.length ? 'next' : 'stop';
  // Those that did not fail themselves are given up with the others.
  for (const host of play.batch) run.failedHosts.add(host.name);
  run.isBrokenOff = true;
  run.emit({ type: 'no-hosts-left' });
  return 'stop';
}

/** Each host for itself, as many side by side as there are forks. */
async function runFreely(play: PlayState): Promise<boolean> {
  await sideBySide(play.batch, play.run.settings.forks, async (host) => {
    await runSections(play, [host]);
  });
  return false;
}

/** All sections for some hosts. True if a failure ended the play for all. */
async function runSections(play: PlayState, hosts: readonly HostState[]): Promise<boolean> {
  const { planned } = play;
  const walk = openWalk(play);
  const sections: readonly (readonly PlannedNode[])[] = [
    planned.preTasks,
    [...planned.roles, ...planned.tasks],
    planned.postTasks,
  ];
  let going = hosts;
  const failed = new Set<HostState>();
  const take = (walked: Walked): boolean => {
    // `meta: clear_host_errors` may have brought some of them back.
    for (const host of walked.failed) if (play.failed.has(host)) failed.add(host);
    going = alive(walked.going, walk).filter((host) => !failed.has(host));
    return walked.fatal;
  };
  if (take(await gatherFacts(play, going, walk))) return true;
  for (const nodes of sections) {
    if (take(await walkNodes(nodes, going, walk))) return true;
    const flushing = play.forceHandlers ? inBatchOrder([...going, ...failed], play) : going;
    if (take(await flushHandlers(flushing, walk))) return true;
    revive(play, failed, hosts);
  }
  return false;
}

/** `meta: clear_host_errors` brings hosts back for the sections to come. */
function revive(play: PlayState, failed: Set<HostState>, hosts: readonly HostState[]): void {
  for (const host of hosts) if (!play.failed.has(host)) failed.delete(host);
}
