import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Change, Plan } from '../../../../engine/module.ts';
import { callsOf } from '../execute/make-calls.ts';
import { goalOf, startOf } from '../execute/run-operation.ts';
import { describeState } from '../execute/same-state.ts';
import type { Operation, Way } from '../operation.types.ts';
import type { PlanProblem } from '../plan/plan.types.ts';
import { callText, operationRow, opposite } from './operation-row.ts';
import type { PlannedVpc } from './planned.types.ts';
import type { VpcWork } from './run.types.ts';

/** The plan of all VPCs, as the engine shows it: each operation in order, with its calls and its way back. */
export function describePlan(planned: readonly PlannedVpc[], way: Way): Plan<readonly VpcWork[]> {
  const problems = planned.flatMap((one) => one.problems);
  if (problems.length > 0) throw refused(problems, way);
  const works = planned.flatMap(({ work }) => work ?? []);
  const listed = planned.flatMap((one) => one.listed);
  const verb = way === 'do' ? 'switch' : 'revert';
  const reasons = planned.flatMap(({ work, reason }) =>
    work === undefined && reason !== undefined ? [reason] : [],
  );
  const done = reasons.length === 0 ? '' : `; ${reasons.join('; ')}`;
  return {
    action: listed.length > 0 ? 'update' : 'unchanged',
    // Everything may be as wanted, and not noted so: the run before was cut off.
    hasNotes: works.length > 0,
    subject: `${verb} of ${planned.length} VPC${planned.length === 1 ? '' : 's'}`,
    reason:
      listed.length === 0
        ? reasons.join('; ') || 'nothing is to be done'
        : `${listed.length} operation${listed.length === 1 ? '' : 's'} on ${works.length}${done}`,
    changes: planned.flatMap((one) =>
      one.listed.map((operation, index) => changeOf(operation, way, index + 1)),
    ),
    warnings: planned.flatMap(({ notes }) => notes),
    result: { operations: listed.map((operation) => operationRow(operation, way)) },
    detail: works,
  };
}

function changeOf(operation: Operation, way: Way, number: number): Change {
  const pointer = `/${operation.vpc}/${number}`;
  const calls = callsOf(operation, way).map(callText).join(', ');
  if (calls === '') return { pointer, before: undefined, after: operation.title };
  const back = callsOf(operation, opposite(way)).map(callText).join(', ');
  return {
    pointer,
    before: describeState(startOf(operation, way)),
    after: `${describeState(goalOf(operation, way))} (${operation.title}) by ${calls}; back by ${back}`,
  };
}

/** All at once, and before anything is changed. */
function refused(problems: readonly PlanProblem[], way: Way): DroverError {
  const isDrift = problems.every((problem) => problem.isDrift === true);
  const help = [...new Set(problems.map((problem) => problem.help))].slice(0, 5).join('\n');
  return new DroverError(isDrift ? 'switch-drift' : 'switch-refused', {
    detail: problems.map(({ detail }) => detail).join('\n'),
    help: `${help}\nNothing was ${way === 'do' ? 'switched' : 'reverted'}.`,
  });
}
