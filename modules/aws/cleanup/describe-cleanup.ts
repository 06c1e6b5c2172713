import type { Change, Plan } from '../../../engine/module.ts';
import { describeState } from '../switch/execute/same-state.ts';
import { callText, operationRow } from '../switch/run/operation-row.ts';
import type { CleanupOperation } from './cleanup.types.ts';
import type { PlannedCleanup } from './cleanup-work.ts';
import { digestOfList } from './confirm.ts';

/** The plan of all VPCs as the engine shows it, without its detail. */
export function describeCleanup(planned: readonly PlannedCleanup[], isReport: boolean): Omit<Plan, 'detail'> {
  const listed = planned.flatMap((one) => one.listed);
  const digest = digestOfList(listed);
  const count = `${listed.length} thing${listed.length === 1 ? '' : 's'}`;
  return {
    action: listed.length > 0 && !isReport ? 'delete' : 'unchanged',
    // What an earlier run was cut off from noting; and a report is a file.
    hasNotes: isReport || planned.some(({ work }) => work !== undefined),
    subject: `cleanup of ${planned.length} VPC${planned.length === 1 ? '' : 's'}`,
    reason:
      listed.length === 0
        ? 'nothing is left to be deleted'
        : isReport
          ? `${count} would be deleted; report_only writes them down and deletes nothing`
          : `${count} will be deleted, once confirmed by vpc_cleanup_confirm=${digest}`,
    changes: isReport
      ? []
      : planned.flatMap((one) => one.listed.map((operation, index) => changeOf(operation, index + 1))),
    warnings: planned.flatMap(({ stays }) => stays),
    result: {
      operations: listed.map((operation) => operationRow(operation, 'do')),
      digest,
      stays: planned.flatMap(({ stays }) => stays),
    },
  };
}

function changeOf({ vpc, before, title, does }: CleanupOperation, number: number): Change {
  return {
    pointer: `/${vpc}/${number}`,
    before: describeState(before),
    after: `${title} by ${does.map(callText).join(', ')}`,
  };
}
