import type { RouteTable } from '../../api/ec2.types.ts';
import type { Clients, StateRow } from '../../switch/execute/execute.types.ts';
import type { Operation } from '../../switch/operation.types.ts';
import { placeOfOperation } from '../../switch/rows/place-of-operation.ts';
import { destinationOf } from '../../discovery/copy/destination.ts';
import { associationsIn } from '../plan/tables.ts';
import { targetText } from './target-text.ts';

/** A table with what uses it: one that somebody has come to use since is not deleted. What leaves it is waited for. */
export const routeTableRow: StateRow = {
  async read(operation, clients, signal) {
    const table = await readTable(operation, clients, signal);
    if (table === undefined) return { state: null };
    const leaving = targetText(operation, 'leaving').split(',');
    const used = associationsIn(table);
    return {
      state: { associations: used.filter((id) => !leaving.includes(id)) },
      isSettling: used.some((id) => leaving.includes(id)),
    };
  },
  notYet: ['DependencyViolation'],
};

export const peeringRouteRow: StateRow = {
  async read(operation, clients, signal) {
    const table = await readTable(operation, clients, signal);
    const route = table?.Routes?.find(
      (one) => destinationOf(one).text === targetText(operation, 'destination'),
    );
    return {
      state: route === undefined ? null : { peering: route.VpcPeeringConnectionId ?? 'another target' },
    };
  },
};

export const peeringRow: StateRow = {
  async read(operation, { aws }, signal) {
    const Filters = [{ Name: 'vpc-peering-connection-id', Values: [targetText(operation, 'peering')] }];
    const [found] = await aws.all(
      placeOfOperation(operation),
      'ec2',
      'DescribeVpcPeeringConnections',
      { Filters },
      'VpcPeeringConnections',
      { signal },
    );
    const status = found?.Status?.Code;
    const isGone = status === undefined || ['deleted', 'rejected', 'expired', 'failed'].includes(status);
    return { state: isGone ? null : { status }, isSettling: status === 'deleting' };
  },
};

async function readTable(
  operation: Operation,
  { aws }: Clients,
  signal: AbortSignal,
): Promise<RouteTable | undefined> {
  const Filters = [{ Name: 'route-table-id', Values: [targetText(operation, 'table')] }];
  const [table] = await aws.all(
    placeOfOperation(operation),
    'ec2',
    'DescribeRouteTables',
    { Filters },
    'RouteTables',
    { signal },
  );
  return table;
}
