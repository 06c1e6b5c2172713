import type { CleanupOperation, CleanupSubject } from './cleanup.types.ts';

/** Steps that an earlier run has begun or planned, and not done: what a snapshot does not show any more is among them. */
export function openOperations({ state }: Pick<CleanupSubject, 'state'>): readonly CleanupOperation[] {
  const recorded = (state.cleanup?.operations ?? []).filter(({ status }) => status !== 'done');
  // Boundary: sections of this purpose have steps of these kinds alone.
  return recorded.map(({ operation }) => operation as CleanupOperation);
}
