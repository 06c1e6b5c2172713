import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normal, sorted } from '../../../../modules/aws/snapshot/normal.ts';

describe('the normal form of answers', () => {
  it('has times as texts, sorted tags and keys, and no secrets', () => {
    const answer = {
      VpnConnectionId: 'vpn-1',
      Tags: [
        { Key: 'b', Value: '1' },
        { Value: '2', Key: 'a' },
      ],
      CustomerGatewayConfiguration: '<pre_shared_key>secret</pre_shared_key>',
      Options: { TunnelOptions: [{ PreSharedKey: 'secret', TunnelInsideCidr: '169.254.1.0/30' }] },
      CreateTime: new Date(0),
      $metadata: { requestId: 'x' },
      Gone: undefined,
    };
    assert.equal(
      JSON.stringify(normal(answer)),
      '{"CreateTime":"1970-01-01T00:00:00.000Z","Options":{"TunnelOptions":[{"TunnelInsideCidr":"169.254.1.0/30"}]},"Tags":[{"Key":"a","Value":"2"},{"Key":"b","Value":"1"}],"VpnConnectionId":"vpn-1"}',
    );
  });

  it('is the same whatever order things come in, and once more the same', () => {
    const element = fc.record({
      DestinationCidrBlock: fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '0.0.0.0/0'),
      GatewayId: fc.constantFrom('igw-1', 'vgw-1'),
    });
    fc.assert(
      fc.property(fc.array(element), (list) => {
        const one = normal({ Routes: list });
        assert.equal(JSON.stringify(normal({ Routes: list.toReversed() })), JSON.stringify(one));
        assert.equal(JSON.stringify(normal(one)), JSON.stringify(one));
      }),
    );
  });

  it('sorts a list by the id of its elements', () => {
    const list = [
      { VpcId: 'vpc-b', A: 1 },
      { VpcId: 'vpc-a', A: 2 },
    ];
    assert.deepEqual(
      sorted(list, 'VpcId').map(({ VpcId }) => VpcId),
      ['vpc-a', 'vpc-b'],
    );
  });
});
