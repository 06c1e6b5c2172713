/** The Terraform files through a cycle on the bed: what discovery and switch write is one whole configuration. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseFile, parseFolder, type Parsed } from '../../modules/aws/terraform/support/parse.ts';
import { declaredIn, referredIn } from '../../modules/aws/terraform/support/references.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

describe('the Terraform files of VPCs', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  let built: ReadonlyMap<string, string>;
  before(async () => {
    ground = await openGround({ shapes: ['plain', 'double', 'far'], sections: { cleanup: {} } });
    await run('vpc_discovery');
    built = files();
  });
  after(() => ground.close());

  const run = async (playbook: string, variables = {}) => {
    const ended = await ground.drover(['run', `playbooks/${playbook}.yml`], { variables });
    assert.equal(ended.code, 0, said(ended));
  };
  const root = () => join(ground.folder, 'terraform');
  /** All but what each run adds to: logs, reports, snapshots. */
  const files = (): ReadonlyMap<string, string> => {
    const found = readdirSync(root(), { recursive: true, encoding: 'utf8' })
      .map((name) => join(root(), name))
      .filter((path) => statSync(path).isFile() && !/\/(?:log|report|\.drover)\//.test(path));
    return new Map(
      found.toSorted().map((path) => [relative(root(), path), readFileSync(path, 'utf8')] as const),
    );
  };
  const folder = (account: string) =>
    new Map(
      [...files()].flatMap(([path, text]) => {
        const [first, name = '', deeper] = path.split('/');
        return first === account && deeper === undefined ? [[name, text] as const] : [];
      }),
    );
  const accounts = () => [...new Set(ground.estate.vpcs.map(({ shape }) => shape.account))];

  async function checkWhole(): Promise<void> {
    for (const account of accounts()) {
      const parsed = await parseFolder(folder(account));
      const declared = declaredIn(parsed);
      const missing = [...referredIn(parsed)].filter((name) => !declared.has(name));
      assert.deepEqual(missing, [], account);
    }
  }

  it('are a whole configuration after the discovery', async () => {
    await checkWhole();
    for (const { shape, vpc } of ground.estate.vpcs) {
      const path = `${shape.account}/aws-${shape.region}-${vpc}.tf`;
      assert.ok(built.has(path), [...built.keys()].join('\n'));
    }
  });

  it('have all subnets of the VPCs but those of the gateways', async () => {
    for (const { shape, vpc, subnets } of ground.estate.vpcs) {
      const imports = await parseFile(
        built.get(`${shape.account}/aws-${shape.region}-${vpc}.imports.tf`) ?? '',
      );
      const ids = (imports['import'] as readonly Parsed[]).map(({ id }) => id);
      const ours = ids.filter((id) => String(id).startsWith('subnet-'));
      assert.deepEqual(ours.toSorted(), Object.values(subnets).toSorted(), shape.name);
    }
  });

  it('learn of the switch, and are a whole configuration then', async () => {
    await run('vpc_switch_traffic');
    await checkWhole();
    const { vpc, shape, subnets } = ground.vpc('plain');
    const now = folder(shape.account);
    const stem = `aws-${shape.region}-${vpc}`;
    assert.equal(now.get(`${stem}.switched.auto.tfvars`), `switch_traffic_${vpc} = true\n`);
    const { resource } = await parseFile(now.get(`${stem}.associations.tf`) ?? '');
    const own = (resource as Record<string, Record<string, [Parsed]>>)['aws_route_table_association'] ?? {};
    const explicit = ['public-a', 'public-b', 'private-a', 'private-b'].map((name) => subnets[name] ?? '');
    assert.deepEqual(
      Object.keys(own)
        .map((name) => name.split('_')[0] ?? '')
        .toSorted(),
      explicit.toSorted(),
    );
    assert.ok('aws_main_route_table_association' in (resource as object));
    const script = now.get('terraform-import-associations.sh') ?? '';
    for (const subnet of explicit) assert.match(script, new RegExp(` ${subnet}/rtb-`));
  });

  it('are the same after another discovery', async () => {
    const before = files();
    await run('vpc_discovery');
    assert.deepEqual(files(), before);
    for (const [path, text] of built)
      if (/\/aws-[^/]*\.(?:tf|auto\.tfvars)$/.test(path)) assert.equal(before.get(path), text, path);
  });

  it('forget the switch with a revert', async () => {
    await run('vpc_revert_traffic');
    const left = [...files().keys()].filter((path) => !built.has(path));
    assert.deepEqual(
      left.filter((path) => !path.endsWith('terraform-undo-import-associations.sh')),
      [],
    );
    await run('vpc_discovery');
    await checkWhole();
  });

  it('stay as they are after a cleanup, when nobody can tell any more what the copies were made of', async () => {
    await run('vpc_switch_traffic', { rm_static_route: true });
    await run('vpc_cleanup', { vpc_cleanup_confirm: 'yes' });
    const before = files();
    await run('vpc_discovery');
    const after = files();
    for (const [path, text] of before) if (/\/aws-/.test(path)) assert.equal(after.get(path), text, path);
    await checkWhole();
  });
});
