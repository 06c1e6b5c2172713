import { isSameState } from '../switch/execute/same-state.ts';
import type { VpcWork } from '../switch/run/run.types.ts';
import type { CleanupOperation, CleanupPart, CleanupSubject } from './cleanup.types.ts';
import { inOrder } from './plan/plan-cleanup.ts';

/** What is to become of a VPC. */
export interface PlannedCleanup {
  readonly vpc: string;
  readonly account: string;
  /** Undefined where nothing is left to do. */
  readonly work: VpcWork | undefined;
  /** What will be deleted, in order. */
  readonly listed: readonly CleanupOperation[];
  readonly stays: readonly string[];
}

/** Steps that an earlier run has begun or planned, and not done: what a snapshot does not show any more is among them. */
export function openOperations({ state }: CleanupSubject): readonly CleanupOperation[] {
  const recorded = (state.cleanup?.operations ?? []).filter(({ status }) => status !== 'done');
  // Boundary: sections of this purpose have steps of these kinds alone.
  return recorded.map(({ operation }) => operation as CleanupOperation);
}

/** The work of a VPC: what is planned now, and what is left of earlier runs. `seen` are the states of the latter. */
export function cleanupWork(
  { view, state }: CleanupSubject,
  { operations, stays }: CleanupPart,
  open: readonly CleanupOperation[],
  seen: ReadonlyMap<string, unknown>,
  config: string,
): PlannedCleanup {
  const planned = new Set(operations.map(({ id }) => id));
  const left = open.filter(({ id }) => !planned.has(id));
  const all = inOrder([...left, ...operations]);
  const isDone = (operation: CleanupOperation): boolean =>
    !planned.has(operation.id) && isSameState(seen.get(operation.id), operation.after);
  const recorded = new Set((state.cleanup?.operations ?? []).map(({ operation }) => operation.id));
  const about = { vpc: view.id, account: view.account.account_id };
  const isOver = all.length === 0 && (state.cleanup === undefined || state.cleanup.isEnded);
  return {
    ...about,
    work: isOver
      ? undefined
      : {
          place: { account: about.account, vpc: view.id },
          region: view.region.region,
          config,
          last: state.last,
          way: 'do',
          purpose: 'cleanup',
          begins: state.cleanup === undefined ? all : [],
          extends: state.cleanup === undefined ? [] : all.filter(({ id }) => !recorded.has(id)),
          adopts: [],
          operations: all,
          takenBack: [],
        },
    listed: all.filter((operation) => !isDone(operation)),
    stays,
  };
}
