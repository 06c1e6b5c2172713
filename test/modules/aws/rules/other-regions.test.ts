import assert from 'node:assert/strict';
import { factsOf, findAlerts } from '../../../../modules/aws/rules/find-alerts.ts';
import { ACCOUNT, baseRegion, discoveryWith, name, snapshotOf } from '../snapshot/base.ts';

const elsewhere = (CidrBlock: string) => ({
  ...baseRegion,
  region: 'eu-west-1',
  vpcs: [{ VpcId: 'vpc-0b', CidrBlock, OwnerId: ACCOUNT, Tags: name('other') }],
  subnets: [],
  routeTables: [],
  attachments: [],
});

describe('networks for gateways', () => {
  const overlaps = (CidrBlock: string) => {
    const config = discoveryWith({
      'account_info.0.regions.1': {
        region: 'eu-west-1',
        vpcs: [
          {
            vpc_id: 'vpc-0b',
            avtx_cidr: '10.201.0.0/24',
            spoke_gw_name: 'other',
            transit_gw_name: 'transit',
          },
        ],
      },
    });
    const facts = factsOf(snapshotOf([baseRegion, elsewhere(CidrBlock)]), config);
    return findAlerts(facts).flatMap(({ code, log }) => (code === 'VPC-GATEWAY-CIDR-OVERLAP' ? [log] : []));
  };

  it('are compared with VPCs of other regions, too: one transit leads to all of them', () => {
    assert.deepEqual(overlaps('10.200.0.0/16'), [
      'avtx_cidr 10.200.0.0/24 in vpc-0a overlaps 10.200.0.0/16 of vpc-0b',
    ]);
    assert.deepEqual(overlaps('10.2.0.0/16'), []);
  });
});
