import { ec2Answer, Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import {
  idsOf,
  needed,
  newId,
  passes,
  passing,
  stateNow,
  tagSet,
  tagsGiven,
  type Fields,
} from '../parameters.ts';
import { readXml, textAt } from '../xml.ts';
import {
  associatedTable,
  attachmentIn,
  gatewayIn,
  isSeenBy,
  transitOf,
  type Attachment,
  type Gateway,
} from './model.ts';

const OPTIONS: Readonly<Record<string, string>> = {
  DnsSupport: 'enable',
  SecurityGroupReferencingSupport: 'enable',
  Ipv6Support: 'disable',
  ApplianceModeSupport: 'disable',
};

/** Attaches something, and associates and propagates it as the gateway's defaults say. */
export function attach(
  call: Call,
  gateway: Gateway,
  parts: Pick<Attachment, 'resource' | 'resourceType' | 'subnets' | 'options'>,
): Attachment {
  const isAccepted =
    gateway.owner === call.account || gateway.options['AutoAcceptSharedAttachments'] === 'enable';
  const attachment: Attachment = {
    ...parts,
    id: newId('tgw-attach'),
    gateway,
    owner: call.account,
    created: new Date().toISOString(),
    tags: tagsGiven(call),
    state: isAccepted
      ? passing(call, 'pending', 'available')
      : { now: 'pendingAcceptance', then: 'pendingAcceptance', at: 0 },
  };
  transitOf(call).attachments.set(attachment.id, attachment);
  if (isAccepted) useDefaults(call, attachment);
  return attachment;
}

function useDefaults(call: Call, { id, gateway: { options } }: Attachment): void {
  const { tables } = transitOf(call);
  const {
    DefaultRouteTableAssociation: associates,
    DefaultRouteTablePropagation: propagates,
    AssociationDefaultRouteTableId: associated = '',
    PropagationDefaultRouteTableId: propagated = '',
  } = options;
  if (associates === 'enable') tables.get(associated)?.associations.add(id);
  if (propagates === 'enable') tables.get(propagated)?.propagations.add(id);
}

function shownVpc(attachment: Attachment): object {
  const { id, gateway, owner, resource, created, options, tags, subnets, state } = attachment;
  return {
    transitGatewayAttachmentId: id,
    transitGatewayId: gateway.id,
    vpcId: resource,
    vpcOwnerId: owner,
    state: stateNow(state),
    subnetIds: subnets,
    creationTime: created,
    options: {
      dnsSupport: options['DnsSupport'],
      securityGroupReferencingSupport: options['SecurityGroupReferencingSupport'],
      ipv6Support: options['Ipv6Support'],
      applianceModeSupport: options['ApplianceModeSupport'],
    },
    tagSet: tagSet(tags),
  };
}

function shown(call: Call, attachment: Attachment): object {
  const { id, gateway, owner, resource, resourceType, created, tags, state } = attachment;
  const table = associatedTable(call, id);
  return {
    transitGatewayAttachmentId: id,
    transitGatewayId: gateway.id,
    transitGatewayOwnerId: gateway.owner,
    resourceOwnerId: owner,
    resourceType,
    resourceId: resource,
    state: stateNow(state),
    association:
      table === undefined ? undefined : { transitGatewayRouteTableId: table.id, state: 'associated' },
    creationTime: created,
    tagSet: tagSet(tags),
  };
}

export const createVpcAttachment: Mend = {
  gap: 'Attachments belong to one account only, in moto, and take no tags',
  actions: ['ec2:CreateTransitGatewayVpcAttachment'],
  async answer(call) {
    const gateway = gatewayIn(call, needed(call, 'TransitGatewayId'));
    const vpc = needed(call, 'VpcId');
    const subnets = idsOf(call, 'SubnetIds', 'SubnetId');
    await call.moto.ask(call.request, 'DescribeVpcs', { 'VpcId.1': vpc });
    await call.moto.ask(
      call.request,
      'DescribeSubnets',
      Object.fromEntries(subnets.map((id, at) => [`SubnetId.${at + 1}`, id])),
    );
    const isThere = [...transitOf(call).attachments.values()].some(
      ({ resource, state, gateway: { id } }) =>
        resource === vpc && id === gateway.id && !['deleting', 'deleted'].includes(stateNow(state)),
    );
    if (isThere)
      throw new Refusal(
        'DuplicateTransitGatewayAttachment',
        `${gateway.id} has non-deleted Transit Gateway Attachments with same VPC ID.`,
      );
    const options = Object.fromEntries(
      Object.entries(OPTIONS).map(([name, value]) => [
        name,
        call.request.params.get(`Options.${name}`) ?? value,
      ]),
    );
    const made = attach(call, gateway, { resource: vpc, resourceType: 'vpc', subnets, options });
    return ec2Answer('CreateTransitGatewayVpcAttachment', { transitGatewayVpcAttachment: shownVpc(made) });
  },
};

export const acceptVpcAttachment: Mend = {
  gap: 'AcceptTransitGatewayVpcAttachment is missing in moto',
  actions: ['ec2:AcceptTransitGatewayVpcAttachment'],
  answer(call) {
    const attachment = attachmentIn(call, needed(call, 'TransitGatewayAttachmentId'));
    if (stateNow(attachment.state) !== 'pendingAcceptance')
      throw new Refusal('IncorrectState', `${attachment.id} is in invalid state`);
    attachment.state = passing(call, 'pending', 'available');
    useDefaults(call, attachment);
    return ec2Answer('AcceptTransitGatewayVpcAttachment', {
      transitGatewayVpcAttachment: shownVpc(attachment),
    });
  },
};

export const modifyVpcAttachment: Mend = {
  gap: 'Attachments of the bed',
  actions: ['ec2:ModifyTransitGatewayVpcAttachment'],
  answer(call) {
    const attachment = attachmentIn(call, needed(call, 'TransitGatewayAttachmentId'));
    const removed = new Set(idsOf(call, 'RemoveSubnetIds'));
    const kept = attachment.subnets.filter((id) => !removed.has(id));
    attachment.subnets = [...new Set([...kept, ...idsOf(call, 'AddSubnetIds')])];
    for (const name of Object.keys(OPTIONS)) {
      const value = call.request.params.get(`Options.${name}`);
      if (value !== undefined) attachment.options[name] = value;
    }
    return ec2Answer('ModifyTransitGatewayVpcAttachment', {
      transitGatewayVpcAttachment: shownVpc(attachment),
    });
  },
};

export const deleteVpcAttachment: Mend = {
  gap: 'Routes to a deleted attachment stay active, in moto',
  actions: ['ec2:DeleteTransitGatewayVpcAttachment'],
  answer(call) {
    const attachment = attachmentIn(call, needed(call, 'TransitGatewayAttachmentId'));
    if (stateNow(attachment.state) === 'deleting')
      throw new Refusal('IncorrectState', `${attachment.id} is in invalid state`);
    attachment.state = passing(call, 'deleting', 'deleted');
    for (const { associations, propagations } of transitOf(call).tables.values()) {
      associations.delete(attachment.id);
      propagations.delete(attachment.id);
    }
    return ec2Answer('DeleteTransitGatewayVpcAttachment', {
      transitGatewayVpcAttachment: shownVpc(attachment),
    });
  },
};

function listed(call: Call, fieldsOf: (attachment: Attachment) => Fields): readonly Attachment[] {
  const ids = idsOf(call, 'TransitGatewayAttachmentIds', 'TransitGatewayAttachmentId');
  const all = [...transitOf(call).attachments.values()].filter((attachment) => isSeenBy(call, attachment));
  const known = new Set(all.map(({ id }) => id));
  for (const id of ids) if (!known.has(id)) attachmentIn(call, id);
  return all
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .filter((attachment) => passes(call, fieldsOf(attachment), attachment.tags));
}

export const describeVpcAttachments: Mend = {
  gap: 'Attachments of other accounts are not seen by the owner of the gateway, in moto',
  actions: ['ec2:DescribeTransitGatewayVpcAttachments'],
  answer(call) {
    const found = listed(call, ({ id, gateway, resource, state }) => ({
      state: stateNow(state),
      'transit-gateway-attachment-id': id,
      'transit-gateway-id': gateway.id,
      'vpc-id': resource,
    }));
    return ec2Answer('DescribeTransitGatewayVpcAttachments', {
      transitGatewayVpcAttachments: found.filter(({ resourceType }) => resourceType === 'vpc').map(shownVpc),
    });
  },
};

export const describeAttachments: Mend = {
  gap: 'The association of each attachment is the same made-up one, in moto',
  actions: ['ec2:DescribeTransitGatewayAttachments'],
  answer(call) {
    const found = listed(call, (attachment) => {
      const { id, gateway, resource, resourceType, owner, state } = attachment;
      const table = associatedTable(call, id);
      return {
        'association.state': table === undefined ? [] : 'associated',
        'association.transit-gateway-route-table-id': table?.id ?? [],
        'resource-id': resource,
        'resource-owner-id': owner,
        'resource-type': resourceType,
        state: stateNow(state),
        'transit-gateway-attachment-id': id,
        'transit-gateway-id': gateway.id,
        'transit-gateway-owner-id': gateway.owner,
      };
    });
    return ec2Answer('DescribeTransitGatewayAttachments', {
      transitGatewayAttachments: found.map((attachment) => shown(call, attachment)),
    });
  },
};

export const createVpnConnection: Mend = {
  gap: 'A VPN connection to a transit gateway of the bed is attached to it',
  actions: ['ec2:CreateVpnConnection'],
  async answer(call) {
    const id = call.request.params.get('TransitGatewayId');
    if (id === undefined) return call.next();
    const gateway = gatewayIn(call, id);
    const answer = await call.next();
    if (answer.status < 300) {
      const made = readXml(answer.body.toString())['CreateVpnConnectionResponse']?.[0];
      const vpn = textAt(made, 'vpnConnection', 'vpnConnectionId');
      attach(call, gateway, { resource: vpn, resourceType: 'vpn', subnets: [], options: {} });
    }
    return answer;
  },
};
