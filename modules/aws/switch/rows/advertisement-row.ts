import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { SpokeGateway } from '../../controller/controller.types.ts';
import type { Present, StateRow } from '../execute/execute.types.ts';
import type { Operation } from '../operation.types.ts';
import { normalCidrs } from '../plan/advertised-cidrs.ts';

export const advertisementRow: StateRow = {
  read: async (operation, { controller }, signal) =>
    presentAdvertisement(operation, await (await controller()).spokeGateways(signal)),
};

/** What a gateway advertises in place of the CIDRs of its VPC. */
export function presentAdvertisement(operation: Operation, gateways: readonly SpokeGateway[]): Present {
  const name = operation.target['gateway'];
  const found = gateways.find((one) => one.name === name);
  if (found !== undefined) return { state: normalCidrs(found.advertised) };
  throw new DroverError('switch-failed', {
    detail: `${operation.vpc}: the controller does not know the spoke gateway ${String(name)} any more.`,
    help: 'What it advertised cannot be set without it. Bring it back by its Terraform files, then run again.',
  });
}
