import type { VpcView } from '../discovery/view/view.types.ts';
import { gatewayNameOf, stateOf, type Routing } from './gather-routing.ts';
import type { KitFile } from './kit/kit-file.ts';
import { kitOperations } from './kit/kit-operations.ts';
import { associationsOfCopies } from './plan/on-copies.ts';
import type { RevertSource } from './run/revert-work.ts';

/** What is known of a switch of a VPC: by its journal, and by the kit's file, if there is one. */
export function revertSource(routing: Routing, view: VpcView, file: KitFile | undefined): RevertSource {
  const { id, account, region } = view;
  return {
    place: { account: account.account_id, vpc: id },
    region: region.region,
    config: routing.digest,
    state: stateOf(routing, id),
    moved: associationsOfCopies(view),
    adopted: file === undefined ? [] : kitOperations(file, view, routing.facts, gatewayNameOf(routing, view)),
  };
}
