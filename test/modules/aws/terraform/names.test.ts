import assert from 'node:assert/strict';
import { defaultVpc } from '../../../../modules/aws/discovery/config/default-vpc.ts';
import {
  shortRegion,
  spokeGatewayName,
  transitGatewayName,
} from '../../../../modules/aws/terraform/names.ts';
import { discovery } from './support/shapes.ts';

const named = discovery('classic', {});
const made = discovery('group', {});
const byVpc = discovery('early', {});

function vpc(settings: Readonly<Record<string, unknown>>, name = 'shop') {
  return { region: 'ap-northeast-2', name, settings: { ...defaultVpc('vpc-1'), ...settings } };
}

describe('modules/aws/terraform/names', () => {
  it('are those of discovery.yaml where it gives them', () => {
    const given = vpc({ spoke_gw_name: 'spoke', transit_gw_name: 'transit', avtx_cidr: '10.0.0.0/24' });
    assert.equal(spokeGatewayName(named, given), 'spoke');
    assert.equal(transitGatewayName(named, given), 'transit');
    assert.equal(spokeGatewayName(named, vpc({})), undefined);
  });

  it('are made of region and address', () => {
    assert.equal(spokeGatewayName(made, vpc({ avtx_cidr: '10.101.0.255/32' })), 'aws-apne2-0a6500ff-gw');
    assert.equal(spokeGatewayName(made, vpc({ avtx_subnets: ['192.168.1.0/26'] })), 'aws-apne2-c0a80100-gw');
    assert.equal(spokeGatewayName(made, vpc({})), undefined);
    assert.equal(transitGatewayName(made, vpc({})), 'aws-apne2-transit-gw');
  });

  it('are made of region and VPC', () => {
    assert.equal(spokeGatewayName(byVpc, vpc({ avtx_cidr: '10.0.0.0/24' })), 'aws-apne2-shop-gw');
    assert.equal(spokeGatewayName(byVpc, vpc({ avtx_cidr: '10.0.0.0/24' }, '')), undefined);
  });

  it('have short regions, of every partition', () => {
    const short = ['us-east-1', 'ap-southeast-2', 'cn-northwest-1', 'us-gov-west-1', 'me-central-1'].map(
      shortRegion,
    );
    assert.deepEqual(short, ['use1', 'apse2', 'cnnw1', 'usgovw1', 'mec1']);
  });
});
