import { ec2Answer, Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { needed, passes } from '../parameters.ts';
import { attachmentsOf } from './associations.ts';
import { attachmentIn, tableIn, transitOf, type Table } from './model.ts';

function shown(call: Call, table: Table, prefixList: string, state = 'available'): object {
  const id = table.references.get(prefixList);
  const [attachment] = attachmentsOf(transitOf(call).attachments, id === undefined ? [] : [id]);
  return {
    transitGatewayRouteTableId: table.id,
    prefixListId: prefixList,
    prefixListOwnerId: call.account,
    state,
    blackhole: id === undefined,
    transitGatewayAttachment:
      attachment === undefined
        ? undefined
        : {
            transitGatewayAttachmentId: attachment.id,
            resourceType: attachment.resourceType,
            resourceId: attachment.resource,
          },
  };
}

function targetOf(call: Call): string | undefined {
  if (call.request.params.get('Blackhole') === 'true') return undefined;
  return attachmentIn(call, needed(call, 'TransitGatewayAttachmentId')).id;
}

function referenceIn(table: Table, prefixList: string): string {
  if (table.references.has(prefixList)) return prefixList;
  throw new Refusal(
    'InvalidPrefixListID.NotFound',
    `Prefix list ${prefixList} is not referenced in ${table.id}.`,
  );
}

export const createReference: Mend = {
  gap: 'References to prefix lists are missing in moto',
  actions: ['ec2:CreateTransitGatewayPrefixListReference'],
  async answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const prefixList = needed(call, 'PrefixListId');
    await call.moto.ask(call.request, 'GetManagedPrefixListEntries', { PrefixListId: prefixList });
    if (table.references.has(prefixList))
      throw new Refusal('RouteAlreadyExists', `${prefixList} is already referenced in ${table.id}.`);
    table.references.set(prefixList, targetOf(call));
    return ec2Answer('CreateTransitGatewayPrefixListReference', {
      transitGatewayPrefixListReference: shown(call, table, prefixList),
    });
  },
};

export const modifyReference: Mend = {
  gap: 'ModifyTransitGatewayPrefixListReference is missing in moto',
  actions: ['ec2:ModifyTransitGatewayPrefixListReference'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const prefixList = referenceIn(table, needed(call, 'PrefixListId'));
    table.references.set(prefixList, targetOf(call));
    return ec2Answer('ModifyTransitGatewayPrefixListReference', {
      transitGatewayPrefixListReference: shown(call, table, prefixList),
    });
  },
};

export const deleteReference: Mend = {
  gap: 'DeleteTransitGatewayPrefixListReference is missing in moto',
  actions: ['ec2:DeleteTransitGatewayPrefixListReference'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const prefixList = referenceIn(table, needed(call, 'PrefixListId'));
    const last = shown(call, table, prefixList, 'deleting');
    table.references.delete(prefixList);
    return ec2Answer('DeleteTransitGatewayPrefixListReference', { transitGatewayPrefixListReference: last });
  },
};

export const getReferences: Mend = {
  gap: 'GetTransitGatewayPrefixListReferences is missing in moto',
  actions: ['ec2:GetTransitGatewayPrefixListReferences'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const found = [...table.references].filter(([prefixList, id]) => {
      const [attachment] = attachmentsOf(transitOf(call).attachments, id === undefined ? [] : [id]);
      return passes(call, {
        'prefix-list-id': prefixList,
        'prefix-list-owner-id': call.account,
        state: 'available',
        'is-blackhole': String(id === undefined),
        'attachment.resource-id': attachment?.resource ?? [],
        'attachment.resource-type': attachment?.resourceType ?? [],
        'attachment.transit-gateway-attachment-id': attachment?.id ?? [],
      });
    });
    return ec2Answer('GetTransitGatewayPrefixListReferences', {
      transitGatewayPrefixListReferenceSet: found.map(([prefixList]) => shown(call, table, prefixList)),
    });
  },
};
