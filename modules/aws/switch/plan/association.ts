import type { Place } from '../../api/aws.types.ts';
import type { OperationCall, SwitchOperation } from '../operation.types.ts';

/** What an association is of: a subnet, or a VPC's main table. */
export type AssociationTarget =
  { readonly vpc: string; readonly subnet: string } | { readonly vpc: string; readonly main: true };

/** The table, or null for a subnet that follows the main table. */
export interface AssociationState {
  readonly routeTable: string | null;
}

/** A subnet, or the main association, goes from one table to another. */
export function association(
  target: AssociationTarget,
  place: Place,
  before: string | null,
  after: string,
): SwitchOperation {
  const what = 'subnet' in target ? target.subnet : 'the main table';
  return {
    id: `${target.vpc}/association/${'subnet' in target ? target.subnet : 'main'}`,
    kind: 'association',
    vpc: target.vpc,
    title: `association of ${what}`,
    place,
    target,
    before: { routeTable: before } satisfies AssociationState,
    after: { routeTable: after } satisfies AssociationState,
    does: [before === null && 'subnet' in target ? associate(target.subnet, after) : replace(after)],
    undoes: [before === null ? disassociate : replace(before)],
    risk: 'path',
  };
}

/** The id of an association changes with each replacement: it is looked up right before the call. */
function replace(table: string): OperationCall {
  return {
    service: 'ec2',
    action: 'ReplaceRouteTableAssociation',
    input: { AssociationId: '$association', RouteTableId: table },
  };
}

function associate(subnet: string, table: string): OperationCall {
  return {
    service: 'ec2',
    action: 'AssociateRouteTable',
    input: { SubnetId: subnet, RouteTableId: table },
  };
}

const disassociate: OperationCall = {
  service: 'ec2',
  action: 'DisassociateRouteTable',
  input: { AssociationId: '$association' },
};
