import { isRead } from '../../snapshot/is-read.ts';
import { goalOf } from '../execute/run-operation.ts';
import type { Operation, Way } from '../operation.types.ts';
import type { AssociationState } from '../plan/association.ts';
import type { Facts } from './present-in-facts.ts';

/**
 * Whether an operation is about a subnet that was deleted since: there is nothing to be moved any more, and nothing that
 * its traffic could miss. What could not be read is not gone.
 */
export function isGone({ kind, vpc, target }: Operation, { regions }: Facts): boolean {
  const subnet = target['subnet'];
  if (kind !== 'association' || typeof subnet !== 'string') return false;
  const region = regions.find(({ vpcs }) => vpcs.some(({ VpcId }) => VpcId === vpc));
  if (region === undefined || !isRead(region, 'DescribeSubnets')) return false;
  return !region.subnets.some(({ SubnetId }) => SubnetId === subnet);
}

/** For people. */
export function goneNote({ vpc, target }: Operation): string {
  return `${vpc}: ${String(target['subnet'])} was deleted since: its association is left out.`;
}

/** What an operation leads to and was deleted since: a route table, an attachment. Undefined where it is there, or not known. */
export function missingGoal(operation: Operation, way: Way, facts: Facts): string | undefined {
  return operation.kind === 'association'
    ? missingTable(operation, way, facts)
    : missingAttachment(operation, way, facts);
}

function missingTable(operation: Operation, way: Way, { regions }: Facts): string | undefined {
  // Boundary: the states of an association, as its plan made them.
  const { routeTable } = goalOf(operation, way) as AssociationState;
  const tables = regions
    .flatMap((region) => region.routeTables)
    .filter(({ VpcId }) => VpcId === operation.vpc);
  if (routeTable === null || tables.length === 0) return undefined;
  const isThere = tables.some(({ RouteTableId }) => RouteTableId === routeTable);
  return isThere ? undefined : `the route table ${routeTable}`;
}

function missingAttachment({ target }: Operation, way: Way, { transits }: Facts): string | undefined {
  const id = target['attachment'];
  if (way === 'do' || typeof id !== 'string') return undefined;
  const transit = transits.find(({ routeTables }) =>
    routeTables.some(({ table }) => table.TransitGatewayRouteTableId === target['table']),
  );
  if (transit === undefined || transit.attachments.length === 0) return undefined;
  const found = transit.attachments.find((one) => one.TransitGatewayAttachmentId === id);
  const isThere = found !== undefined && !['deleting', 'deleted', 'failed'].includes(found.State ?? '');
  return isThere ? undefined : `the attachment ${id}`;
}
