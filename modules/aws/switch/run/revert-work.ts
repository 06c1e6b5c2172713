import { doneBefore, type SwitchState } from '../journal/fold-switch.ts';
import type { LinesPlace } from '../journal/vpc-lines.ts';
import type { Operation, SwitchOperation } from '../operation.types.ts';
import { unrecorded } from '../plan/on-copies.ts';
import type { PlanProblem } from '../plan/plan.types.ts';
import type { Facts } from '../rows/present-in-facts.ts';
import { compareRecorded } from './compare-recorded.ts';
import { idleVpc, refusedVpc } from './idle-vpc.ts';
import type { PlannedVpc } from './planned.types.ts';

/** What the way back of a VPC starts from, beside its journal. */
export interface RevertSource {
  readonly place: LinesPlace;
  readonly region: string;
  readonly config: string;
  readonly state: SwitchState;
  /** What goes by copies of route tables now, whoever brought it there. */
  readonly moved: readonly SwitchOperation[];
  /** What the kit has switched, by its revert.json: of a VPC that has no journal of ours. */
  readonly adopted: readonly Operation[];
  /** Why that is not all that its file tells of, or cannot be seen. */
  readonly kitProblems: readonly PlanProblem[];
}

/** What the way back of a VPC has to do: everything that was begun, last first, as it was before the switch. */
export function revertWork(source: RevertSource, facts: Facts): PlannedVpc {
  const { place, region, config, state, adopted, kitProblems } = source;
  const { vpc } = place;
  const isAdopting =
    (state.phase === 'none' || state.phase === 'reverted') && adopted.length + kitProblems.length > 0;
  if (isAdopting && kitProblems.length > 0) return refusedVpc(vpc, kitProblems);
  if (!isAdopting && state.phase === 'none' && source.moved.length > 0) return withoutJournal(source);
  if (!isAdopting && (state.phase === 'none' || state.phase === 'reverted'))
    return idleVpc(vpc, state.phase === 'none' ? 'it was never switched' : 'it is reverted');
  const refused = afterCleanup(vpc, state);
  if (refused !== undefined) return refused;
  const begun = isAdopting
    ? adopted.map(doneBefore)
    : state.operations.filter(({ status }) => status !== 'planned' && status !== 'undone');
  const { pending, calling, problems, notes } = compareRecorded(begun, 'undo', facts);
  if (problems.length > 0) return refusedVpc(vpc, problems);
  return {
    vpc,
    work: {
      place,
      region,
      config,
      last: state.last,
      way: 'undo',
      adopts: isAdopting ? adopted : [],
      begins: [],
      extends: [],
      operations: pending,
      takenBack: [],
    },
    listed: calling.filter(({ kind }) => kind !== 'probe').toReversed(),
    problems,
    notes,
  };
}

/** To say that nothing is to be done would be taken for a way back: what was switched is written down elsewhere. */
function withoutJournal({ place: { vpc }, moved }: RevertSource): PlannedVpc {
  const problem = {
    vpc,
    detail: unrecorded(vpc, moved),
    help: 'Revert with the data directory of the run that has switched it (--data-dir), or with its bucket (aws.s3 of the discovery.yaml). --vpc names the other VPCs, to leave it out.',
  };
  return refusedVpc(vpc, [problem]);
}

function afterCleanup(vpc: string, { cleanup }: SwitchState): PlannedVpc | undefined {
  const gone = cleanup?.operations.filter(({ status }) => status !== 'planned') ?? [];
  const [first] = gone;
  if (first === undefined) return undefined;
  const problem = {
    vpc,
    detail: `${vpc}: ${gone.length} of what it would go back to was cleaned up on ${first.at} (${first.operation.title}).`,
    help: 'There is no way back behind a cleanup. The journal says what the routing was like before the switch.',
  };
  return refusedVpc(vpc, [problem]);
}
