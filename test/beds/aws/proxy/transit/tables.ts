import { ec2Answer, Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { idsOf, needed, newId, passes, tagSet, tagsGiven } from '../parameters.ts';
import { gatewayIn, tableIn, transitOf, type Gateway, type Table } from './model.ts';

export function addTable(call: Call, gateway: Gateway, isDefault: boolean): Table {
  const table: Table = {
    id: newId('tgw-rtb'),
    gateway,
    created: new Date().toISOString(),
    isDefault,
    tags: isDefault ? new Map<string, string>() : tagsGiven(call),
    associations: new Set(),
    propagations: new Set(),
    routes: new Map(),
    references: new Map(),
    isDeleted: false,
  };
  transitOf(call).tables.set(table.id, table);
  return table;
}

function shown({ id, gateway, created, tags, isDeleted }: Table): object {
  return {
    transitGatewayRouteTableId: id,
    transitGatewayId: gateway.id,
    state: isDeleted ? 'deleted' : 'available',
    defaultAssociationRouteTable: gateway.options['AssociationDefaultRouteTableId'] === id,
    defaultPropagationRouteTable: gateway.options['PropagationDefaultRouteTableId'] === id,
    creationTime: created,
    tagSet: tagSet(tags),
  };
}

export const createTable: Mend = {
  gap: 'Transit route tables know one association each, in moto',
  actions: ['ec2:CreateTransitGatewayRouteTable'],
  answer(call) {
    const gateway = gatewayIn(call, needed(call, 'TransitGatewayId'));
    if (gateway.owner !== call.account)
      throw new Refusal('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
    return ec2Answer('CreateTransitGatewayRouteTable', {
      transitGatewayRouteTable: shown(addTable(call, gateway, false)),
    });
  },
};

export const describeTables: Mend = {
  gap: 'Transit route tables of a gateway of the bed',
  actions: ['ec2:DescribeTransitGatewayRouteTables'],
  answer(call) {
    const ids = idsOf(call, 'TransitGatewayRouteTableIds', 'TransitGatewayRouteTableId');
    const found =
      ids.length > 0
        ? ids.map((id) => tableIn(call, id))
        : [...transitOf(call).tables.values()].filter(
            ({ isDeleted, gateway }) => !isDeleted && gateway.owner === call.account,
          );
    const transitGatewayRouteTables = found
      .filter(({ id, gateway, tags }) => {
        const { AssociationDefaultRouteTableId: associates, PropagationDefaultRouteTableId: propagates } =
          gateway.options;
        return passes(
          call,
          {
            'transit-gateway-id': gateway.id,
            'transit-gateway-route-table-id': id,
            state: 'available',
            'default-association-route-table': String(associates === id),
            'default-propagation-route-table': String(propagates === id),
          },
          tags,
        );
      })
      .map(shown);
    return ec2Answer('DescribeTransitGatewayRouteTables', { transitGatewayRouteTables });
  },
};

export const deleteTable: Mend = {
  gap: 'A transit route table in use can be deleted, in moto',
  actions: ['ec2:DeleteTransitGatewayRouteTable'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    if (table.associations.size > 0 || table.isDefault)
      throw new Refusal('IncorrectState', `Cannot delete ${table.id}: it is in use.`);
    table.isDeleted = true;
    return ec2Answer('DeleteTransitGatewayRouteTable', { transitGatewayRouteTable: shown(table) });
  },
};
