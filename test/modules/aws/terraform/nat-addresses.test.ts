import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../../../engine/transport/local.ts';
import type { NatGateway } from '../../../../modules/aws/api/ec2.types.ts';
import type { RegionSnapshot } from '../../../../modules/aws/snapshot/snapshot.types.ts';
import { groupGateways } from '../../../../modules/aws/terraform/vpc/gateways.ts';
import { writeTerraform } from '../../../../modules/aws/terraform/write/write-terraform.ts';
import { vpcViews } from '../../../../modules/aws/discovery/view/views.ts';
import { account } from './support/estate.ts';
import { discovery, shapes } from './support/shapes.ts';

const [{ snapshot }] = shapes as readonly [(typeof shapes)[0]];
const [seen] = snapshot.regions as readonly [RegionSnapshot];
const [first, second] = seen.natGateways as readonly [NatGateway, NatGateway];
const backup = `${account}/natgw_backups/aws-us-east-1-vpc-1.json`;

function config(root: string, changes: Readonly<Record<string, unknown>> = {}) {
  return discovery('group', {
    'terraform.tf_cloud': undefined,
    'terraform.terraform_output': root,
    'config.migrate_natgw_eip': true,
    'config.natgw_backup_dir': 'natgw_backups',
    'account_info.0.regions.0.vpcs': [{ vpc_id: 'vpc-1', avtx_cidr: '10.101.0.0/22' }],
    ...changes,
  });
}

describe('modules/aws/terraform: NAT gateways whose addresses go over', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nat-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const run = (change: Partial<RegionSnapshot>) =>
    writeTerraform(
      { ...snapshot, regions: [{ ...seen, ...change }] },
      {
        config: config(root),
        file: 'discovery.yaml',
        files: localConnection({}).files,
        checkMode: false,
        asJson: false,
      },
    );
  const kept = (): readonly NatGateway[] =>
    (JSON.parse(readFileSync(join(root, backup), 'utf8')) as { NatGateways: NatGateway[] }).NatGateways;
  const ids = () => kept().map(({ NatGatewayId }) => NatGatewayId);

  it('are kept as they were, also once they are being deleted', async () => {
    await run({});
    assert.deepEqual(kept(), [first, second]);
    const gone = { ...first, State: 'deleted' as const, NatGatewayAddresses: [] };
    await run({ natGateways: [gone, second] });
    assert.deepEqual(kept(), [first, second]);
    const { warnings } = await run({ natGateways: [] });
    assert.deepEqual(kept(), [first, second]);
    assert.deepEqual(
      warnings.filter((warning) => warning.includes(backup)),
      [],
    );
  });

  it('are kept once gateways stand in the VPC, and follow changes before', async () => {
    await run({ natGateways: [first] });
    await run({});
    assert.deepEqual(ids(), ['nat-1', 'nat-2']);
    const gateways = [{ InstanceId: 'i-1', VpcId: 'vpc-1', SubnetId: 'subnet-9' }];
    await run({ natGateways: [second], gateways });
    assert.deepEqual(ids(), ['nat-1', 'nat-2']);
  });

  it('give the address that is their own before those that were added', () => {
    const nat = {
      ...first,
      NatGatewayAddresses: [
        { AllocationId: 'eipalloc-9', PublicIp: '203.0.113.9', IsPrimary: false },
        { AllocationId: 'eipalloc-1', PublicIp: '203.0.113.7', IsPrimary: true },
      ],
    };
    const [view] = vpcViews(
      { ...snapshot, regions: [{ ...seen, natGateways: [nat] }] },
      config(root, { 'config.migrate_natgw_one_spoke_per_az': true }),
    );
    assert.deepEqual(
      groupGateways(view!, ['us-east-1a']).map(({ eip }) => eip),
      ['203.0.113.7'],
    );
  });
});
