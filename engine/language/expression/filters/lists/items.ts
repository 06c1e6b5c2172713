import { iterate, requireDefined } from '../../operations.ts';
import type { Value } from '../../value.ts';

/** The items of anything that can be walked over, as a list of their own. */
export function itemsOf(value: Value): Value[] {
  // Not `map` or `slice` on the value: those of a Tuple give a Tuple.
  return [...iterate(requireDefined(value))];
}
