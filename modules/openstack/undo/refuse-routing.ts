import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { JournaledOperation } from '../../../engine/module.ts';

/** Throws for a run that moved the routing of VPCs: what is there now decides how that is taken back. */
export function refuseRouting(run: string, operations: readonly JournaledOperation[]): void {
  const moved = operations.find(({ entry }) => entry.kind.startsWith('aws.'));
  if (moved === undefined) return;
  throw new DroverError('undo-refused', {
    detail: `Run ${run} wrote to AWS (${moved.entry.name}), which is not taken back by its journal alone.`,
    help: 'Switches of VPCs are taken back by playbooks/vpc_revert_traffic.yml, which looks at what is there first; what a cleanup deleted is gone.',
  });
}
