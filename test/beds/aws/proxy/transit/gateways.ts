import { ec2Answer, Refusal } from '../answers.ts';
import type { Mend } from '../mend.types.ts';
import { idsOf, needed, newId, passes, passing, stateNow, tagSet, tagsGiven } from '../parameters.ts';
import { gatewayIn, transitOf, type Gateway } from './model.ts';
import { addTable } from './tables.ts';

const OPTIONS: Readonly<Record<string, string>> = {
  AmazonSideAsn: '64512',
  AutoAcceptSharedAttachments: 'disable',
  DefaultRouteTableAssociation: 'enable',
  DefaultRouteTablePropagation: 'enable',
  VpnEcmpSupport: 'enable',
  DnsSupport: 'enable',
  MulticastSupport: 'disable',
};

/** An option's name as answers have it: small first letter. */
function inAnswers(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
}

function shown({ id, owner, region, created, description, options, tags, state }: Gateway): object {
  return {
    transitGatewayId: id,
    transitGatewayArn: `arn:aws:ec2:${region}:${owner}:transit-gateway/${id}`,
    state: stateNow(state),
    ownerId: owner,
    description,
    creationTime: created,
    options: inAnswers(options),
    tagSet: tagSet(tags),
  };
}

export const createTransitGateway: Mend = {
  gap: 'Transit gateways are one account only, in moto',
  actions: ['ec2:CreateTransitGateway'],
  answer(call) {
    const { params, region } = call.request;
    const gateway: Gateway = {
      id: newId('tgw'),
      owner: call.account,
      region,
      created: new Date().toISOString(),
      description: params.get('Description') ?? '',
      options: Object.fromEntries(
        Object.entries(OPTIONS).map(([name, value]) => [name, params.get(`Options.${name}`) ?? value]),
      ),
      tags: tagsGiven(call),
      state: passing(call, 'pending', 'available'),
    };
    transitOf(call).gateways.set(gateway.id, gateway);
    const { DefaultRouteTableAssociation: associates, DefaultRouteTablePropagation: propagates } =
      gateway.options;
    if (associates === 'enable' || propagates === 'enable') {
      const table = addTable(call, gateway, true);
      if (associates === 'enable') gateway.options['AssociationDefaultRouteTableId'] = table.id;
      if (propagates === 'enable') gateway.options['PropagationDefaultRouteTableId'] = table.id;
    }
    return ec2Answer('CreateTransitGateway', { transitGateway: shown(gateway) });
  },
};

export const describeTransitGateways: Mend = {
  gap: 'Transit gateways that are shared are not seen, in moto',
  actions: ['ec2:DescribeTransitGateways'],
  answer(call) {
    const ids = idsOf(call, 'TransitGatewayIds', 'TransitGatewayId');
    const found =
      ids.length === 0
        ? [...transitOf(call).gateways.values()].filter(({ state }) => stateNow(state) !== 'deleted')
        : ids.map((id) => gatewayIn(call, id));
    const transitGatewaySet = found
      .filter((gateway) =>
        passes(
          call,
          {
            'transit-gateway-id': gateway.id,
            'owner-id': gateway.owner,
            state: stateNow(gateway.state),
          },
          gateway.tags,
        ),
      )
      .map(shown);
    return ec2Answer('DescribeTransitGateways', { transitGatewaySet });
  },
};

export const deleteTransitGateway: Mend = {
  gap: 'A transit gateway with attachments can be deleted, in moto',
  actions: ['ec2:DeleteTransitGateway'],
  answer(call) {
    const gateway = gatewayIn(call, needed(call, 'TransitGatewayId'));
    const users = [...transitOf(call).attachments.values()].filter(
      (attachment) => attachment.gateway === gateway && stateNow(attachment.state) !== 'deleted',
    );
    if (users.length > 0)
      throw new Refusal(
        'IncorrectState',
        `${gateway.id} has non-deleted Transit Gateway Attachments: ${users.map(({ id }) => id).join(', ')}.`,
      );
    gateway.state = passing(call, 'deleting', 'deleted');
    return ec2Answer('DeleteTransitGateway', { transitGateway: shown(gateway) });
  },
};
