import assert from 'node:assert/strict';
import {
  renderAssociations,
  type AssociationsRequest,
} from '../../../../modules/aws/terraform/associations.ts';
import { renderTerraform } from '../../../../modules/aws/terraform/render-terraform.ts';
import { account } from './support/estate.ts';
import { parseFile, parseFolder, type Parsed } from './support/parse.ts';
import { declaredIn, referredIn } from './support/references.ts';
import { shapes } from './support/shapes.ts';

const [classic] = shapes;
const built = renderTerraform({ ...classic!, file: 'discovery.yaml', names: new Map() });

function request(change: Partial<AssociationsRequest> = {}): AssociationsRequest {
  return {
    account,
    config: classic!.config,
    subnets: built.names,
    workFolder: `${account}/tmp`,
    vpcs: [
      {
        region: 'us-east-1',
        vpc: 'vpc-1',
        associations: [
          { subnet: 'subnet-1', table: 'rtb-12', original: 'rtb-2' },
          { subnet: 'subnet-2', table: 'rtb-13', original: 'rtb-3' },
          { table: 'rtb-11', original: 'rtb-1' },
        ],
      },
    ],
    ...change,
  };
}

const file = `${account}/aws-us-east-1-vpc-1.associations.tf`;
const flag = `${account}/aws-us-east-1-vpc-1.switched.auto.tfvars`;
const script = `${account}/terraform-import-associations.sh`;

describe('modules/aws/terraform: associations', () => {
  it('refer to what the files of the VPC declare', async () => {
    const files = new Map([...built.files, ...renderAssociations(request())]);
    const folder = new Map(
      [...files].flatMap(([path, one]) =>
        one !== undefined && path.startsWith(`${account}/aws-`) ? [[path, one.text] as const] : [],
      ),
    );
    const parsed = await parseFolder(folder);
    const declared = declaredIn(parsed);
    const ours = await parseFile(files.get(file)?.text ?? '');
    assert.deepEqual(
      [...referredIn(ours)].filter((name) => !declared.has(name)),
      ['aws.spoke_us_east_1'],
      'providers are in a file of the account',
    );
    const { aws_route_table_association: own, aws_main_route_table_association: main } = ours[
      'resource'
    ] as Record<string, Record<string, [Parsed]>>;
    assert.deepEqual(own?.['subnet-1_rtb-12']?.[0], {
      subnet_id: '${aws_subnet.vpc-1-public-1.id}',
      route_table_id: '${module.vpc-1.aws_route_table_aviatrix_managed["org_rtb-2"].id}',
      provider: '${aws.spoke_us_east_1}',
    });
    assert.deepEqual(main?.['vpc-1_rtb-11']?.[0], {
      vpc_id: 'vpc-1',
      route_table_id: '${module.vpc-1.aws_route_table_aviatrix_managed["org_rtb-1"].id}',
      provider: '${aws.spoke_us_east_1}',
    });
  });

  it('are imported, but for that of the main table, which cannot be', () => {
    const files = renderAssociations(request());
    assert.equal(
      files.get(script)?.text,
      'terraform import aws_route_table_association.subnet-1_rtb-12 subnet-1/rtb-12\n' +
        'terraform import aws_route_table_association.subnet-2_rtb-13 subnet-2/rtb-13\n',
    );
    assert.match(
      files.get(file)?.text ?? '',
      /to = aws_route_table_association.subnet-1_rtb-12\n {2}id = "subnet-1\/rtb-12"/,
    );
    assert.doesNotMatch(files.get(file)?.text ?? '', /to = aws_main_route_table_association/);
    assert.match(
      files.get(`${account}/tmp/terraform-undo-import-associations.sh`)?.text ?? '',
      /^terraform state rm aws_main_route_table_association.vpc-1_rtb-11$/m,
    );
  });

  it('set the flag that the files of the VPC declare', async () => {
    const flags = await parseFile(renderAssociations(request()).get(flag)?.text ?? '');
    assert.deepEqual(flags, { 'switch_traffic_vpc-1': true });
    assert.match(
      built.files.get(`${account}/aws-us-east-1-vpc-1.tf`)?.text ?? '',
      /variable "switch_traffic_vpc-1"/,
    );
  });

  it('are taken away after a revert, but for the script that makes Terraform forget them', () => {
    const files = renderAssociations(
      request({ vpcs: [{ region: 'us-east-1', vpc: 'vpc-1', associations: [] }] }),
    );
    assert.deepEqual(
      [...files],
      [
        [file, undefined],
        [flag, undefined],
        [script, undefined],
      ],
    );
  });

  it('name ids where Terraform does not have the resources', async () => {
    const config = { ...classic!.config, config: { ...classic!.config.config, import_resources: false } };
    const ours = await parseFile(renderAssociations(request({ config })).get(file)?.text ?? '');
    const all = (ours['resource'] as Record<string, Record<string, [Parsed]>>)['aws_route_table_association'];
    const [one] = all?.['subnet-1_rtb-12'] ?? [];
    assert.deepEqual([one?.['subnet_id'], one?.['route_table_id']], ['subnet-1', 'rtb-12']);
  });
});
