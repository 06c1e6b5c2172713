import { setTimeout as pause } from 'node:timers/promises';
import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import { awsCodeOf } from '../../api/errors.ts';
import type { Operation, Way } from '../operation.types.ts';
import type { ActRow, Execution, Outcome, Present, StateRow } from './execute.types.ts';
import { makeCalls } from './make-calls.ts';
import { growing, readExpected, readUntil } from './read-state.ts';
import { describeState, isSameState } from './same-state.ts';

/**
 * Carries one operation out, or takes it back. It looks first: what is as wanted already is noted without a call, what is
 * neither as it was nor as wanted is refused. After the calls it looks until the new state is seen.
 */
export async function runOperation(operation: Operation, execution: Execution): Promise<Outcome> {
  const row = execution.rows[operation.kind];
  if (row === undefined) throw new TypeError(`There is no row for operations of the kind ${operation.kind}.`);
  return 'act' in row ? actOnce(operation, row, execution) : bringAbout(operation, row, execution);
}

async function actOnce(operation: Operation, row: ActRow, execution: Execution): Promise<Outcome> {
  const { way, recorder } = execution;
  if (recorder.isDone(operation) === (way === 'do')) return 'found';
  await row.act(operation, way, execution);
  // Waits and probes change nothing: an intention has no meaning for them.
  await recorder.found(operation, way);
  return 'made';
}

async function bringAbout(operation: Operation, row: StateRow, execution: Execution): Promise<Outcome> {
  const { way, recorder } = execution;
  const present = await readExpected(operation, row, execution, (seen) => isExpected(operation, way, seen));
  if (isSameState(present.state, goalOf(operation, way))) {
    await recorder.found(operation, way);
    return 'found';
  }
  if (!isSameState(present.state, startOf(operation, way))) throw drift(operation, way, present.state);
  await execution.guard();
  const intent = await recorder.intend(operation, way);
  try {
    await callUntilSeen(operation, row, execution, present);
  } catch (error) {
    if (!execution.signal.aborted) await intent.failed(messageOf(error));
    throw error;
  }
  await intent.done();
  return 'made';
}

/** A way back that has nothing to do is a surprise: what was done a moment ago may not be seen by every look. */
function isExpected(operation: Operation, way: Way, { state }: Present): boolean {
  if (isSameState(state, startOf(operation, way))) return true;
  return way === 'do' && isSameState(state, goalOf(operation, way));
}

export function goalOf({ before, after }: Operation, way: Way): unknown {
  return way === 'do' ? after : before;
}

export function startOf({ before, after }: Operation, way: Way): unknown {
  return way === 'do' ? before : after;
}

async function callUntilSeen(
  operation: Operation,
  row: StateRow,
  execution: Execution,
  first: Present,
): Promise<void> {
  const { way } = execution;
  const holds = ({ state }: Present): boolean => isSameState(state, goalOf(operation, way));
  try {
    await callWhenReady(operation, row, execution, first);
  } catch (error) {
    // The answer may have been lost, or come from a second try of a call that took effect: what is there decides.
    const patience = isAboutState(error) ? execution.patience : { settleMs: 0, pollMs: 1 };
    const present = await readUntil(operation, row, { ...execution, patience }, holds).catch(() => undefined);
    if (present === undefined || !holds(present)) throw error;
    return;
  }
  const present = await readUntil(operation, row, execution, holds);
  if (!holds(present)) throw unseen(operation, way, present.state, execution.patience.settleMs);
}

/** Makes the calls, and again as long as the service says "not yet". */
async function callWhenReady(
  operation: Operation,
  row: StateRow,
  execution: Execution,
  first: Present,
): Promise<void> {
  const { way, clients, signal, patience } = execution;
  const pauses = growing(patience.pollMs);
  const end = Date.now() + patience.settleMs;
  const isKnown = ({ state }: Present): boolean =>
    isSameState(state, startOf(operation, way)) || isSameState(state, goalOf(operation, way));
  for (let present = first; ; present = await readExpected(operation, row, execution, isKnown)) {
    if (isSameState(present.state, goalOf(operation, way))) return;
    if (present !== first) await checkStillOurs(operation, execution, present);
    try {
      await makeCalls(operation, way, present.names ?? {}, clients, signal);
      return;
    } catch (error) {
      const next = pauses();
      const isNotYet = row.notYet?.includes(awsCodeOf(error) ?? '') === true;
      // What is there tells whether a call took effect whose answer was lost; if not, it is made again.
      if (!(isNotYet || isAnswerLost(error)) || Date.now() + next > end || execution.stopping.aborted)
        throw error;
      await pause(next, undefined, { signal });
    }
  }
}

/** Minutes may have gone by since the first try: somebody else may work on it now, or have changed it. */
async function checkStillOurs(operation: Operation, execution: Execution, { state }: Present): Promise<void> {
  if (!isSameState(state, startOf(operation, execution.way))) throw drift(operation, execution.way, state);
  await execution.guard();
}

function isAnswerLost(error: unknown): boolean {
  return error instanceof DroverError && error.code === 'aws-answer-lost';
}

/** Errors that may mean that it is done already, before that can be seen. */
function isAboutState(error: unknown): boolean {
  return /NotFound|Already|Duplicate|Exists|InUse|Incorrect|InvalidState/.test(awsCodeOf(error) ?? '');
}

export function drift(operation: Operation, way: Way, state: unknown): DroverError {
  return new DroverError('switch-drift', {
    detail: `${operation.vpc}: ${operation.title}: somebody has changed it since. It is ${describeState(state)}; to ${way === 'do' ? 'switch' : 'revert'} it, it has to be ${describeState(startOf(operation, way))} (or ${describeState(goalOf(operation, way))} already).`,
    help: `Find out who changed it (${JSON.stringify(operation.target)}), bring it to one of these states, and run again. Nothing of it was touched.`,
  });
}

function unseen(operation: Operation, way: Way, state: unknown, waitedMs: number): DroverError {
  return new DroverError('switch-unseen', {
    detail: `${operation.vpc}: ${operation.title}: the calls were answered, but after ${Math.round(waitedMs / 1000)} seconds it is still ${describeState(state)}, and not ${describeState(goalOf(operation, way))}.`,
    help: 'Run again later: drover looks first and goes on from what is there. verify_timeout makes it wait longer.',
  });
}
