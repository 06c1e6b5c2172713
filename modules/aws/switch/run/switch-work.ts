import { isSameState } from '../execute/same-state.ts';
import type { SwitchState } from '../journal/fold-switch.ts';
import type { Operation } from '../operation.types.ts';
import { inOrder } from '../plan/in-order.ts';
import { associationsOfCopies, unrecorded } from '../plan/on-copies.ts';
import type { Subject, VpcPlan } from '../plan/plan.types.ts';
import { planSwitch } from '../plan/plan-switch.ts';
import { isGone } from '../rows/gone-in-facts.ts';
import type { Facts } from '../rows/present-in-facts.ts';
import { compareRecorded } from './compare-recorded.ts';
import { idleVpc, refusedVpc } from './idle-vpc.ts';
import type { PlannedVpc } from './planned.types.ts';
import type { VpcWork } from './run.types.ts';

/**
 * What a switch of a VPC has to do. The first run plans it and writes the plan down; a further one goes on with that plan,
 * whatever has become of it, so that the state before the first call is never lost; and adds what is new.
 */
export function switchWork(subject: Subject, state: SwitchState, facts: Facts, config: string): PlannedVpc {
  // What a cleanup has changed since (whole CIDRs are advertised again, originals are gone) is no drift.
  if (state.cleanup?.operations.some(({ status }) => status !== 'planned') === true)
    return idleVpc(subject.view.id, 'it is switched, and was cleaned up since');
  const fresh = planSwitch(subject);
  const isNew = state.phase === 'none' || state.phase === 'reverted';
  return isNew
    ? beginSwitch(withUnrecorded(fresh, subject), state, config)
    : goOn(fresh, state, facts, config);
}

/** Where another data directory has the journal, a revert from here would leave all that stands there. */
function withUnrecorded(fresh: VpcPlan, { view }: Subject): VpcPlan {
  const moved = associationsOfCopies(view);
  if (moved.length === 0) return fresh;
  const note = `${unrecorded(view.id, moved)} A revert from here will leave that as it is.`;
  return { ...fresh, notes: [...fresh.notes, note] };
}

function beginSwitch(fresh: VpcPlan, state: SwitchState, config: string): PlannedVpc {
  const { vpc, operations, problems, notes } = fresh;
  if (problems.length > 0) return refusedVpc(vpc, problems, notes);
  if (operations.length === 0)
    return idleVpc(vpc, 'no subnet needs to be switched, and no route to be removed', notes);
  const work: VpcWork = {
    ...common(fresh, state, config),
    begins: operations,
    extends: [],
    operations,
    takenBack: operations,
  };
  return { vpc, work, listed: operations, problems, notes };
}

function goOn(fresh: VpcPlan, state: SwitchState, facts: Facts, config: string): PlannedVpc {
  const { vpc } = fresh;
  const compared = compareRecorded(state.operations, 'do', facts);
  const known = new Map(state.operations.map(({ operation }) => [operation.id, operation]));
  const added = fresh.operations.filter(({ id }) => !known.has(id));
  const otherwise = fresh.operations.filter(({ id, after }) => {
    const before = known.get(id);
    return before !== undefined && !isSameState(before.after, after);
  });
  const problems = [...fresh.problems, ...compared.problems];
  const notes = [
    ...fresh.notes,
    ...compared.notes,
    ...otherwise.map(
      ({ title }) =>
        `${vpc}: it would be planned otherwise now (${title}); the plan of its switch stays. Revert and switch again to have it so.`,
    ),
  ];
  const operations = inOrder([...compared.pending, ...added], itself);
  const recorded = state.operations.map(({ operation }) => operation);
  const gone = recorded.filter((operation) => isGone(operation, facts));
  const isOpen = state.phase !== 'switched' || operations.length > 0;
  if (problems.length > 0) return refusedVpc(vpc, problems, notes);
  if (!isOpen) return idleVpc(vpc, 'it is switched', notes);
  const work: VpcWork = {
    ...common(fresh, state, config),
    begins: [],
    extends: added,
    operations,
    // What was whole before this run stays whole.
    takenBack:
      state.phase === 'switched'
        ? operations
        : [...recorded.filter((operation) => !gone.includes(operation)), ...added],
    gone: gone.map(({ id }) => id),
  };
  return { vpc, work, listed: inOrder([...compared.calling, ...added], itself), problems, notes };
}

function itself(operation: Operation): Operation {
  return operation;
}

function common({ vpc, account, region }: VpcPlan, { last }: SwitchState, config: string) {
  return { place: { account, vpc }, region, config, last, way: 'do', adopts: [] } as const;
}
