import assert from 'node:assert/strict';
import type { Subnet } from '../../../../modules/aws/api/ec2.types.ts';
import { renderTerraform } from '../../../../modules/aws/terraform/render-terraform.ts';
import type { Snapshot } from '../../../../modules/aws/snapshot/snapshot.types.ts';
import { account, internetGateway, snapshotOf, subnet, table, tags, vpc } from './support/estate.ts';
import { literal, parseFile, type Parsed } from './support/parse.ts';
import { shapes, type Shape } from './support/shapes.ts';

const [classic, , rare] = shapes as readonly [Shape, Shape, Shape];

function filesOf(shape: Shape, snapshot: Snapshot, names: ReadonlyMap<string, string> = new Map()) {
  return renderTerraform({ ...shape, snapshot, file: 'discovery.yaml', names });
}

async function resources(shape: Shape, snapshot: Snapshot, type: string): Promise<Record<string, [Parsed]>> {
  const text = filesOf(shape, snapshot).files.get(`${account}/aws-us-east-1-vpc-1.tf`)?.text ?? '';
  return ((await parseFile(text))['resource'] as Record<string, Record<string, [Parsed]>>)[type] ?? {};
}

function plain(subnets: readonly Subnet[], owner = account): Snapshot {
  return snapshotOf([
    {
      vpc: vpc('vpc-1', ['10.0.0.0/16'], { OwnerId: owner }),
      subnets,
      routeTables: [
        table('rtb-1', 'vpc-1', { isMain: true, subnets: subnets.map(({ SubnetId }) => SubnetId ?? '') }),
      ],
      internetGateways: [internetGateway('igw-1', 'vpc-1', 'out')],
    },
  ]);
}

describe('modules/aws/terraform: files of a VPC', () => {
  it('have all that a subnet is, so that no apply changes it', async () => {
    const all = await resources(rare, rare.snapshot, 'aws_subnet');
    assert.deepEqual(all['vpc-1-private-1']?.[0], {
      vpc_id: 'vpc-1',
      cidr_block: '10.0.1.0/24',
      availability_zone: 'us-east-1c',
      ipv6_cidr_block: '2001:db8:0:1::/64',
      map_public_ip_on_launch: false,
      assign_ipv6_address_on_creation: true,
      enable_dns64: true,
      private_dns_hostname_type_on_launch: 'resource-name',
      enable_resource_name_dns_a_record_on_launch: true,
      enable_resource_name_dns_aaaa_record_on_launch: true,
      tags: { Owner: 'network' },
      provider: '${aws.spoke_us_east_1}',
    });
    const [outpost] = all['vpc-1-private-2'] ?? [];
    const { outpost_arn, customer_owned_ipv4_pool, map_customer_owned_ip_on_launch } = outpost ?? {};
    assert.deepEqual(
      [outpost_arn, customer_owned_ipv4_pool, map_customer_owned_ip_on_launch],
      ['arn:aws:outposts:us-east-1:123456789012:outpost/op-1', 'ipv4pool-coip-1', true],
    );
  });

  it('keep tags as they are, leave out those of AWS, and add where a key is free', async () => {
    const nasty = 'a"b\\c${d}%{e}\nf\u2028$${';
    const seen = plain([
      subnet('subnet-1', 'vpc-1', '10.0.1.0/24', 'a', {
        Tags: tags({ Name: nasty, Owner: 'shop', 'aws:x': '1' }),
      }),
    ]);
    const all = await resources(classic, seen, 'aws_subnet');
    const found = all['vpc-1-private-1']?.[0]['tags'] as Record<string, string>;
    assert.deepEqual(Object.keys(found), ['Name', 'Owner']);
    assert.equal(literal(found['Name']), nasty);
    assert.equal(found['Owner'], 'shop');
  });

  it('guard the internet gateway from being destroyed', async () => {
    const all = await resources(classic, plain([]), 'aws_internet_gateway');
    assert.deepEqual(all['igw-vpc-1']?.[0]['lifecycle'], [{ prevent_destroy: true }]);
  });

  it('keep the names of subnets when others come before them', () => {
    const one = subnet('subnet-5', 'vpc-1', '10.0.5.0/24', 'a');
    const first = filesOf(classic, plain([one])).names;
    assert.deepEqual([...first], [['subnet-5', 'vpc-1-private-1']]);
    const later = filesOf(
      classic,
      plain([subnet('subnet-1', 'vpc-1', '10.0.1.0/24', 'a'), one]),
      first,
    ).names;
    assert.equal(later.get('subnet-5'), 'vpc-1-private-1');
    assert.equal(later.get('subnet-1'), 'vpc-1-private-2');
  });

  it('are not written for a VPC of another account, nor for one without addresses for gateways', () => {
    const shared = filesOf(classic, plain([], '999999999999'));
    assert.equal(shared.files.has(`${account}/aws-us-east-1-vpc-1.tf`), false);
    assert.match(shared.problems.join(), /vpc-1 has no Terraform files: it belongs to account 999999999999/);
    const group = shapes.find(({ name }) => name === 'group')!;
    const [first] = group.config.account_info;
    const [place] = first!.regions;
    const config = {
      ...group.config,
      account_info: [
        { ...first!, regions: [{ ...place!, vpcs: [{ ...place!.vpcs[0]!, avtx_cidr: undefined }] }] },
      ],
    } as unknown as Shape['config'];
    const output = filesOf({ ...group, config }, plain([]));
    assert.match(output.problems.join(), /its gateways have no addresses/);
  });

  it('stay as they are once the originals are gone: nobody could tell what the copies were made of', () => {
    const seen = snapshotOf([
      {
        vpc: vpc('vpc-1', ['10.0.0.0/16']),
        routeTables: [table('rtb-9', 'vpc-1', { isMain: true, tags: { Org_RT: 'org_rtb-1' } })],
      },
    ]);
    const output = filesOf(classic, seen);
    assert.deepEqual(output.left, ['vpc-1']);
    assert.match(output.problems.join(), /rtb-9 were copied from are not there any more/);
  });

  it('have no import blocks where no version of Terraform knows them, and no imports where none are wanted', () => {
    const old = shapes.find(({ name }) => name === 'old-providers')!;
    const without = shapes.find(({ name }) => name === 'group-with-nat-addresses')!;
    const paths = (shape: Shape) => [...filesOf(shape, shape.snapshot).files.keys()];
    assert.ok(paths(classic).some((path) => path.endsWith('.imports.tf')));
    assert.ok(!paths(old).some((path) => path.endsWith('.imports.tf')));
    assert.ok(paths(old).some((path) => path.endsWith('terraform-import-subnets.sh')));
    assert.ok(!paths(without).some((path) => /import/.test(path)));
  });
});
