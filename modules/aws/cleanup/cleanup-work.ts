import { isSameState } from '../switch/execute/same-state.ts';
import type { VpcWork } from '../switch/run/run.types.ts';
import type { CleanupOperation, CleanupPart, CleanupSubject } from './cleanup.types.ts';
import { openOperations } from './open-operations.ts';
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

/**
 * The work of a VPC: what is planned now, and of what earlier runs have left open that which is done meanwhile, to be
 * noted. `seen` are the states of the latter. All else of it is not touched: the plan has another reason now.
 */
export function cleanupWork(
  { view, state }: CleanupSubject,
  { operations, stays }: CleanupPart,
  seen: ReadonlyMap<string, unknown>,
  config: string,
): PlannedCleanup {
  const planned = new Set(operations.map(({ id }) => id));
  const done = openOperations({ state }).filter(
    ({ id, after }) => !planned.has(id) && isSameState(seen.get(id), after),
  );
  const all = inOrder([...done, ...operations]);
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
    listed: operations,
    stays,
  };
}
