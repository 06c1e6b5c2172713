import type { Call, Mend } from '../mend.types.ts';
import { idsOf, needed, passing, stateNow, type Passing } from '../parameters.ts';
import { Refusal } from '../answers.ts';
import { filtersOf } from '../wire.ts';
import { itemsAt, textAt } from '../xml.ts';
import { rewritten, withItems, withTexts } from './rewrite.ts';

function statesOf(call: Call): Map<string, Passing> {
  return call.state('nat-states', () => new Map<string, Passing>());
}

export const createNatGateway: Mend = {
  gap: 'NAT gateways are available at once, in moto',
  actions: ['ec2:CreateNatGateway'],
  async answer(call) {
    const answer = await call.next();
    if (answer.status >= 300) return answer;
    return rewritten(answer, (content) => {
      const [gateway] = content['natGateway'] ?? [];
      if (typeof gateway !== 'object') return content;
      statesOf(call).set(textAt(gateway, 'natGatewayId'), passing(call, 'pending', 'available'));
      return { ...content, natGateway: [withTexts(gateway, { state: 'pending' })] };
    });
  },
};

export const deleteNatGateway: Mend = {
  gap: 'NAT gateways are deleted at once, and one that is not there gives a page of HTML, in moto',
  actions: ['ec2:DeleteNatGateway'],
  async answer(call) {
    const id = needed(call, 'NatGatewayId');
    const answer = await call.moto.ask(call.request, 'DescribeNatGateways', { 'NatGatewayId.1': id });
    if (itemsAt(answer, 'natGatewaySet').length === 0)
      throw new Refusal('NatGatewayNotFound', `NatGateway ${id} was not found`);
    const state = statesOf(call).get(id);
    if (state === undefined || !state.then.startsWith('deleted'))
      statesOf(call).set(id, passing(call, 'deleting', 'deleted'));
    return call.next();
  },
};

export const describeNatGateways: Mend = {
  gap: 'States of NAT gateways on the way',
  actions: ['ec2:DescribeNatGateways'],
  async answer(call) {
    const ids = idsOf(call, 'NatGatewayId');
    const states = filtersOf(call.request.params).get('state');
    const params = new Map(
      [...call.request.params].map(([name, value]) => {
        const at = /^Filter\.(\d+)\.Value/.exec(name)?.[1];
        const isState = at !== undefined && call.request.params.get(`Filter.${at}.Name`) === 'state';
        // Moto knows only the ends of the ways.
        return [name, isState ? (ENDS[value] ?? value) : value] as const;
      }),
    );
    const answer = await call.next({ params });
    const told = rewritten(answer, (content) =>
      withItems(content, 'natGatewaySet', (gateway) => {
        const passed = statesOf(call).get(textAt(gateway, 'natGatewayId'));
        const whole = passed === undefined ? gateway : withTexts(gateway, { state: stateNow(passed) });
        return states === undefined || states.includes(textAt(whole, 'state')) ? whole : undefined;
      }),
    );
    for (const id of ids)
      if (!told.body.toString().includes(id) && states === undefined)
        throw new Refusal('NatGatewayNotFound', `NatGateway ${id} was not found`);
    return told;
  },
};

const ENDS: Readonly<Record<string, string>> = { pending: 'available', deleting: 'deleted' };
