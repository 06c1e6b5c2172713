import assert from 'node:assert/strict';
import { renderTerraform } from '../../../../modules/aws/terraform/render-terraform.ts';
import { account } from './support/estate.ts';
import { parseFile, type Parsed } from './support/parse.ts';
import { discovery, shapes } from './support/shapes.ts';

const [{ snapshot }] = shapes as readonly [(typeof shapes)[0]];
const module = 'module_aws_brownfield_spoke_vpc/main.tf';

/** Gateways that get the addresses of NAT gateways, of which there are two; two gateways, and instances for the rest. */
function filesOf(changes: Readonly<Record<string, unknown>> = {}) {
  const config = discovery('group', {
    'terraform.tf_cloud': undefined,
    'terraform.terraform_output': '/out',
    'config.migrate_natgw_eip': true,
    'config.deploy_2_spokes_only': true,
    'config.deploy_dummy_spokes': true,
    'account_info.0.regions.0.vpcs': [{ vpc_id: 'vpc-1', avtx_cidr: '10.101.0.0/22' }],
    ...changes,
  });
  const { files } = renderTerraform({
    config,
    snapshot,
    file: 'discovery.yaml',
    asJson: false,
    names: new Map(),
  });
  return (path: string): Promise<Parsed> => parseFile(files.get(path)?.text ?? '');
}

type Blocks = Record<string, Record<string, [Parsed]>>;

describe('modules/aws/terraform: two gateways, however many addresses', () => {
  it('are as many as are asked for, with policies of source NAT and without', async () => {
    for (const changes of [{}, { 'config.snat_policies': [] }]) {
      const files = filesOf(changes);
      const values = await files(`${account}/terraform.tfvars`);
      assert.equal(values['deploy_2_spokes_only'], true);
      assert.equal(values['deploy_dummy_spokes'], true);
      const { module: calls } = await files(`${account}/aws-us-east-1-vpc-1.tf`);
      const [call] = (calls as Record<string, [Parsed]>)['vpc-1']!;
      assert.equal(call['deploy_2_spokes_only'], '${var.deploy_2_spokes_only}');
      assert.equal(call['deploy_dummy_spokes'], '${var.deploy_dummy_spokes}');
      const [locals] = (await files(module))['locals'] as [Parsed];
      assert.match(String(locals['gateway_count']), /deploy_2_spokes_only \? min\(2,/);
    }
  });

  it('leave the other addresses where they are until the switch', async () => {
    const { resource, data } = (await filesOf()(module)) as { resource: Blocks; data: Blocks };
    const counts = [
      resource['aws_network_interface']?.['dummy_spoke'],
      resource['aws_eip_association']?.['dummy_spoke'],
      resource['aws_instance']?.['dummy_for_aviatrix_spoke'],
      data['aws_eip']?.['dummy_spoke'],
    ].map((blocks) => blocks?.[0]['count']);
    for (const count of counts) assert.match(String(count), /^\$\{var\.switch_traffic && /);
  });

  it('have subnets for the instances also where the controller makes those of the gateways', async () => {
    const { resource } = (await filesOf()(module)) as { resource: Blocks };
    const own = resource['aws_subnet']?.['dummy_spoke']?.[0];
    assert.match(String(own?.['count']), /var\.hpe .* length\(var\.spoke_gws\) - 2/);
    assert.equal(own?.['cidr_block'], '${var.spoke_gws[count.index + 2].avtx_cidr}');
    assert.match(
      String(resource['aws_network_interface']?.['dummy_spoke']?.[0]['subnet_id']),
      /var\.hpe \? aws_subnet\.dummy_spoke\[count\.index\]\.id : aws_subnet\.aviatrix_public/,
    );
  });
});

describe('modules/aws/terraform: source NAT', () => {
  const policy = { src_ip: '100.64.0.0/10', connection: '$transit_name', new_src_ip: '$private_ip' };
  const countWith = async (snat_policies: readonly object[]) => {
    const { resource } = (await filesOf({ 'config.snat_policies': snat_policies })(module)) as {
      resource: Blocks;
    };
    return resource['aviatrix_gateway_snat']?.['internet']?.[0]['count'];
  };

  it('is there only where there is a policy: without one the provider refuses it', async () => {
    assert.equal(
      await countWith([]),
      '${var.switch_traffic && var.enable_spoke_egress ? local.gateway_count : 0}',
    );
    assert.equal(await countWith([policy]), '${var.switch_traffic ? local.gateway_count : 0}');
  });
});
