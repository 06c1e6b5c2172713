import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModuleResult } from '../../../engine/module.ts';
import { memoryState } from '../../../engine/run/state/state-lines.ts';
import type { ExportRecord } from '../../../modules/openstack/files/record.ts';
import { parseExportFile } from '../../../modules/openstack/files/export-file.ts';
import { startOpenStackCloud, type LoopbackCloud, type Tenant } from '../../clouds/openstack/cloud.ts';
import { runModule, testRun, type TestRun } from './support/run-module.ts';
import { moduleNamed } from './support/two-clouds.ts';

describe('modules that export and read', () => {
  let cloud: LoopbackCloud;
  let restore: () => void;
  let tenant: Tenant;
  let folder: string;
  let path: string;
  let run: TestRun;

  before(async () => {
    cloud = await startOpenStackCloud();
    restore = cloud.snapshot();
    tenant = cloud.tenant('src', 'src');
  });
  after(() => cloud.close());
  beforeEach(() => {
    restore();
    folder = mkdtempSync(join(tmpdir(), 'drover-export-'));
    path = join(folder, 'networks.yml');
    run = testRun();
  });
  afterEach(async () => {
    await run.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a module in a run of its own, as a playbook of one task. */
  async function call(name: string, args: object): Promise<ModuleResult> {
    await run.close();
    run = testRun();
    const { result } = await runModule(
      await moduleNamed(name),
      { auth: cloud.auth('src', 'src'), ...args },
      run,
    );
    return result;
  }

  async function failure(name: string, args: object): Promise<string> {
    const error: unknown = await call(name, args).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error, JSON.stringify(error));
    return error.message;
  }

  const names = (): readonly unknown[] =>
    parseExportFile({ path, text: readFileSync(path, 'utf8') }).records.map(
      ({ record }) => record.params['name'],
    );

  it('export by filters: names, regular expressions, keys of the API', async () => {
    for (const name of ['web-1', 'web-2', 'db']) tenant.create('networks', { name });
    await call('export_network', { path, filter: [{ regex: '^web-' }] });
    assert.deepEqual(names().toSorted(), ['web-1', 'web-2']);
    await call('export_network', { path, filter: ['db'] });
    assert.deepEqual(names().toSorted(), ['db', 'web-1', 'web-2']);
    rmSync(path);
    await call('export_network', { path, filters: { name: 'db' } });
    assert.deepEqual(names(), ['db']);
  });

  it('export what is the project’s own, and others only by name or when told', async () => {
    tenant.create('networks', { name: 'mine' });
    await call('export_network', { path });
    assert.deepEqual(names(), ['mine']);
    await call('export_network', { path, name: 'public' });
    assert.deepEqual(names().toSorted(), ['mine', 'public']);
  });

  it('export one by name or id, as the loops of OS-Migrate’s playbooks do, with one list', async () => {
    const made = ['a', 'b', 'c'].map((name) => tenant.create('networks', { name }));
    cloud.resetCalls();
    const module = await moduleNamed('export_network');
    for (const { id } of made)
      await runModule(module, { auth: cloud.auth('src', 'src'), path, name: id }, run);
    assert.deepEqual(names().toSorted(), ['a', 'b', 'c']);
    assert.equal(cloud.calls.byRoute['GET /v2.0/networks'], 1);
  });

  it('say which name is alike when there is none of the name', async () => {
    tenant.create('networks', { name: 'frontend' });
    const message = await failure('export_network', { path, name: 'fronted' });
    assert.match(message, /has no network "fronted" .*Did you mean "frontend"\?/);
  });

  it('write the version that they are told', async () => {
    tenant.create('networks', { name: 'a' });
    await call('export_network', { path, os_migrate_version: '1.0.3' });
    assert.match(readFileSync(path, 'utf8'), /^os_migrate_version: 1\.0\.3\n/);
  });

  it('report an edit that the source has overtaken, and what is gone', async () => {
    const a = tenant.create('networks', { name: 'a', description: 'one' });
    const b = tenant.create('networks', { name: 'b' });
    await call('export_network', { path });
    writeFileSync(path, readFileSync(path, 'utf8').replace('description: one', 'description: two # mine'));
    tenant.update('networks', a.id, { description: 'three' });
    tenant.remove('networks', b.id);
    const result = await call('export_network', { path });
    assert.deepEqual(result['gone'], ['network "b"']);
    assert.deepEqual(result['conflicts'], [
      {
        resource: 'network "a"',
        place: `${path}:${lineOf('two # mine')}:18`,
        field: 'description',
        file: 'two',
        source: 'three',
      },
    ]);
    assert.ok(
      run.warnings.some((text) =>
        text.includes('description is "two" in the file, edited by hand, and "three" at the source'),
      ),
    );
    assert.match(readFileSync(path, 'utf8'), /description: two # mine/);
    await call('export_network', { path, refresh: true });
    assert.match(readFileSync(path, 'utf8'), /description: three # mine/);
  });

  function lineOf(text: string): number {
    return (
      readFileSync(path, 'utf8')
        .split('\n')
        .findIndex((line) => line.includes(text)) + 1
    );
  }

  it('keep out what a person has taken out of the file, and say so', async () => {
    for (const name of ['a', 'b', 'it\'s "c"/.*']) tenant.create('networks', { name });
    await call('export_network', { path });
    const text = readFileSync(path, 'utf8');
    const without = text.replace(/^- _info:(?:(?!^- )[^])*?name: b\n[^]*?(?=^- |$(?![^]))/m, '');
    writeFileSync(path, without);
    const result = await call('export_network', { path });
    assert.equal(readFileSync(path, 'utf8'), without);
    assert.deepEqual([result['changed'], result['removed']], [false, ['network "b"']]);
    assert.ok(
      run.warnings.some((one) => /network "b" was taken out of the file by hand and stays out/.test(one)),
    );
    tenant.create('networks', { name: 'd' });
    await call('export_network', { path });
    assert.ok(!names().includes('b') && names().includes('d'));
    await call('export_network', { path, filter: ['b'], refresh: true });
    assert.ok(names().includes('b'));
  });

  it('do not call what a filter leaves out gone or taken out', async () => {
    for (const name of ['web', 'db']) tenant.create('networks', { name });
    await call('export_network', { path });
    const result = await call('export_network', { path, filter: ['web'] });
    assert.deepEqual([result['gone'], result['removed'], names().length], [[], [], 2]);
  });

  it('remember what the source had, also where the file needs no change', async () => {
    const { id } = tenant.create('networks', { name: 'a', description: 'one' });
    await call('export_network', { path });
    tenant.update('networks', id, { description: 'two' });
    const edit = (from: string, to: string): void => {
      writeFileSync(path, readFileSync(path, 'utf8').replace(`description: ${from}`, `description: ${to}`));
    };
    edit('one', 'two');
    await call('export_network', { path });
    const agreed = await call('export_network', { path });
    assert.equal(agreed['changed'], false);
    edit('two', 'three');
    const result = await call('export_network', { path });
    assert.deepEqual(result['conflicts'], []);
    assert.match(readFileSync(path, 'utf8'), /description: three/);
  });

  it('touch nothing the second time', async () => {
    tenant.create('networks', { name: 'a' });
    await call('export_network', { path });
    const memory = join(folder, '.drover', 'exports', 'networks.yml.json');
    const times = (): readonly number[] => [path, memory].map((one) => statSync(one).mtimeMs);
    const before = times();
    await call('export_network', { path });
    assert.deepEqual(times(), before);
  });

  it('leave a symbolic link and the mode of the file as they are', async () => {
    const real = join(folder, 'elsewhere', 'real.yml');
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('elsewhere/real.yml', path);
    const { id } = tenant.create('networks', { name: 'a' });
    await call('export_network', { path });
    assert.ok(lstatSync(path).isSymbolicLink() && lstatSync(real).isFile());
    chmodSync(real, 0o640);
    tenant.update('networks', id, { description: 'new' });
    await call('export_network', { path });
    assert.ok(lstatSync(path).isSymbolicLink());
    assert.match(readFileSync(real, 'utf8'), /description: new/);
    assert.equal(statSync(real).mode & 0o777, 0o640);
  });

  it('wait for another run that writes the same file, and not for one that is dead', async () => {
    tenant.create('networks', { name: 'a' });
    const lock = join(folder, '.drover', 'exports', 'networks.yml.lock');
    mkdirSync(join(folder, '.drover', 'exports'), { recursive: true });
    symlinkSync(`${hostname()}:${2 ** 22 + 1}:dead`, lock);
    await call('export_network', { path });
    assert.throws(() => lstatSync(lock), { code: 'ENOENT' });
    rmSync(path);
    symlinkSync(`${hostname()}:${process.pid}:alive`, lock);
    const exporting = call('export_network', { path });
    await sleep(150);
    assert.throws(() => lstatSync(path), { code: 'ENOENT' });
    rmSync(lock);
    await exporting;
    assert.deepEqual(names(), ['a']);
    assert.deepEqual(readdirSync(join(folder, '.drover', 'exports')), ['networks.yml.json']);
  });

  it('take in what another run has written meanwhile', async () => {
    tenant.create('networks', { name: 'a' });
    tenant.create('networks', { name: 'b' });
    const module = await moduleNamed('export_network');
    const others = [testRun(), testRun()];
    await Promise.all(
      others.map((other, index) =>
        runModule(module, { auth: cloud.auth('src', 'src'), path, filter: [['a', 'b'][index]] }, other),
      ),
    );
    for (const other of others) await other.close();
    assert.deepEqual(names().toSorted(), ['a', 'b']);
  });

  it('refuse to write a version that could not be read again', async () => {
    tenant.create('networks', { name: 'a' });
    for (const version of ['2.0.0', 'latest', '1.x', '']) {
      const message = await failure('export_network', { path, os_migrate_version: version });
      assert.match(message, /os_migrate_version/, version);
      assert.throws(() => readFileSync(path), { code: 'ENOENT' });
    }
  });

  it('change nothing where the file cannot be read', async () => {
    tenant.create('networks', { name: 'a' });
    for (const text of ['', 'a: [', 'os_migrate_version: 3.1\nresources: []\n']) {
      writeFileSync(path, text);
      await failure('export_network', { path });
      assert.equal(readFileSync(path, 'utf8'), text);
    }
  });

  it('plan an export in check mode without writing it', async () => {
    tenant.create('networks', { name: 'a' });
    const checking = testRun({ checkMode: true });
    const { plan } = await runModule(
      await moduleNamed('export_network'),
      { auth: cloud.auth('src', 'src'), path },
      checking,
    );
    await checking.close();
    assert.equal(plan?.action, 'create');
    assert.throws(() => readFileSync(path), { code: 'ENOENT' });
  });

  it('keep both of two networks of one name, and bring both over', async () => {
    tenant.create('networks', { name: 'same', description: 'one' });
    tenant.create('networks', { name: 'same', description: 'two' });
    await call('export_network', { path });
    assert.deepEqual(names(), ['same', 'same']);
    const checked = await call('validate_resource_files', { paths: [path] });
    assert.equal(checked['ok'], true);
    const destination = cloud.tenant('dst', 'dst');
    const importing = await moduleNamed('import_network');
    const state = memoryState();
    const writes: number[] = [];
    for (const _time of ['first', 'second']) {
      const both = testRun({ state });
      const { result } = await runModule(await moduleNamed('read_resources'), { path }, both);
      cloud.resetCalls();
      for (const data of result['resources'] as readonly ExportRecord[])
        await runModule(importing, { auth: cloud.auth('dst', 'dst'), data }, both);
      writes.push(cloud.calls.writes);
      await both.close();
    }
    const made = destination.list('networks', 'name=same');
    assert.deepEqual(made.map((body) => body['description']).sort(), ['one', 'two']);
    assert.deepEqual(writes, [2, 0]);
  });

  it('name what cannot be seen by its id, and say so', async () => {
    const partner = cloud.tenant('partner', 'partner');
    const group = partner.create('security-groups', { name: 'theirs' });
    const own = tenant.create('security-groups', { name: 'ours' });
    cloud.tenant('admin', 'admin').create('security-group-rules', {
      security_group_id: own.id,
      direction: 'ingress',
      remote_group_id: group.id,
    });
    const rules = join(folder, 'security_group_rules.yml');
    await call('export_security_group_rules', { path: rules, name: 'ours' });
    const { records } = parseExportFile({ path: rules, text: readFileSync(rules, 'utf8') });
    const references = records
      .map(({ record }) => record.params['remote_group_ref'])
      .filter((found) => found !== null);
    assert.deepEqual(references, [{ name: group.id, project_name: null, domain_name: null }]);
    assert.ok(run.warnings.some((text) => text.includes(`security group ${group.id} cannot be seen`)));
  });

  it('read records with their places, and refuse what is none', async () => {
    writeFileSync(
      path,
      'os_migrate_version: 0.0.2\nresources:\n- type: openstack.network.Network\n  params: {name: a, qos_policy_name: null}\n',
    );
    const { resources } = await call('read_resources', { path });
    assert.deepEqual(resources, [
      {
        type: 'openstack.network.Network',
        params: { name: 'a', qos_policy_ref: null },
        _info: {},
        _migration_params: {},
      },
    ]);
    writeFileSync(path, 'os_migrate_version: 1.0.5\nresources:\n- type: x\n- 1\n');
    assert.match(
      await failure('read_resources', { path }),
      /networks\.yml:3:3: This is no record: it lacks type or params/,
    );
    assert.match(
      await failure('read_resources', { path: join(folder, 'none.yml') }),
      /There is no file .*none\.yml/,
    );
  });

  it('look through a data directory, with the destination where it answers', async () => {
    tenant.create('networks', { name: 'a' });
    await call('export_network', { path });
    writeFileSync(join(folder, 'vars.yml'), 'os_migrate_data_dir: .\n');
    writeFileSync(
      join(folder, 'subnets.yml'),
      'os_migrate_version: 0.1.0\nresources:\n- type: openstack.subnet.Subnet\n  _info: {id: x}\n  params: {name: s, ip_version: 4, cidr: 10.0.0.0/24, network_ref: {name: public, project_name: null, domain_name: null}}\n',
    );
    const result = await call('validate_resource_files', { data_dir: folder, references: true });
    assert.deepEqual(result['paths'], [path, join(folder, 'subnets.yml')]);
    assert.deepEqual([result['ok'], result['errors'], result['warnings']], [true, [], []]);
    const alone = await call('validate_resource_files', {
      data_dir: folder,
      references: true,
      auth: undefined,
    });
    assert.match(
      JSON.stringify(alone['warnings']),
      /refers to network \\"public\\", but no record here is of that name/,
    );
    const dead = { ...cloud.auth('src', 'src'), auth_url: 'http://127.0.0.1:1/v3' };
    const unasked = await call('validate_resource_files', { data_dir: folder, references: true, auth: dead });
    assert.equal(unasked['ok'], true);
    assert.ok(run.warnings.some((text) => text.startsWith('The destination was not asked about references')));
  });

  it('tell who credentials belong to, and list resources under both names', async () => {
    tenant.create('networks', { name: 'a' });
    const { auth_info: who } = await call('auth_info', {});
    assert.equal((who as { readonly project_id: string }).project_id, cloud.projectId('src'));
    const { networks } = await call('networks_info', { filters: { project_id: cloud.projectId('src') } });
    const [only] = networks as readonly Record<string, unknown>[];
    assert.equal(only?.['name'], 'a');
    assert.equal(only['is_admin_state_up'], true);
    assert.equal(only['admin_state_up'], true);
    const { openstack_routers: routers } = await call('os_routers_info', {});
    assert.deepEqual(routers, []);
    const groups = await call('os_security_groups_info', { name: 'default' });
    assert.equal((groups['openstack_security_groups'] as readonly unknown[]).length, 1);
    const seen = await call('check_cloud', {});
    assert.equal(seen['project'], 'src');
  });
});
