import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../../../../engine/transport/local.ts';
import {
  writeAssociations,
  writeTerraform,
  type TerraformWork,
} from '../../../../../modules/aws/terraform/write/write-terraform.ts';
import { account } from '../support/estate.ts';
import { shapes, type Shape } from '../support/shapes.ts';

const [classic, everything] = shapes as readonly [Shape, Shape];
const vpcFile = `${account}/aws-us-east-1-vpc-1.tf`;

describe('modules/aws/terraform/write', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'terraform-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const work = (shape: Shape, change: Partial<TerraformWork> = {}): TerraformWork => ({
    config: { ...shape.config, terraform: { ...shape.config.terraform, terraform_output: root } },
    file: 'discovery.yaml',
    files: localConnection({}).files,
    checkMode: false,
    ...change,
  });
  const run = (shape = classic, more: { asJson?: boolean; checkMode?: boolean } = {}) =>
    writeTerraform(shape.snapshot, {
      ...work(shape, { checkMode: more.checkMode ?? false }),
      asJson: more.asJson ?? false,
    });
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const put = (path: string, text: string) => writeFileSync(join(root, path), text);
  const has = (path: string) => existsSync(join(root, path));

  it('writes what is not there, and nothing a second time', async () => {
    const first = await run();
    assert.ok(first.changes.some(({ path }) => path === vpcFile));
    assert.match(read(vpcFile), /module "vpc-1"/);
    const second = await run();
    assert.deepEqual(second, { changes: [], warnings: [] });
  });

  it('only says in check mode what it would write', async () => {
    const told = await run(classic, { checkMode: true });
    assert.equal(has(account), false);
    assert.deepEqual(told.changes, (await run()).changes);
  });

  it('writes only what differs, and says from what to what', async () => {
    await run();
    const config = {
      ...classic.config,
      config: { ...classic.config.config, route_table_tags: [{ key: 'Wave', value: '2' }] },
    };
    const { changes } = await run({ ...classic, config });
    assert.deepEqual(changes.map(({ path }) => path).toSorted(), [
      `${account}/aws-us-east-1-vpc-1.auto.tfvars`,
      `${account}/tmp/discovery.yaml`,
    ]);
    assert.match(changes[0]?.after ?? '', /Wave += "2"/);
    assert.doesNotMatch(changes[0]?.before ?? '', /Wave/);
  });

  it('keeps what people wrote, and files that are theirs', async () => {
    await run();
    put(vpcFile, '# mine\n');
    put(`${account}/own.tf`, '# mine, too\n');
    const { warnings } = await run();
    assert.match(warnings.join(), /was changed since drover wrote it/);
    assert.equal(read(`${vpcFile}.edited`), '# mine\n');
    assert.match(read(vpcFile), /module "vpc-1"/);
    assert.equal(read(`${account}/own.tf`), '# mine, too\n');
  });

  it('keeps the providers that files of other regions go by, as long as these are there', async () => {
    await run();
    const [first] = classic.config.account_info;
    const config = {
      ...classic.config,
      id: 'second-wave',
      account_info: [{ ...first!, regions: [{ region: 'eu-west-1', vpcs: [] }] }],
    };
    await run({ ...classic, config });
    assert.ok(has(vpcFile));
    const aliases = () =>
      [...read(`${account}/providers.tf`).matchAll(/alias += "(spoke_\w+)"/g)].map(([, alias]) => alias);
    assert.deepEqual(aliases(), ['spoke_eu_west_1', 'spoke_us_east_1']);
    rmSync(join(root, vpcFile));
    await run({ ...classic, config });
    assert.deepEqual(aliases(), ['spoke_eu_west_1']);
  });

  it('leaves common files as they are where it is told to', async () => {
    const config = {
      ...classic.config,
      terraform: { ...classic.config.terraform, regenerate_common_tf: false },
    };
    await run({ ...classic, config });
    put(`${account}/main.tf`, '# mine\n');
    const { changes, warnings } = await run({ ...classic, config });
    assert.deepEqual([changes, warnings], [[], []]);
    assert.equal(read(`${account}/main.tf`), '# mine\n');
  });

  it('takes a file away that another takes the place of', async () => {
    await run();
    await run(classic, { asJson: true });
    assert.equal(has(`${account}/aws-us-east-1-vpc-1.auto.tfvars`), false);
    assert.ok(has(`${account}/aws-us-east-1-vpc-1.auto.tfvars.json`));
  });

  it('tells of files of a VPC that is not written any more, and keeps them', async () => {
    await run();
    const [first] = classic.config.account_info;
    const [place] = first!.regions;
    const vpcs = [{ ...place!.vpcs[0]!, vpc_id: 'vpc-2' }];
    const config = { ...classic.config, account_info: [{ ...first!, regions: [{ ...place!, vpcs }] }] };
    const { warnings } = await run({ ...classic, config });
    assert.ok(has(vpcFile));
    assert.match(warnings.join(), /aws-us-east-1-vpc-1\.tf is of a VPC that is not written any more/);
  });

  it('does not touch files of another discovery.yaml', async () => {
    await run();
    const { warnings } = await run({
      ...everything,
      config: { ...everything.config, id: 'another', account_info: [] },
    });
    assert.ok(has(vpcFile));
    assert.deepEqual(warnings, []);
  });

  it('keeps associations and the flag through a later discovery, and takes them away with a revert', async () => {
    await run();
    const moved = (associations: { subnet: string; table: string; original: string }[]) =>
      writeAssociations(account, [{ region: 'us-east-1', vpc: 'vpc-1', associations }], work(classic));
    await moved([{ subnet: 'subnet-1', table: 'rtb-12', original: 'rtb-2' }]);
    const flag = `${account}/aws-us-east-1-vpc-1.switched.auto.tfvars`;
    const file = `${account}/aws-us-east-1-vpc-1.associations.tf`;
    assert.match(read(file), /subnet_id += aws_subnet.vpc-1-public-1.id/);
    assert.deepEqual((await run()).changes, []);
    assert.equal(read(flag), 'switch_traffic_vpc-1 = true\n');
    await moved([]);
    assert.deepEqual([has(flag), has(file)], [false, false]);
    assert.ok(has(`${account}/tmp/terraform-undo-import-associations.sh`));
  });

  it('says where its list of files is damaged', async () => {
    await run();
    for (const text of ['{', '[]', '{"subnets": 5}', '{"subnets": {"subnet-1": 2}}', '{"files": {"a": 1}}']) {
      put(`${account}/tmp/drover-terraform.json`, text);
      await assert.rejects(run(), { code: 'terraform-manifest' }, text);
    }
  });
});
