import type { RouteTable, RouteTableAssociation } from '../../api/ec2.types.ts';
import type { Present, StateRow } from '../execute/execute.types.ts';
import type { Operation } from '../operation.types.ts';
import type { AssociationState, AssociationTarget } from '../plan/association.ts';
import { isMain } from '../plan/plan-associations.ts';
import { placeOfOperation } from './place-of-operation.ts';

export const associationRow: StateRow = {
  read: async (operation, { aws }, signal) => {
    const { vpc } = targetOf(operation);
    const tables = await aws.all(
      placeOfOperation(operation),
      'ec2',
      'DescribeRouteTables',
      { Filters: [{ Name: 'vpc-id', Values: [vpc] }] },
      'RouteTables',
      { signal },
    );
    return presentAssociation(operation, tables);
  },
};

/** Where a subnet, or the main association of the VPC, is among these tables. */
export function presentAssociation(operation: Operation, tables: readonly RouteTable[]): Present {
  const target = targetOf(operation);
  const found = tables
    .filter(({ VpcId }) => VpcId === undefined || VpcId === target.vpc)
    .flatMap(({ Associations = [], RouteTableId = '' }) =>
      Associations.filter((one) => isOf(target, one)).map((one) => ({ one, table: RouteTableId })),
    );
  const standing = found.find(({ one }) => !isLeaving(one));
  const state: AssociationState = { routeTable: standing?.table ?? null };
  const id = standing?.one.RouteTableAssociationId;
  return {
    state,
    isSettling: found.some(({ one: { AssociationState: now } }) => now?.State?.endsWith('ing') === true),
    ...(id === undefined ? {} : { names: { association: id } }),
  };
}

function isOf(target: AssociationTarget, association: RouteTableAssociation): boolean {
  return 'subnet' in target ? association.SubnetId === target.subnet : isMain(association);
}

function isLeaving({ AssociationState: now }: RouteTableAssociation): boolean {
  return now?.State === 'disassociating' || now?.State === 'disassociated' || now?.State === 'failed';
}

// Boundary: targets of the kind `association` are made by `association()` alone, and read back from a journal.
function targetOf({ target }: Operation): AssociationTarget {
  return target as unknown as AssociationTarget;
}
