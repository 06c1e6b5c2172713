import type { Dict, Value } from '../../language/expression/value.ts';
import type { AttemptOutcome } from './attempt.ts';
import type { ItemOutcome } from './run-loop.ts';
import { statusOf } from './outcome.ts';

/** The result of a loop as Ansible registers it: `results`, `changed`, `msg`, `skipped`, and `failed` if one failed. */
export function loopResult(items: readonly ItemOutcome[], count: number, durationMs: number): AttemptOutcome {
  const common = { diffs: [], durationMs };
  if (count === 0) {
    const result: Dict = new Map<Value, Value>([
      ['changed', false],
      ['skipped', true],
      ['skipped_reason', 'No items in the list'],
      ['results', []],
    ]);
    return { ...common, result, ignoreErrors: false, ignoreUnreachable: false };
  }
  const outcomes = items.map(({ outcome }) => outcome);
  const statuses = outcomes.map(({ result }) => statusOf(result));
  const failed = statuses.includes('failed');
  const unreachable = statuses.includes('unreachable');
  const skipped = statuses.every((status) => status === 'skipped');
  const results = outcomes.map(({ result }) => withFailed(result));
  const result: Dict = new Map<Value, Value>([
    ['results', results],
    ['skipped', skipped],
    ['changed', outcomes.some((outcome) => outcome.result.get('changed') === true)],
    ['msg', failed ? 'One or more items failed' : skipped ? 'All items skipped' : 'All items completed'],
  ]);
  if (failed) result.set('failed', true);
  if (unreachable) result.set('unreachable', true);
  const options = outcomes.findLast((outcome) => outcome.options !== undefined)?.options;
  const bad = outcomes.filter(
    (_outcome, index) => statuses[index] === 'failed' || statuses[index] === 'unreachable',
  );
  return {
    ...common,
    result,
    // Each item may have run somewhere else.
    ...(options === undefined ? {} : { options: { ...options, delegateTo: undefined } }),
    ignoreErrors: bad.length > 0 && bad.every((outcome) => outcome.ignoreErrors),
    ignoreUnreachable: bad.length > 0 && bad.every((outcome) => outcome.ignoreUnreachable),
  };
}

/** What ran says whether it failed; what a condition kept from running does not. */
function withFailed(result: Dict): Dict {
  if (!result.has('skip_reason') && !result.has('failed')) result.set('failed', false);
  return result;
}
