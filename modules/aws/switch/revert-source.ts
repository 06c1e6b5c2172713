import type { TaskContext } from '../../../engine/module.ts';
import type { VpcView } from '../discovery/view/view.types.ts';
import { isRead } from '../snapshot/is-read.ts';
import { gatewayNameOf, stateOf, type Connected, type Routing } from './gather-routing.ts';
import { readVpcLines, type LinesPlace } from './journal/vpc-lines.ts';
import type { KitFile } from './kit/kit-file.ts';
import { kitOperations } from './kit/kit-operations.ts';
import { kitProblems } from './kit/kit-problems.ts';
import type { KitSwitches } from './kit/read-kit.ts';
import { isTakenBack, takenBackOf } from './kit/taken-back.ts';
import type { Operation } from './operation.types.ts';
import { associationsOfCopies } from './plan/on-copies.ts';
import type { RevertSource } from './run/revert-work.ts';

/** What of the kit's switches was taken over and taken back already, by the ids of VPCs. */
export type TakenBack = ReadonlyMap<string, readonly Operation[]>;

/** By the journals, of VPCs whose account has a file of the kit still. */
export async function readTakenBack(
  routing: Routing,
  kit: KitSwitches,
  holds: Connected['holds'],
  { state }: Pick<TaskContext, 'state'>,
): Promise<TakenBack> {
  const read = routing.views
    .filter(({ id, account }) => kit.has(account.account_id) && stateOf(routing, id).phase === 'reverted')
    .map(async (view) => {
      const remote = await holds.lines(placeOf(view));
      const lines = await readVpcLines(placeOf(view), { state, ...(remote === undefined ? {} : { remote }) });
      return [view.id, takenBackOf(lines)] as const;
    });
  return new Map(await Promise.all(read));
}

/** What is known of a switch of a VPC: by its journal, and by the kit's file, if there is one. */
export function revertSource(
  routing: Routing,
  view: VpcView,
  file: KitFile | undefined,
  takenBack: TakenBack = new Map(),
): RevertSource {
  const { id, region } = view;
  return {
    place: placeOf(view),
    region: region.region,
    config: routing.digest,
    state: stateOf(routing, id),
    moved: associationsOfCopies(view),
    ...byKit(routing, view, file, takenBack.get(id) ?? []),
  };
}

function byKit(
  routing: Routing,
  view: VpcView,
  file: KitFile | undefined,
  undone: readonly Operation[],
): Pick<RevertSource, 'adopted' | 'kitProblems'> {
  const gateway = gatewayNameOf(routing, view);
  if (file === undefined || isOver(file, view, gateway, undone)) return { adopted: [], kitProblems: [] };
  const adopted = kitOperations(file, view, routing.facts, gateway);
  return { adopted, kitProblems: kitProblems(file, view, routing.facts, gateway, adopted) };
}

/** Where associations are with the copies again, or cannot be seen, the kit may have switched it once more. */
function isOver(
  file: KitFile,
  view: VpcView,
  gateway: string | undefined,
  undone: readonly Operation[],
): boolean {
  if (!isTakenBack(file, view.id, gateway, undone)) return false;
  return isRead(view.seen, 'DescribeRouteTables') && associationsOfCopies(view).length === 0;
}

function placeOf({ account, id }: VpcView): LinesPlace {
  return { account: account.account_id, vpc: id };
}
