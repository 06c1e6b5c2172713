import { originalOf } from '../../discovery/copy/original.ts';
import { associationsOf } from '../../discovery/copy/subnets.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import type { SwitchOperation } from '../operation.types.ts';
import { association } from './association.ts';
import { isMain, placeOf } from './plan-associations.ts';

/** What is associated with the copies of route tables now, as the operations that have brought it there. */
export function associationsOfCopies(view: VpcView): readonly SwitchOperation[] {
  const place = placeOf(view);
  return view.routeTables.flatMap((copy) => {
    const original = originalOf(copy);
    const { RouteTableId: id } = copy;
    if (original === undefined || id === undefined) return [];
    return associationsOf(copy).flatMap((one) => {
      if (one.SubnetId !== undefined)
        return [association({ vpc: view.id, subnet: one.SubnetId }, place, original, id)];
      return isMain(one) ? [association({ vpc: view.id, main: true }, place, original, id)] : [];
    });
  });
}

/** For people: a VPC goes by its copies, and its journal knows of no switch that stands. */
export function unrecorded(vpc: string, moved: readonly SwitchOperation[]): string {
  const [first] = moved;
  const what = moved.length === 1 ? first?.title : `${first?.title}, and ${moved.length - 1} more,`;
  return `${vpc}: the ${what} ${moved.length === 1 ? 'is' : 'are'} with copies of route tables already, and by what is written down here it is not switched.`;
}
