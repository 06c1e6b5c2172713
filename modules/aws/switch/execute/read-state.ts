import { setTimeout as pause } from 'node:timers/promises';
import type { Operation } from '../operation.types.ts';
import type { Execution, Present, StateRow } from './execute.types.ts';

export type Reading = Pick<Execution, 'clients' | 'patience' | 'signal'>;

/** What is there, once it is not on its way to something else any more. */
export function readSettled(operation: Operation, row: StateRow, reading: Reading): Promise<Present> {
  return readUntil(operation, row, reading, () => true);
}

/**
 * The same, looked at some more times where it is not what is to be expected: one look may still show, or show only in
 * part, what was there before the last change, and what follows from it would be wrong.
 */
export async function readExpected(
  operation: Operation,
  row: StateRow,
  reading: Reading,
  isExpected: (present: Present) => boolean,
): Promise<Present> {
  const present = await readSettled(operation, row, reading);
  if (isExpected(present)) return present;
  const { pollMs } = reading.patience;
  return readUntil(operation, row, { ...reading, patience: { settleMs: pollMs * 8, pollMs } }, isExpected);
}

/**
 * Looks until a state holds or the patience is over, and gives the last look: services show a change only after a while,
 * and not everywhere at once.
 */
export async function readUntil(
  operation: Operation,
  row: StateRow,
  { clients, patience, signal }: Reading,
  holds: (present: Present) => boolean,
): Promise<Present> {
  const pauses = growing(patience.pollMs);
  const end = Date.now() + patience.settleMs;
  for (;;) {
    const present = await row.read(operation, clients, signal);
    if (present.isSettling !== true && holds(present)) return present;
    const next = pauses();
    if (Date.now() + next > end) return present;
    await pause(next, undefined, { signal });
  }
}

/** Pauses that begin short and double, up to ten times as long. */
export function growing(firstMs: number): () => number {
  let next = firstMs;
  return () => {
    const now = next;
    next = Math.min(next * 2, firstMs * 10);
    return now;
  };
}
