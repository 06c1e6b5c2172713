import assert from 'node:assert/strict';
import type { Discovery } from '../../../../modules/aws/discovery/config/discovery.types.ts';
import type { Snapshot } from '../../../../modules/aws/snapshot/snapshot.types.ts';
import { renderTerraform } from '../../../../modules/aws/terraform/render-terraform.ts';
import { account, snapshotOf, table, vpc } from './support/estate.ts';
import { parseFile, type Parsed } from './support/parse.ts';
import { classic, discovery, oneVpc } from './support/shapes.ts';

const seen = (...cidrs: readonly string[]): Snapshot =>
  snapshotOf([{ vpc: vpc('vpc-1', cidrs), routeTables: [table('rtb-1', 'vpc-1', { isMain: true })] }]);

async function fileOf(config: Discovery, path: string, snapshot = seen('10.0.0.0/16')): Promise<Parsed> {
  const { files } = renderTerraform({
    config,
    snapshot,
    file: 'discovery.yaml',
    asJson: false,
    names: new Map(),
  });
  return parseFile(files.get(path)?.text ?? '');
}

async function call(config: Discovery, snapshot: Snapshot): Promise<Parsed> {
  const { module } = await fileOf(config, `${account}/aws-us-east-1-vpc-1.tf`, snapshot);
  return (module as Record<string, [Parsed]>)['vpc-1']![0];
}

const single = (more = {}) => discovery('classic', { ...classic, ...oneVpc('vpc-1'), ...more });
const group = (vpcs: object) =>
  discovery('group', {
    'terraform.terraform_output': '/out',
    'account_info.0.regions.0.vpcs': [{ vpc_id: 'vpc-1', ...vpcs }],
  });

/** What the gateways advertise by Terraform after a switch is what the switch has told them. */
describe('modules/aws/terraform: what is advertised after the switch', () => {
  it('has the CIDR of the gateways, whoever adds it to the VPC', async () => {
    const added = await call(single(), seen('10.0.0.0/16', '10.101.0.0/24'));
    // The module has it from what it adds.
    assert.deepEqual(added['advertised_vpc_cidr'], ['10.0.0.0/16']);
    const owned = single({ 'config.add_vpc_cidr': false });
    const own = await call(owned, seen('10.0.0.0/16', '10.101.0.0/24'));
    assert.deepEqual(own['advertised_vpc_cidr'], ['10.0.0.0/16', '10.101.0.0/24']);
  });

  it('has that of a group, too, before it is built and after', async () => {
    const config = group({ avtx_cidr: '10.101.0.0/22', number_of_spokes: 3 });
    for (const snapshot of [seen('10.0.0.0/16'), seen('10.0.0.0/16', '10.101.0.0/22')]) {
      const { advertised_vpc_cidr, avtx_cidr } = await call(config, snapshot);
      assert.equal(advertised_vpc_cidr, '10.0.0.0/16,10.101.0.0/22');
      assert.equal(avtx_cidr, '10.101.0.0/22');
    }
  });

  it('has the CIDR of the VPC that subnets of a group are', async () => {
    const config = group({ avtx_subnets: ['10.101.0.0/26'], gw_zones: ['a'] });
    const { advertised_vpc_cidr } = await call(config, seen('10.0.0.0/16', '10.101.0.0/26'));
    assert.equal(advertised_vpc_cidr, '10.0.0.0/16,10.101.0.0/26');
  });

  it('is left to the switch where it advertises pieces', async () => {
    const module = 'module_aws_brownfield_spoke_vpc/main.tf';
    const gateway = async (config: Discovery) => {
      const { resource } = await fileOf(config, module);
      return (resource as Record<string, Record<string, [Parsed]>>)['aviatrix_spoke_gateway']!['gw']![0];
    };
    assert.equal((await gateway(single({ 'account_info.0.managed_tgw': false })))['lifecycle'], undefined);
    assert.deepEqual((await gateway(single({ 'account_info.0.managed_tgw': true })))['lifecycle'], [
      { ignore_changes: ['${included_advertised_spoke_routes}'] },
    ]);
  });
});

describe('modules/aws/terraform: the CIDR of a group', () => {
  it('is not added to a VPC that has it inside of one of its own: AWS would refuse it', async () => {
    const config = group({ avtx_cidr: '10.0.200.0/24', number_of_spokes: 2 });
    assert.equal((await call(config, seen('10.0.0.0/16')))['avtx_cidr'], undefined);
    const gateways = (await call(config, seen('10.0.0.0/16')))['spoke_gws'] as readonly Parsed[];
    assert.deepEqual(
      gateways.map(({ avtx_cidr }) => avtx_cidr),
      ['10.0.200.0/25', '10.0.200.128/25'],
    );
  });
});
