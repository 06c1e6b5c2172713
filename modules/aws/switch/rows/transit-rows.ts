import type {
  TransitGatewayPrefixListReference,
  TransitGatewayRoute,
  TransitGatewayRouteTablePropagation,
} from '../../api/ec2.types.ts';
import type { Present, StateRow } from '../execute/execute.types.ts';
import type { Operation } from '../operation.types.ts';
import { placeOfOperation } from './place-of-operation.ts';

export const staticRouteRow: StateRow = {
  read: async (operation, { aws }, signal) => {
    const { table, cidr } = textsOf(operation);
    const routes = await aws.all(
      placeOfOperation(operation),
      'ec2',
      'SearchTransitGatewayRoutes',
      {
        TransitGatewayRouteTableId: table,
        Filters: [
          { Name: 'type', Values: ['static'] },
          { Name: 'route-search.exact-match', Values: [cidr] },
        ],
      },
      'Routes',
      { signal },
    );
    return presentRoute(operation, routes);
  },
  notYet: ['IncorrectState'],
};

export const prefixListRow: StateRow = {
  read: async (operation, { aws }, signal) => {
    const { table, prefixList } = textsOf(operation);
    const references = await aws.all(
      placeOfOperation(operation),
      'ec2',
      'GetTransitGatewayPrefixListReferences',
      {
        TransitGatewayRouteTableId: table,
        Filters: [{ Name: 'prefix-list-id', Values: [prefixList] }],
      },
      'TransitGatewayPrefixListReferences',
      { signal },
    );
    return presentReference(operation, references);
  },
  notYet: ['IncorrectState'],
};

export const propagationRow: StateRow = {
  read: async (operation, { aws }, signal) => {
    const { table, attachment } = textsOf(operation);
    const propagations = await aws.all(
      placeOfOperation(operation),
      'ec2',
      'GetTransitGatewayRouteTablePropagations',
      {
        TransitGatewayRouteTableId: table,
        Filters: [{ Name: 'transit-gateway-attachment-id', Values: [attachment] }],
      },
      'TransitGatewayRouteTablePropagations',
      { signal },
    );
    return presentPropagation(operation, propagations);
  },
  notYet: ['IncorrectState'],
};

/** What a static route of the table leads to: the attachment, `blackhole`, or null where there is none. */
export function presentRoute(operation: Operation, routes: readonly TransitGatewayRoute[]): Present {
  const { cidr } = textsOf(operation);
  const found = routes.find(
    (one) =>
      one.DestinationCidrBlock === cidr &&
      one.Type === 'static' &&
      one.State !== 'deleted' &&
      one.PrefixListId === undefined,
  );
  const ids = (found?.TransitGatewayAttachments ?? []).flatMap(
    ({ TransitGatewayAttachmentId }) => TransitGatewayAttachmentId ?? [],
  );
  return {
    state: found === undefined ? null : ids.length === 0 ? 'blackhole' : { attachment: ids.join('+') },
    isSettling: found?.State === 'pending' || found?.State === 'deleting',
  };
}

/** The same for a prefix list. */
export function presentReference(
  operation: Operation,
  references: readonly TransitGatewayPrefixListReference[],
): Present {
  const { prefixList } = textsOf(operation);
  const found = references.find(({ PrefixListId }) => PrefixListId === prefixList);
  const attachment = found?.TransitGatewayAttachment?.TransitGatewayAttachmentId;
  return {
    state: found === undefined ? null : attachment === undefined ? 'blackhole' : { attachment },
    isSettling: found?.State !== undefined && found.State !== 'available',
  };
}

export function presentPropagation(
  operation: Operation,
  propagations: readonly TransitGatewayRouteTablePropagation[],
): Present {
  const { attachment } = textsOf(operation);
  const found = propagations.find(
    ({ TransitGatewayAttachmentId, State }) =>
      TransitGatewayAttachmentId === attachment && State !== 'disabled',
  );
  return {
    state: found === undefined ? 'disabled' : 'enabled',
    isSettling: found?.State === 'enabling' || found?.State === 'disabling',
  };
}

// Boundary: the targets of these kinds hold texts alone, and are read back from a journal.
function textsOf({ target }: Operation) {
  return target as {
    readonly table: string;
    readonly cidr: string;
    readonly prefixList: string;
    readonly attachment: string;
  };
}
