import assert from 'node:assert/strict';
import { alertsOf } from './case.ts';

describe('what cannot be read', () => {
  const unread = (table: string, id: string) => ({
    action: 'GetTransitGatewayRouteTableAssociations',
    message: `ec2 GetTransitGatewayRouteTableAssociations in us-east-1: AWS does not allow the call${table}. Request id ${id}.`,
  });
  const texts = (...gaps: readonly ReturnType<typeof unread>[]) =>
    alertsOf({ region: { gaps } })
      .filter(({ code }) => code === 'VPC-UNREAD')
      .map(({ text }) => text);

  it('is told once, however many things it was asked for', () => {
    assert.equal(texts(unread('', 'a-1'), unread('', 'a-2')).length, 1);
    assert.equal(texts(unread('', 'a-1'), unread(' of tgw-rtb-1', 'a-2')).length, 2);
  });

  it('is told in the same words in each run', () => {
    assert.deepEqual(texts(unread('', 'a-1')), texts(unread('', 'b-2')));
    assert.deepEqual(texts(unread('', 'a-1')), [
      'GetTransitGatewayRouteTableAssociations gives no answer in us-east-1: ec2 GetTransitGatewayRouteTableAssociations in us-east-1: AWS does not allow the call.',
    ]);
  });
});
