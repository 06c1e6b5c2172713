import type { SubnetCopy, VpcCopy } from '../../discovery/copy/copy.types.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import { isSameState } from '../execute/same-state.ts';
import type { SwitchOperation } from '../operation.types.ts';
import { association } from './association.ts';
import { placeOf, type AssociationPlan } from './plan-associations.ts';
import type { PlanPart, SwitchSettings } from './plan.types.ts';

/**
 * The associations of subnets that go first. One that follows the main table gets an association of its own with the
 * copy, which a revert takes away again.
 */
export function planCanary(
  view: VpcView,
  copy: VpcCopy,
  associations: AssociationPlan,
  wanted: SwitchSettings['canary'],
): PlanPart {
  if (wanted === 'auto') return { operations: chosen(view, copy, associations), problems: [], notes: [] };
  const own = new Set(copy.subnets.map(({ id }) => id));
  const parts = wanted
    .filter((subnet) => own.has(subnet))
    .map((subnet) => planOne(subnet, view, copy, associations));
  return {
    operations: parts.flatMap(({ operations }) => operations),
    problems: parts.flatMap(({ problems }) => problems),
    notes: [],
  };
}

function planOne(subnet: string, view: VpcView, copy: VpcCopy, { subnets }: AssociationPlan): PlanPart {
  const moving = subnets.find(({ target }) => target['subnet'] === subnet);
  if (moving !== undefined) return { operations: [moving], problems: [], notes: [] };
  const found = copy.subnets.find(({ id }) => id === subnet);
  const main = copy.tables.find(({ isMain }) => isMain);
  if (found !== undefined && isFollowing(found) && main?.existing !== undefined) {
    const operation = association({ vpc: view.id, subnet }, placeOf(view), null, main.existing);
    return { operations: [operation], problems: [], notes: [] };
  }
  const isOver = copy.tables.some(
    ({ existing, subnets: moved }) => existing !== undefined && moved.includes(subnet),
  );
  if (isOver) return { operations: [], problems: [], notes: [] };
  return {
    operations: [],
    problems: [
      {
        vpc: view.id,
        detail: `${view.id}: ${subnet} cannot go first: it stays with its table (${found?.reason ?? 'which has no copy'}).`,
        help: 'Name a subnet in switch_canary that goes over, or auto.',
      },
    ],
    notes: [],
  };
}

/**
 * Of subnets with an association of their own, that of the table with the fewest: it shows whether the copy works, and
 * the fewest feel it if not. Where all follow the main table, one of them. None where it would be all there is.
 */
function chosen(view: VpcView, copy: VpcCopy, associations: AssociationPlan): readonly SwitchOperation[] {
  const { subnets, main } = associations;
  const following = main.length === 0 ? [] : copy.subnets.filter(isFollowing);
  if (subnets.length + following.length < 2) return [];
  const [first] = following;
  if (subnets.length === 0)
    return first === undefined ? [] : planOne(first.id, view, copy, associations).operations;
  const neighbours = (operation: SwitchOperation): number =>
    subnets.filter(({ after }) => isSameState(after, operation.after)).length;
  return subnets.toSorted((one, other) => neighbours(one) - neighbours(other)).slice(0, 1);
}

function isFollowing({ isImplicit, reason }: SubnetCopy): boolean {
  return isImplicit && reason === undefined;
}
