import { doneBefore } from '../journal/fold-switch.ts';
import type { Facts } from '../rows/present-in-facts.ts';
import { compareRecorded } from '../run/compare-recorded.ts';
import { refusedVpc } from '../run/idle-vpc.ts';
import type { PlannedVpc } from '../run/planned.types.ts';
import type { RevertSource } from '../run/revert-work.ts';

/**
 * Takes over into the journal what the kit has switched, so that the VPC can be cleaned up, and gone on with. Nothing is
 * called. Refused where something is not as the kit left it.
 */
export function adoptKit(
  { place, region, config, state, adopted, kitProblems }: RevertSource,
  facts: Facts,
): PlannedVpc {
  const { vpc } = place;
  if (kitProblems.length > 0) return refusedVpc(vpc, kitProblems);
  const { calling, problems } = compareRecorded(adopted.map(doneBefore), 'do', facts);
  const open = calling.map(({ title }) => ({
    vpc,
    detail: `${vpc}: ${title}: by its revert.json the kit has switched this, and it is not switched now.`,
    help: 'Take the rest back, too (vpc_revert_traffic.yml reads the file), then switch.',
  }));
  const all = problems.length > 0 ? problems : open;
  if (all.length > 0) return refusedVpc(vpc, all);
  return {
    vpc,
    work: {
      place,
      region,
      config,
      last: state.last,
      way: 'do',
      adopts: adopted,
      begins: [],
      extends: [],
      operations: [],
      takenBack: [],
    },
    listed: [],
    problems: [],
    notes: [
      `${vpc}: the kit has switched it; its ${adopted.length} operations are taken over into the journal.`,
    ],
  };
}
