import assert from 'node:assert/strict';
import { readSuppressions, sift } from '../../../../modules/aws/rules/suppress.ts';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { route } from '../snapshot/base.ts';
import { alertsOf, routes } from './case.ts';

const peering = { VpcPeeringConnectionId: 'pcx-01' };
const alerts = alertsOf({
  region: {
    ...routes([route('10.8.0.0/16', peering), route('10.9.0.0/16', { NatGatewayId: 'nat-01' })]),
    internetGateways: [],
  },
});

/** Of the alerts above: what is left, and what entries were for nothing. */
function sifted(list: unknown) {
  const { alerts: left, suppressed, unused } = sift(alerts, readSuppressions(list));
  return { left: left.map(({ log }) => log), suppressed: suppressed.length, unused };
}

const noGateway = 'vpc-0a has no IGW';
const [toPeer, toNat] = [
  'unexpected private IP 10.8.0.0/16 to pcx-01 in rtb-0b',
  'unexpected private IP 10.9.0.0/16 to nat-01 in rtb-0b',
];

describe('suppressed alerts', () => {
  const cases: readonly (readonly [
    name: string,
    list: unknown,
    left: readonly string[],
    unused: readonly string[],
  ])[] = [
    ['none', undefined, [noGateway, toPeer, toNat], []],
    ['a code', ['VPC-PRIVATE-ROUTE'], [noGateway], []],
    ['a code in small letters', ['vpc-private-route'], [noGateway], []],
    ['a code with a star', ['VPC-*'], [], []],
    ['a table', [{ code: 'VPC-PRIVATE-ROUTE', ids: ['rtb-0b'] }], [noGateway], []],
    ['a target', [{ code: 'VPC-PRIVATE-ROUTE', ids: ['pcx-*'] }], [noGateway, toNat], []],
    ['a destination', [{ code: 'VPC-PRIVATE-ROUTE', ids: ['10.9.*'] }], [noGateway, toPeer], []],
    ['a VPC', [{ code: '*', ids: ['vpc-0a'] }], [], []],
    ['a region, one id', [{ code: '*', ids: 'us-east-1' }], [], []],
    [
      'entries that fit nothing',
      ['VPC-PEERING', { code: 'VPC-PRIVATE-ROUTE', ids: ['rtb-99', 'rtb-0'] }],
      [noGateway, toPeer, toNat],
      ['VPC-PEERING', 'VPC-PRIVATE-ROUTE for rtb-99, rtb-0'],
    ],
  ];
  for (const [name, list, left, unused] of cases)
    it(name, () => {
      const found = sifted(list);
      assert.deepEqual(found, { left, suppressed: 3 - left.length, unused });
    });

  const wrong: readonly (readonly [list: unknown, RegExp])[] = [
    ['VPC-PEERING', /is no list/],
    [['VPC-PEERINGS'], /Did you mean VPC-PEERING\?/],
    [[{ ids: ['x'] }], /has no code/],
    [[{ code: 'VPC-PEERING', id: 'x' }], /has the key id; there are code and ids/],
    [[{ code: 'VPC-PEERING', ids: [3] }], /no list of texts/],
    [[{ code: 'VPC-PEERING', ids: [] }], /no list of texts/],
    [[null], /has no code/],
  ];
  for (const [list, message] of wrong)
    it(`refuses ${JSON.stringify(list)}`, () => {
      assert.throws(
        () => readSuppressions(list),
        (error) =>
          error instanceof DroverError && error.code === 'discovery-alerts' && message.test(error.message),
      );
    });
});
