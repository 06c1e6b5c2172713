import assert from 'node:assert/strict';
import { seedTenant } from '../../clouds/openstack/seed-tenant.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

describe('drover migrate', function () {
  this.timeout(120_000);
  let workspace: Workspace;

  before(async () => {
    workspace = await openWorkspace();
    await seedTenant(workspace.source, { networks: 4, routers: 2, securityGroups: 3, rulesPerGroup: 3 });
  });
  after(() => workspace.close());

  it('shows the plan and does nothing where nobody can be asked', async () => {
    const { stdout, stderr } = await workspace.succeed('migrate');
    assert.match(stdout, /Plan: \d+ to create/);
    assert.match(stderr, /--yes/);
    assert.equal(workspace.destination.calls.writes, 0);
  });

  it('moves a tenant with one command, and verifies it', async () => {
    const { stdout } = await workspace.succeed('migrate', '--yes');
    assert.match(stdout, /networks +4 +4/);
    assert.equal(
      workspace.destination.tenant('dst', 'dst').list('networks', 'router:external=false').length,
      4,
    );
  });

  it('has nothing to do a second time', async () => {
    workspace.destination.resetCalls();
    await workspace.succeed('migrate', '--yes');
    assert.equal(workspace.destination.calls.writes, 0);
    assert.equal(workspace.source.calls.writes, 0);
  });

  it('tells where it stands', async () => {
    const { stdout } = await workspace.succeed('status');
    assert.match(stdout, /networks +4 +4 +0/);
    const { stdout: json } = await workspace.succeed('status', '--output', 'json');
    const { kinds } = JSON.parse(json) as {
      readonly kinds: readonly {
        readonly kind: string;
        readonly records: number;
        readonly arrived: number;
      }[];
    };
    const toCome = kinds.filter(({ records, arrived }) => records !== arrived).map(({ kind }) => kind);
    // A tenant can read these and not make them: they wait for an administrator.
    const forAdmins = ['network_quotas', 'compute_quotas', 'volume_quotas', 'flavors', 'volume_types'];
    assert.deepEqual(
      toCome.filter((kind) => !forAdmins.includes(kind)),
      [],
    );
  });

  it('says before it begins that a quota has no room', async () => {
    const source = workspace.source.tenant('src', 'src');
    for (let number = 0; number < 3; number += 1) source.create('networks', { name: `more-${number}` });
    const admin = workspace.destination.tenant('admin', 'admin');
    const project = workspace.destination.projectId('dst');
    admin.call('PUT', `/v2.0/quotas/${project}`, { quota: { network: 5 } });
    workspace.destination.resetCalls();
    const { code, stdout } = await workspace.drover('migrate', '--yes', '--kinds', 'networks');
    assert.notEqual(code, 0);
    assert.match(stdout, /quota of network is 5, of which 4 are used; 3 more would be made/);
    assert.equal(workspace.destination.calls.writes, 0);
  });
});

describe('drover adopt', function () {
  this.timeout(60_000);

  it('notes what was migrated by hand, so that it is found again when it is renamed', async () => {
    const workspace = await openWorkspace();
    try {
      workspace.source.tenant('src', 'src').create('networks', { name: 'web', description: 'ours' });
      const destination = workspace.destination.tenant('dst', 'dst');
      const { id } = destination.create('networks', { name: 'web', description: 'theirs' });
      await workspace.succeed('run', 'export_networks.yml');
      workspace.destination.resetCalls();
      await workspace.succeed('adopt', '--kinds', 'networks');
      assert.equal(workspace.destination.calls.writes, 0);
      destination.update('networks', id, { name: 'web-renamed' });
      await workspace.succeed('run', 'import_networks.yml');
      const [network, another] = destination.list('networks', 'router:external=false');
      assert.equal(another, undefined);
      assert.equal(network?.['name'], 'web-renamed');
      assert.equal(network['description'], 'ours');
    } finally {
      await workspace.close();
    }
  });
});
