/** What routes may lead to that is not there any more: AWS tells such routes as black holes. */
import type { Call } from '../mend.types.ts';
import { isUsable, transitOf } from '../transit/model.ts';
import { itemsAt, textAt } from '../xml.ts';

/** Whether a target of a route in a VPC is gone. */
export async function goneTargets(call: Call): Promise<(target: string, vpc: string) => boolean> {
  const [nats, vpns, peerings] = await Promise.all([
    call.moto.ask(call.request, 'DescribeNatGateways'),
    call.moto.ask(call.request, 'DescribeVpnGateways'),
    call.moto.ask(call.request, 'DescribeVpcPeeringConnections'),
  ]);
  const gone = new Set<string>();
  for (const nat of itemsAt(nats, 'natGatewaySet'))
    if (textAt(nat, 'state') === 'deleted') gone.add(textAt(nat, 'natGatewayId'));
  for (const peering of itemsAt(peerings, 'vpcPeeringConnectionSet'))
    if (textAt(peering, 'status', 'code') === 'deleted') gone.add(textAt(peering, 'vpcPeeringConnectionId'));
  const attached = new Set<string>();
  for (const gateway of itemsAt(vpns, 'vpnGatewaySet'))
    for (const attachment of itemsAt(gateway, 'attachments'))
      if (textAt(attachment, 'state') === 'attached')
        attached.add(`${textAt(gateway, 'vpnGatewayId')} ${textAt(attachment, 'vpcId')}`);
  for (const attachment of transitOf(call).attachments.values())
    if (isUsable(attachment)) attached.add(`${attachment.gateway.id} ${attachment.resource}`);
  return (target, vpc) => {
    if (target.startsWith('vgw-') || /^tgw-[0-9a-f]+$/.test(target)) return !attached.has(`${target} ${vpc}`);
    return gone.has(target);
  };
}
