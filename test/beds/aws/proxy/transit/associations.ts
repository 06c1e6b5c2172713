import { ec2Answer, Refusal } from '../answers.ts';
import type { Mend } from '../mend.types.ts';
import { needed, passes } from '../parameters.ts';
import {
  associatedTable,
  attachmentIn,
  isUsable,
  tableIn,
  transitOf,
  type Attachment,
  type Table,
} from './model.ts';

function shown(table: Table, { id, resource, resourceType }: Attachment, state: string): object {
  return {
    transitGatewayRouteTableId: table.id,
    transitGatewayAttachmentId: id,
    resourceId: resource,
    resourceType,
    state,
  };
}

export const associate: Mend = {
  gap: 'A second association of a table replaces the first, in moto',
  actions: ['ec2:AssociateTransitGatewayRouteTable'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const attachment = attachmentIn(call, needed(call, 'TransitGatewayAttachmentId'));
    if (associatedTable(call, attachment.id) !== undefined)
      throw new Refusal(
        'Resource.AlreadyAssociated',
        `Transit Gateway Attachment ${attachment.id} is already associated to a route table.`,
      );
    if (!isUsable(attachment)) throw new Refusal('IncorrectState', `${attachment.id} is in invalid state`);
    table.associations.add(attachment.id);
    return ec2Answer('AssociateTransitGatewayRouteTable', {
      association: shown(table, attachment, 'associating'),
    });
  },
};

export const disassociate: Mend = {
  gap: 'Associations of the bed',
  actions: ['ec2:DisassociateTransitGatewayRouteTable'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const attachment = attachmentIn(call, needed(call, 'TransitGatewayAttachmentId'));
    if (!table.associations.delete(attachment.id))
      throw new Refusal(
        'InvalidAssociation.NotFound',
        `Attachment ${attachment.id} is not associated with ${table.id}.`,
      );
    return ec2Answer('DisassociateTransitGatewayRouteTable', {
      association: shown(table, attachment, 'disassociating'),
    });
  },
};

export const getAssociations: Mend = {
  gap: 'Filters of associations',
  actions: ['ec2:GetTransitGatewayRouteTableAssociations'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const associations = attachmentsOf(transitOf(call).attachments, table.associations)
      .filter(({ id, resource, resourceType }) =>
        passes(call, {
          'resource-id': resource,
          'resource-type': resourceType,
          'transit-gateway-attachment-id': id,
        }),
      )
      .map((attachment) => shown(table, attachment, 'associated'));
    return ec2Answer('GetTransitGatewayRouteTableAssociations', { associations });
  },
};

export function attachmentsOf(
  attachments: ReadonlyMap<string, Attachment>,
  ids: Iterable<string>,
): readonly Attachment[] {
  return [...ids].map((id) => attachments.get(id)).filter((attachment) => attachment !== undefined);
}
