import type { Dict, Value } from '../../language/expression/value.ts';

/** The result of a task whose condition does not hold. */
export function skippedResult(): Dict {
  return new Map<Value, Value>([
    ['changed', false],
    ['skipped', true],
    ['skip_reason', 'Conditional result was False'],
  ]);
}
