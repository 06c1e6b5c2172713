import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoopbackCloud, Tenant } from '../../clouds/openstack/cloud.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const PROJECTS = 'web,shop,web@partners';

describe('several projects in one run', function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let clean: () => void;

  before(async () => {
    workspace = await openWorkspace({
      asAdmin: true,
      variables: { os_migrate_dst_project_role: 'admin', os_migrate_users_filter: [] },
    });
    seed(workspace.source);
    clean = workspace.destination.snapshot();
  });
  after(() => workspace.close());

  it('are exported into a folder each, what no project owns beside them', async () => {
    await workspace.succeed(
      'run',
      'export_all.yml',
      '-e',
      `{"os_migrate_src_projects": ["${PROJECTS.split(',').join('","')}"]}`,
    );
    const { dataDir } = workspace;
    for (const folder of ['web', 'shop', 'web@partners'])
      assert.ok(existsSync(join(dataDir, folder, 'networks.yml')), folder);
    assert.ok(!existsSync(join(dataDir, 'networks.yml')));
    const projects = readFileSync(join(dataDir, 'projects.yml'), 'utf8');
    for (const name of ['web', 'shop', 'above']) assert.match(projects, new RegExp(`^ +name: ${name}$`, 'm'));
    // Neither chosen, nor above one that is.
    assert.doesNotMatch(projects, /name: (src|admin|other)$/m);
    assert.equal(workspace.source.calls.writes, 0);
  });

  it('list what an administrator sees once, not once a project', () => {
    const { calls } = workspace.source;
    assert.equal(calls.byRoute['GET /v2.0/networks'], 1);
    assert.ok((calls.byRoute['GET /v2.0/security-groups'] ?? 9) <= 2);
  });

  it('are planned though none of them is there yet, without a write', async () => {
    const { stdout } = await workspace.succeed('migrate', '--projects', PROJECTS);
    assert.match(stdout, /project "web"/);
    assert.match(stdout, /role "admin" of user/);
    assert.equal(workspace.destination.calls.writes, 0);
  });

  it('are migrated with one command, each to a project of its own', async () => {
    await workspace.succeed('migrate', '--yes', '--projects', PROJECTS);
    for (const cloud of [workspace.source, workspace.destination]) check(cloud);
  });

  it('have nothing to do a second time', async () => {
    workspace.destination.resetCalls();
    await workspace.succeed('migrate', '--yes', '--projects', PROJECTS);
    assert.equal(workspace.destination.calls.writes, 0);
  });

  it('are told apart by status and verify', async () => {
    const { stdout } = await workspace.succeed('status');
    assert.match(stdout, /networks \(project web\) +3 +3 +0/);
    assert.match(stdout, /networks \(project web@partners\) +1 +1 +0/);
    const { stdout: report } = await workspace.succeed('verify', '--projects', 'web');
    assert.match(report, /networks \(project web\) +3 +3/);
    assert.doesNotMatch(report, /project shop/);
  });

  it('are looked at as a whole by validate_data_dir', async () => {
    await workspace.succeed('run', 'validate_data_dir.yml');
    const path = join(workspace.dataDir, 'web@partners', 'networks.yml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('name: front', 'nme: front'));
    const { code, stdout } = await workspace.drover('run', 'validate_data_dir.yml');
    writeFileSync(path, text);
    assert.equal(code, 2);
    assert.match(stdout, /web@partners\/networks\.yml:\d+:\d+: .*nme/);
  });

  it('are taken back as one run', async () => {
    clean();
    const before = everything(workspace.destination);
    await workspace.succeed('migrate', '--yes', '--projects', PROJECTS);
    assert.notDeepEqual(everything(workspace.destination), before);
    await workspace.succeed('undo', 'last', '--yes');
    assert.deepEqual(everything(workspace.destination), before);
  });

  it('are not taken back while they have what the run did not make', async () => {
    clean();
    await workspace.succeed('migrate', '--yes', '--projects', 'shop,web');
    const { destination } = workspace;
    const shop = destination.projectId('Default/shop');
    const { id } = admin(destination).create('networks', { name: 'of-somebody-else', project_id: shop });
    const { code, stdout } = await workspace.drover('undo', 'last', '--yes');
    assert.equal(code, 2);
    assert.match(stdout, /something that the run did not make depends on it: network \\?"of-somebody-else/);
    assert.ok(admin(destination).list('networks', `id=${id}`).length === 1);
    assert.equal(destination.projectId('Default/shop'), shop);
  });

  it('refer to what an earlier run has brought, whatever it is called now', async () => {
    clean();
    await workspace.succeed('migrate', '--yes', '--projects', 'web');
    const tenant = admin(workspace.destination);
    const [subnet] = tenant.list('subnets', 'cidr=10.1.0.0/24');
    tenant.update('networks', String(subnet?.['network_id']), { name: 'renamed' });
    await workspace.succeed('run', 'import_all.yml', '-e', '{"os_migrate_src_projects": ["shop"]}');
    const shop = workspace.destination.projectId('Default/shop');
    const [guest] = tenant.list('ports', `project_id=${shop}&name=guest`);
    assert.equal(guest?.['network_id'], subnet?.['network_id']);
  });

  it('move kind by kind with the playbooks of one kind', async () => {
    clean();
    for (const kind of ['domains', 'projects', 'user_project_role_assignments', 'networks', 'subnets'])
      await workspace.succeed(
        'run',
        `import_${kind}.yml`,
        '-e',
        '{"os_migrate_src_projects": ["web", "shop"]}',
      );
    const networks = admin(workspace.destination).list(
      'networks',
      `project_id=${idOf(workspace.destination, 'Default/web')}`,
    );
    assert.equal(networks.length, 3);
  });
});

describe('several projects that are called otherwise at the destination', function () {
  this.timeout(60_000);

  it('are found by the map, adopted and gone on with', async () => {
    const workspace = await openWorkspace({
      asAdmin: true,
      variables: {
        os_migrate_dst_project_role: 'admin',
        os_migrate_users_filter: [],
        os_migrate_project_map: { shop: 'store', web: 'website' },
      },
    });
    try {
      seed(workspace.source);
      const { destination } = workspace;
      const website = made(destination, 'project', { name: 'website', domain_id: 'default' });
      const store = made(destination, 'project', { name: 'store', domain_id: 'default' });
      const tenant = admin(destination);
      const { id } = tenant.create('networks', { name: 'front', project_id: website });
      // Somebody has the same name in another project.
      tenant.create('networks', { name: 'front', project_id: store });
      const kinds = ['--kinds', 'networks,subnets,rbac_policies,ports', '--projects', 'web,shop'];
      await workspace.succeed('run', 'export_all.yml', '-e', '{"os_migrate_src_projects": ["web", "shop"]}');
      destination.resetCalls();
      await workspace.succeed('adopt', ...kinds);
      assert.equal(destination.calls.writes, 0);
      tenant.update('networks', id, { name: 'renamed' });
      const chosen = {
        os_migrate_kinds: ['networks', 'subnets', 'rbac_policies', 'ports'],
        os_migrate_src_projects: ['web', 'shop'],
      };
      await workspace.succeed('run', 'import_all.yml', '-e', JSON.stringify(chosen));
      const names = (project: string): readonly unknown[] =>
        tenant
          .list('networks', `project_id=${project}`)
          .map(({ name }) => name)
          .sort();
      assert.deepEqual(names(website), ['renamed', 'twin', 'twin']);
      assert.deepEqual(names(store), ['front']);
      const [subnet] = tenant.list('subnets', 'cidr=10.0.0.0/24');
      assert.equal(subnet?.['network_id'], id);
      const [guest] = tenant.list('ports', `project_id=${store}&name=guest`);
      const [shared] = tenant.list('subnets', 'cidr=10.1.0.0/24');
      assert.equal(guest?.['network_id'], shared?.['network_id']);
    } finally {
      await workspace.close();
    }
  });
});

describe('several projects that cannot be moved', function () {
  this.timeout(60_000);

  it('are named where there is none of a name', async () => {
    const workspace = await openWorkspace({ asAdmin: true });
    try {
      const { code, stdout } = await workspace.drover('migrate', '--projects', 'srx');
      assert.equal(code, 2);
      assert.match(stdout, /has no project called \\?"srx\\?".*Did you mean \\?"src\\?"\?/);
    } finally {
      await workspace.close();
    }
  });

  it('are no business of a tenant', async () => {
    const workspace = await openWorkspace();
    try {
      const { code, stdout } = await workspace.drover('migrate', '--projects', 'src');
      assert.equal(code, 2);
      assert.match(stdout, /Only an administrator moves several projects/);
    } finally {
      await workspace.close();
    }
  });

  it('say how the administrator gets a role', async () => {
    const workspace = await openWorkspace({ asAdmin: true, variables: { os_migrate_users_filter: [] } });
    try {
      seed(workspace.source);
      const { code, stdout } = await workspace.drover('migrate', '--yes', '--projects', 'shop,web');
      assert.equal(code, 2);
      assert.match(
        stdout,
        /User \\?"admin\\?" cannot work in project \\?"shop\\?" of .* it has no role there/,
      );
      assert.match(stdout, /os_migrate_dst_project_role/);
    } finally {
      await workspace.close();
    }
  });
});

/** Two projects of one name, one that is nested and uses what another one shares, and one that nobody asks for. */
function seed(cloud: LoopbackCloud): void {
  const partners = made(cloud, 'domain', { name: 'partners' });
  const above = made(cloud, 'project', { name: 'above', domain_id: 'default' });
  const web = made(cloud, 'project', { name: 'web', domain_id: 'default', parent_id: above });
  const shop = made(cloud, 'project', { name: 'shop', domain_id: 'default' });
  const theirs = made(cloud, 'project', { name: 'web', domain_id: partners });
  made(cloud, 'project', { name: 'other', domain_id: 'default' });
  const tenant = admin(cloud);
  const network = (project_id: string, name: string): string =>
    tenant.create('networks', { name, project_id }).id;
  const front = network(web, 'front');
  // Of these two, one is shared: its name does not tell which.
  const twins = [network(web, 'twin'), network(web, 'twin')];
  const [shared = ''] = twins;
  for (const [number, network_id] of [front, ...twins].entries())
    tenant.create('subnets', {
      name: `subnet-${number}`,
      network_id,
      project_id: web,
      ip_version: 4,
      cidr: `10.${number}.0.0/24`,
    });
  tenant.create('rbac-policies', {
    project_id: web,
    object_type: 'network',
    object_id: shared,
    action: 'access_as_shared',
    target_tenant: shop,
  });
  tenant.create('ports', {
    name: 'guest',
    project_id: shop,
    network_id: shared,
    fixed_ips: [{ ip_address: '10.1.0.77' }],
  });
  network(theirs, 'front');
  for (const project_id of [web, shop, theirs]) {
    const group = tenant.create('security-groups', { name: 'app', project_id });
    tenant.create('security-group-rules', {
      project_id,
      security_group_id: group.id,
      direction: 'ingress',
      protocol: 'tcp',
      port_range_min: 443,
      port_range_max: 443,
    });
    const [own] = tenant.list('security-groups', `name=default&project_id=${project_id}`);
    tenant.create('security-group-rules', {
      project_id,
      security_group_id: own?.id ?? '',
      direction: 'ingress',
      protocol: 'icmp',
    });
  }
  tenant.call('PUT', `/v2.0/quotas/${web}`, { quota: { network: 42 } });
}

/** That a cloud has what was seeded, by looks from outside. */
function check(cloud: LoopbackCloud): void {
  const tenant = admin(cloud);
  const [web, shop, theirs] = ['Default/web', 'Default/shop', 'partners/web'].map((name) =>
    idOf(cloud, name),
  );
  const named = (project: string | undefined): readonly unknown[] =>
    tenant.list('networks', `project_id=${project}`).map(({ name }) => name);
  assert.deepEqual([...named(web)].sort(), ['front', 'twin', 'twin']);
  assert.deepEqual(named(shop), []);
  assert.deepEqual(named(theirs), ['front']);
  // The guest is on the twin that is shared, which has the addresses of 10.1.0.0/24.
  const [guest] = tenant.list('ports', `project_id=${shop}&name=guest`);
  const [subnet] = tenant.list('subnets', 'cidr=10.1.0.0/24');
  assert.equal(guest?.['network_id'], subnet?.['network_id']);
  const [policy] = tenant.list('rbac-policies', `object_id=${String(subnet?.['network_id'])}`);
  assert.equal(policy?.['target_tenant'], shop);
  for (const project of [web, shop, theirs]) {
    const groups = tenant.list('security-groups', `project_id=${project}`);
    assert.deepEqual(groups.map(({ name }) => name).sort(), ['app', 'default']);
    const rules = tenant.list('security-group-rules', `project_id=${project}`);
    assert.equal(rules.length, 2 + 1 + 4 + 1);
  }
  const { body } = tenant.call('GET', `/v2.0/quotas/${web}`);
  assert.equal((body as { readonly quota: { readonly network: number } }).quota.network, 42);
}

function admin(cloud: LoopbackCloud): Tenant {
  return cloud.tenant('admin', 'admin');
}

function idOf(cloud: LoopbackCloud, name: string): string {
  return cloud.projectId(name);
}

function made(cloud: LoopbackCloud, one: 'domain' | 'project', values: object): string {
  const { status, body } = admin(cloud).call('POST', `/v3/${one}s`, { [one]: values }, 'identity');
  assert.equal(status, 201, JSON.stringify(body));
  return (body as Readonly<Record<string, { readonly id: string }>>)[one]?.id ?? '';
}

/** Everything that an administrator sees of what the migration is about. */
function everything(cloud: LoopbackCloud): unknown {
  const tenant = admin(cloud);
  const identity = (path: string): unknown => tenant.call('GET', `/v3/${path}`, undefined, 'identity').body;
  const collections = [
    'networks',
    'subnets',
    'ports',
    'rbac-policies',
    'security-groups',
    'security-group-rules',
  ];
  return [
    ...collections.map((collection) =>
      tenant
        .list(collection)
        .map(({ id }) => id)
        .sort(),
    ),
    ...['domains', 'projects', 'users', 'role_assignments'].map((path) => identity(path)),
  ];
}
