import type { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Operation } from '../operation.types.ts';
import type { Execution } from './execute.types.ts';
import { interruption } from './interruption.ts';
import { runOperation } from './run-operation.ts';

/**
 * Carries operations out one after the other, forward in their order or back in the reverse one. Stops at the first that
 * fails, and before the next one where the run is to end: the journal says how far it came, and a later run goes on.
 */
export async function runOperations(execution: Execution): Promise<void> {
  const { operations, way, stopping, progress } = execution;
  const ordered = way === 'do' ? operations : operations.toReversed();
  const total = ordered.length;
  for (const [index, operation] of ordered.entries()) {
    if (stopping.aborted) throw interrupted(operation, index, total);
    const outcome = await runOperation(operation, execution);
    progress({ done: index + 1, total, title: operation.title, outcome });
  }
}

function interrupted({ vpc, title }: Operation, done: number, total: number): DroverError {
  return interruption(
    `${vpc}: the run was interrupted after ${done} of ${total} operations, before: ${title}.`,
  );
}
