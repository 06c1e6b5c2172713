import type { Dict, Value } from '../../language/expression/value.ts';
import type { HostState } from '../host-state.ts';
import type { Outcome } from '../events.ts';
import { beginRole } from '../role-progress.ts';
import type { Walk } from '../walk/walk.ts';
import { environmentOf, type TaskFrame } from './frame.ts';
import { identityOf } from './identity.ts';
import { notify } from './notify.ts';
import { outcomeOf, statusOf } from './outcome.ts';
import type { HostOutcome } from './run-on-host.ts';
import { announceDiffs } from './run-loop.ts';
import { taskValue } from './task-value.ts';

/** What a task's end means for its host: nothing, or that it is out. */
export type HostEnd = 'failed' | 'unreachable' | undefined;

export interface SettleOptions {
  readonly walk: Walk;
  /** The hosts that the result is registered for. */
  readonly targets: readonly HostState[];
  /** Not counted, not told where it went well: includes and meta. */
  readonly isQuiet?: boolean;
}

/** Tells, counts and registers what a task came to on a host. */
export function settleOutcome(frame: TaskFrame, outcome: HostOutcome, options: SettleOptions): HostEnd {
  const { walk } = options;
  const { run } = frame.play;
  const shown = outcomeOf(frame, outcome.whole);
  const end = endOf(shown);
  const rescued = end === 'failed' && walk.rescuable;
  const isTold = options.isQuiet !== true || (shown.status !== 'ok' && shown.status !== 'changed');
  if (isTold) {
    run.stats.count(shown, rescued);
    if (outcome.items === undefined) announceDiffs(frame, outcome.whole);
    run.emit({
      type: 'result',
      task: identityOf(frame.task, run),
      outcome: rescued ? { ...shown, rescued } : shown,
      loop: outcome.items !== undefined && outcome.items.length > 0,
    });
  }
  const { role } = frame.task.context;
  if (role !== undefined && shown.status !== 'skipped' && shown.status !== 'unreachable')
    beginRole(frame.play, frame.host, role);
  register(frame, outcome, options.targets);
  if (shown.status === 'changed') notifyAll(frame, outcome);
  if (end === 'unreachable') frame.play.unreachable.add(frame.host);
  if (rescued) noteFailure(frame, outcome);
  return end;
}

/** If anything changed, what each item names is notified; skipped ones name nothing. */
function notifyAll(frame: TaskFrame, { items }: HostOutcome): void {
  const { notify: names } = frame.task.task;
  if (names.length === 0) return;
  if (items === undefined) notify(frame, names, environmentOf(frame));
  for (const { outcome, layer } of items ?? []) {
    if (statusOf(outcome.result) !== 'skipped') notify(frame, names, environmentOf(frame, [layer]));
  }
}

function endOf(outcome: Outcome): HostEnd {
  if (outcome.ignored) return undefined;
  return outcome.status === 'failed' || outcome.status === 'unreachable' ? outcome.status : undefined;
}

function register(frame: TaskFrame, outcome: HostOutcome, targets: readonly HostState[]): void {
  const name = frame.task.task.register?.value;
  if (name === undefined) return;
  const result = registered(outcome);
  for (const host of targets) host.setFacts.set(name, result);
}

/** What is registered: without what is for the terminal alone, and always saying whether it failed. */
function registered({ whole, items }: HostOutcome): Dict {
  for (const { outcome } of items ?? []) strip(outcome.result);
  strip(whole.result);
  if (items === undefined && !whole.result.has('skip_reason') && !whole.result.has('failed')) {
    whole.result.set('failed', false);
  }
  return whole.result;
}

function strip(result: Dict): void {
  for (const key of result.keys())
    if (typeof key === 'string' && key.startsWith('_ansible_')) result.delete(key);
}

/** What a rescue may ask for. */
function noteFailure(frame: TaskFrame, outcome: HostOutcome): void {
  const result: Value = registered(outcome);
  frame.host.setFacts.set('ansible_failed_task', taskValue(frame));
  frame.host.setFacts.set('ansible_failed_result', result);
}
