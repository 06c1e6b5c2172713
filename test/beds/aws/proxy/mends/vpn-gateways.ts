import type { Call, Mend } from '../mend.types.ts';
import { Refusal } from '../answers.ts';
import { needed, passing, stateNow, type Passing } from '../parameters.ts';
import { itemsAt, textAt } from '../xml.ts';
import { rewritten, withItems, withTexts } from './rewrite.ts';
import { interfacesOf } from './direct-connect.ts';

/** Attachments on their way out, by gateway and VPC. */
function detachingOf(call: Call): Map<string, Passing> {
  return call.state('vgw-detaching', () => new Map<string, Passing>());
}

export const attachVpnGateway: Mend = {
  gap: 'A VPC takes a second VPN gateway, in moto',
  actions: ['ec2:AttachVpnGateway'],
  async answer(call) {
    const vpc = needed(call, 'VpcId');
    const gateway = needed(call, 'VpnGatewayId');
    const all = await call.moto.ask(call.request, 'DescribeVpnGateways');
    for (const other of itemsAt(all, 'vpnGatewaySet'))
      for (const attachment of itemsAt(other, 'attachments'))
        if (textAt(attachment, 'vpcId') === vpc && textAt(attachment, 'state') === 'attached')
          if (textAt(other, 'vpnGatewayId') !== gateway)
            throw new Refusal(
              'InvalidParameterValue',
              `The VPC '${vpc}' already has a virtual private gateway attached`,
            );
    detachingOf(call).delete(`${gateway} ${vpc}`);
    return call.next();
  },
};

export const detachVpnGateway: Mend = {
  gap: 'VPN gateways are detached at once, in moto',
  actions: ['ec2:DetachVpnGateway'],
  async answer(call) {
    const key = `${needed(call, 'VpnGatewayId')} ${needed(call, 'VpcId')}`;
    if (detachingOf(call).has(key))
      throw new Refusal(
        'InvalidVpnGatewayAttachment.NotFound',
        `The attachment with vpn gateway ID and vpc ID '${key}' does not exist`,
      );
    const answer = await call.next();
    if (answer.status < 300) detachingOf(call).set(key, passing(call, 'detaching', 'detached'));
    return answer;
  },
};

export const describeVpnGateways: Mend = {
  gap: 'Attachments of VPN gateways on their way out',
  actions: ['ec2:DescribeVpnGateways'],
  async answer(call) {
    return rewritten(await call.next(), (content) =>
      withItems(content, 'vpnGatewaySet', (gateway) =>
        withItems(gateway, 'attachments', (attachment) => {
          const key = `${textAt(gateway, 'vpnGatewayId')} ${textAt(attachment, 'vpcId')}`;
          const passed = detachingOf(call).get(key);
          return passed === undefined ? attachment : withTexts(attachment, { state: stateNow(passed) });
        }),
      ),
    );
  },
};

export const deleteVpnGateway: Mend = {
  gap: 'An attached VPN gateway can be deleted, in moto',
  actions: ['ec2:DeleteVpnGateway'],
  async answer(call) {
    const id = needed(call, 'VpnGatewayId');
    const found = await call.moto.ask(call.request, 'DescribeVpnGateways', { 'VpnGatewayId.1': id });
    const [gateway] = itemsAt(found, 'vpnGatewaySet');
    const isHeld = itemsAt(gateway, 'attachments').some((attachment) => {
      const passed = detachingOf(call).get(`${id} ${textAt(attachment, 'vpcId')}`);
      return (passed === undefined ? textAt(attachment, 'state') : stateNow(passed)) !== 'detached';
    });
    const users = [...interfacesOf(call).values()].filter(
      ({ gateway: used, state }) => used === id && stateNow(state) !== 'deleted',
    );
    if (isHeld || users.length > 0)
      throw new Refusal('IncorrectState', `The VPN gateway ${id} is in use, and cannot be deleted.`);
    return call.next();
  },
};
