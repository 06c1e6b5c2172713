import { isGone } from '../switch/rows/gone-in-facts.ts';
import { compareRecorded } from '../switch/run/compare-recorded.ts';
import type { CleanupSubject } from './cleanup.types.ts';

/** Why a VPC is not to be cleaned up yet; undefined once its switch is done, seen, and old enough. */
export function whyTooEarly(
  { view, state, facts }: CleanupSubject,
  minimumHours: number,
  now: number,
): string | undefined {
  if (state.phase === 'none')
    return `${view.id} was not switched by drover: there is no journal of it. What the kit has switched is taken over by vpc_switch_traffic.yml -e switch_adopt_kit=true.`;
  if (state.phase !== 'switched') return `${view.id} is ${state.phase}, not switched.`;
  const open = state.operations.find(
    ({ operation, status }) => status !== 'done' && !isGone(operation, facts),
  );
  if (open !== undefined) return `${view.id}: ${open.operation.title}: this is ${open.status}, not done.`;
  const hours = (now - Date.parse(state.since ?? '')) / 3_600_000;
  if (hours < minimumHours)
    return `${view.id} was switched ${hours.toFixed(1)} hours ago; minimum_age asks for ${minimumHours}.`;
  // What a cleanup has taken away cannot be seen any more.
  if (state.cleanup !== undefined) return undefined;
  const { problems, calling } = compareRecorded(state.operations, 'do', facts);
  const [first] = calling;
  return problems[0]?.detail ?? (first && `${view.id}: ${first.title}: somebody has taken this back since.`);
}
