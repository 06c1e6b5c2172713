import type { Operation } from '../operation.types.ts';

/**
 * The order in which things are done, also those that came to a plan later: nothing is taken away before what is to take
 * its place is there. The way back goes the other way round. What has the same rank stays as it was.
 */
export function inOrder<T>(items: readonly T[], operationOf: (item: T) => Operation): readonly T[] {
  return items.toSorted((one, other) => rankOf(operationOf(one)) - rankOf(operationOf(other)));
}

const withdrawing: ReadonlySet<string> = new Set([
  'wait',
  'static-route',
  'prefix-list-reference',
  'propagation',
]);

function rankOf({ id, kind, vpc }: Operation): number {
  if (kind === 'advertisement') return 0;
  const isLast = withdrawing.has(kind) || id.startsWith(`${vpc}/probe/withdrawal/`);
  return isLast ? 2 : 1;
}
