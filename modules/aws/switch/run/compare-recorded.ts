import type { RecordedOperation } from '../journal/fold-switch.ts';
import type { Operation, Way } from '../operation.types.ts';
import type { PlanProblem } from '../plan/plan.types.ts';
import { drift, goalOf, startOf } from '../execute/run-operation.ts';
import { isSameState } from '../execute/same-state.ts';
import { goneNote, isGone, missingGoal } from '../rows/gone-in-facts.ts';
import { presentInFacts, type Facts } from '../rows/present-in-facts.ts';

export interface Compared {
  /** To be carried out: calls are to be made, or it is not noted yet that none are. */
  readonly pending: readonly Operation[];
  /** Those of them that call something, or try something. */
  readonly calling: readonly Operation[];
  readonly problems: readonly PlanProblem[];
  /** What is left out, in words. */
  readonly notes: readonly string[];
}

interface Looked {
  readonly operation: Operation;
  readonly isPending: boolean;
  readonly isCalling: boolean;
  readonly problems: readonly PlanProblem[];
}

/**
 * What is recorded beside what is there: for each operation whether it has to be carried out (one way or the other), or
 * is at its goal already, or at neither end, which is drift.
 */
export function compareRecorded(recorded: readonly RecordedOperation[], way: Way, facts: Facts): Compared {
  const goal = way === 'do' ? 'done' : 'undone';
  const gone = recorded.filter(({ operation }) => isGone(operation, facts));
  const present = recorded.filter((one) => !gone.includes(one));
  const looked = present.map(({ operation, status }): Looked => {
    const seen = presentInFacts(operation, facts);
    const isNoted = status === goal;
    if (seen === 'unknown') return { operation, isPending: !isNoted, isCalling: !isNoted, problems: [] };
    if (isSameState(seen.state, goalOf(operation, way)))
      return { operation, isPending: !isNoted, isCalling: false, problems: [] };
    if (isSameState(seen.state, startOf(operation, way)))
      return { operation, isPending: true, isCalling: true, problems: withoutGoal(operation, way, facts) };
    const { detail, help = '' } = drift(operation, way, seen.state).diagnostic;
    const problem = { vpc: operation.vpc, detail, help, isDrift: true } as const;
    return { operation, isPending: true, isCalling: true, problems: [problem] };
  });
  return {
    pending: looked.filter(({ isPending }) => isPending).map(({ operation }) => operation),
    calling: looked.filter(({ isCalling }) => isCalling).map(({ operation }) => operation),
    problems: looked.flatMap(({ problems }) => problems),
    notes: gone.map(({ operation }) => goneNote(operation)),
  };
}

/** AWS would refuse it half-way. */
function withoutGoal(operation: Operation, way: Way, facts: Facts): readonly PlanProblem[] {
  const goal = missingGoal(operation, way, facts);
  if (goal === undefined) return [];
  const { vpc, title } = operation;
  return [
    {
      vpc,
      detail: `${vpc}: ${title}: ${goal}, which it would ${way === 'do' ? 'lead' : 'lead again'} to, was deleted since.`,
      help:
        way === 'do'
          ? 'Make the copy again by the Terraform files, revert the VPC, and switch it anew.'
          : 'From here this VPC goes back by hand only: the snapshots of its discoveries have what was there. --vpc names the others, to revert them.',
    },
  ];
}
