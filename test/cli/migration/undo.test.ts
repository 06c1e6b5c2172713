import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedTenant } from '../../clouds/openstack/seed-tenant.ts';
import type { Resource } from '../../clouds/openstack/tenant.ts';
import { NETWORK_KINDS as KINDS, openWorkspace, type Workspace } from './workspace.ts';

const COLLECTIONS = ['networks', 'subnets', 'routers', 'ports', 'security-groups', 'security-group-rules'];

const imports = KINDS.map((kind) => `import_${kind}.yml`);

describe('drover undo', function () {
  this.timeout(60_000);
  let workspace: Workspace;
  let restore: () => void;

  before(async () => {
    workspace = await openWorkspace();
    await seedTenant(workspace.source, { networks: 4, routers: 2, securityGroups: 3, rulesPerGroup: 3 });
    await workspace.succeed('run', ...KINDS.map((kind) => `export_${kind}.yml`));
    restore = workspace.destination.snapshot();
  });
  after(() => workspace.close());
  afterEach(() => {
    restore();
  });

  const tenant = () => workspace.destination.tenant('dst', 'dst');
  /** Everything that the project has, without what changes by looking. */
  const everything = (): readonly string[] =>
    COLLECTIONS.flatMap((collection) => tenant().list(collection).map(stable)).sort();

  it('leaves the destination as it was before the run, and has nothing to do a second time', async () => {
    const before = everything();
    await workspace.succeed('run', ...imports);
    assert.notDeepEqual(everything(), before);

    workspace.destination.resetCalls();
    const planned = await workspace.succeed('undo', 'last', '--check');
    assert.equal(workspace.destination.calls.writes, 0);
    assert.match(planned.stdout, /network/);

    const run = await lastRun(workspace);
    await workspace.succeed('undo', run, '--yes');
    assert.deepEqual(everything(), before);

    workspace.destination.resetCalls();
    await workspace.succeed('undo', run, '--yes');
    assert.equal(workspace.destination.calls.writes, 0);
  });

  it('does nothing where nobody can be asked', async () => {
    await workspace.succeed('run', ...imports);
    const before = everything();
    const ended = await workspace.succeed('undo', await lastRun(workspace));
    assert.match(ended.stderr, /--yes/);
    assert.deepEqual(everything(), before);
  });

  it('refuses where something else depends on what the run made, names it, and does nothing', async () => {
    await workspace.succeed('run', ...imports);
    const [network] = tenant().list('networks', 'name=net-0000');
    assert.ok(network);
    const foreign = tenant().create('subnets', {
      name: 'by-hand',
      network_id: network.id,
      ip_version: 4,
      cidr: '192.0.2.0/24',
    });
    const before = everything();
    const ended = await workspace.drover('undo', await lastRun(workspace), '--yes');
    assert.equal(ended.code, 2, ended.stdout + ended.stderr);
    assert.ok(ended.stdout.includes(`subnet "by-hand" (${foreign.id})`), ended.stdout);
    assert.deepEqual(everything(), before);
  });

  it('restores what the run changed, unless somebody has changed it since', async () => {
    await workspace.succeed('run', ...imports);
    const path = join(workspace.dataDir, 'networks.yml');
    const file = readFileSync(path, 'utf8');
    try {
      writeFileSync(path, file.replaceAll(/description: .*/g, 'description: edited'));
      await workspace.succeed('run', 'import_networks.yml');
      const run = await lastRun(workspace);
      const [network] = tenant().list('networks', 'description=edited');
      assert.ok(network);
      tenant().update('networks', network.id, { description: 'by hand' });
      const refused = await workspace.drover('undo', run, '--yes');
      assert.equal(refused.code, 2);
      assert.match(refused.stdout, /description has changed since/);
      tenant().update('networks', network.id, { description: 'edited' });
      await workspace.succeed('undo', run, '--yes');
      assert.equal(tenant().list('networks', 'description=edited').length, 0);
    } finally {
      writeFileSync(path, file);
    }
  });

  it('says which runs there are, if there is none of the name', async () => {
    const ended = await workspace.drover('undo', '2020-01-01-000000-1', '--yes');
    assert.notEqual(ended.code, 0);
    assert.match(ended.stdout + ended.stderr, /2020-01-01-000000-1/);
  });
});

function stable({ revision_number: _revision, updated_at: _updated, ...rest }: Resource): string {
  return JSON.stringify(rest, (key, value: unknown) =>
    key === 'updated_at' || key === 'revision_number' ? undefined : value,
  );
}

async function lastRun({ succeed }: Workspace): Promise<string> {
  const { stdout } = await succeed('runs', '--output', 'json');
  const runs = JSON.parse(stdout) as readonly { readonly id: string }[];
  const last = runs
    .map(({ id }) => id)
    .sort()
    .at(-1);
  assert.ok(last);
  return last;
}
