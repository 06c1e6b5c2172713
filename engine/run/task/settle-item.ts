import type { Value } from '../../language/expression/value.ts';
import { applyEffects } from '../effects.ts';
import { addFacts } from '../host-state.ts';
import { findHost } from '../find-host.ts';
import type { HostState } from '../host-state.ts';
import type { AttemptOutcome } from './attempt.ts';
import type { TaskFrame } from './frame.ts';

/**
 * What one execution leaves behind at once, so that the next item sees it: facts, variables, hosts and groups.
 */
export function settleItem(frame: TaskFrame, outcome: AttemptOutcome): void {
  const targets = factHosts(frame, outcome);
  const { effects } = outcome;
  // Items see what those before them came to; the whole loop's result takes its place at the end.
  const { register, loop } = frame.task.task;
  if (register !== undefined && loop !== undefined) frame.host.setFacts.set(register.value, outcome.result);
  const facts = outcome.result.get('ansible_facts');
  if (facts instanceof Map && effects?.setFacts === undefined && effects?.includeVars === undefined) {
    for (const host of targets) addFacts(host, textKeys(facts));
  }
  if (effects !== undefined) applyEffects(frame.play, targets, effects);
}

/** The host of the task; with `delegate_facts` the one that it ran on; all of the batch for a task that runs once. */
function factHosts(frame: TaskFrame, outcome: AttemptOutcome): readonly HostState[] {
  const { options } = outcome;
  if (options?.delegateFacts === true && options.delegateTo !== undefined) {
    const delegate = findHost(options.delegateTo, frame.play.run);
    return delegate === undefined ? [] : [delegate];
  }
  return frame.targets ?? [frame.host];
}

function textKeys(map: ReadonlyMap<Value, Value>): ReadonlyMap<string, Value> {
  return new Map([...map].filter((entry): entry is [string, Value] => typeof entry[0] === 'string'));
}
