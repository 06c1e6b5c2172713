import { ec2Answer, Refusal } from '../answers.ts';
import type { Mend } from '../mend.types.ts';
import { needed, passes } from '../parameters.ts';
import { attachmentsOf } from './associations.ts';
import { attachmentIn, isUsable, tableIn, transitOf, type Attachment, type Table } from './model.ts';

function shown({ id, resource, resourceType }: Attachment, state: string, table?: Table): object {
  return {
    transitGatewayAttachmentId: id,
    resourceId: resource,
    resourceType,
    transitGatewayRouteTableId: table?.id,
    state,
  };
}

export const enablePropagation: Mend = {
  gap: 'An attachment propagates to one table only, in moto',
  actions: ['ec2:EnableTransitGatewayRouteTablePropagation'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const attachment = attachmentIn(call, needed(call, 'TransitGatewayAttachmentId'));
    if (table.propagations.has(attachment.id))
      throw new Refusal(
        'TransitGatewayRouteTablePropagation.Duplicate',
        `Propagation ${attachment.id} exists in Transit Gateway Route Table ${table.id}.`,
      );
    if (!isUsable(attachment)) throw new Refusal('IncorrectState', `${attachment.id} is in invalid state`);
    table.propagations.add(attachment.id);
    return ec2Answer('EnableTransitGatewayRouteTablePropagation', {
      propagation: shown(attachment, 'enabled', table),
    });
  },
};

export const disablePropagation: Mend = {
  gap: 'DisableTransitGatewayRouteTablePropagation fails the second time, in moto',
  actions: ['ec2:DisableTransitGatewayRouteTablePropagation'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const attachment = attachmentIn(call, needed(call, 'TransitGatewayAttachmentId'));
    if (!table.propagations.delete(attachment.id))
      throw new Refusal(
        'TransitGatewayRouteTablePropagation.NotFound',
        `Propagation ${attachment.id} does not exist in Transit Gateway Route Table ${table.id}.`,
      );
    return ec2Answer('DisableTransitGatewayRouteTablePropagation', {
      propagation: shown(attachment, 'disabled', table),
    });
  },
};

export const getTablePropagations: Mend = {
  gap: 'Filters of propagations',
  actions: ['ec2:GetTransitGatewayRouteTablePropagations'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const found = attachmentsOf(transitOf(call).attachments, table.propagations).filter(
      ({ id, resource, resourceType }) =>
        passes(call, {
          'resource-id': resource,
          'resource-type': resourceType,
          'transit-gateway-attachment-id': id,
        }),
    );
    return ec2Answer('GetTransitGatewayRouteTablePropagations', {
      transitGatewayRouteTablePropagations: found.map((attachment) => shown(attachment, 'enabled')),
    });
  },
};

export const getAttachmentPropagations: Mend = {
  gap: 'GetTransitGatewayAttachmentPropagations is missing in moto',
  actions: ['ec2:GetTransitGatewayAttachmentPropagations'],
  answer(call) {
    const attachment = attachmentIn(call, needed(call, 'TransitGatewayAttachmentId'));
    const tables = [...transitOf(call).tables.values()].filter(
      ({ id, isDeleted, propagations }) =>
        !isDeleted &&
        propagations.has(attachment.id) &&
        passes(call, { 'transit-gateway-route-table-id': id }),
    );
    return ec2Answer('GetTransitGatewayAttachmentPropagations', {
      transitGatewayAttachmentPropagations: tables.map(({ id }) => ({
        transitGatewayRouteTableId: id,
        state: 'enabled',
      })),
    });
  },
};
