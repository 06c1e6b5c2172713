import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseExportFile } from '../../../../modules/openstack/files/export-file.ts';
import { seedProvider, seedTenant } from '../support/seed-tenant.ts';
import { runPackaged, type PlaybookRun } from '../support/run-playbook.ts';
import { startTwoClouds, STEPS, type TwoClouds } from '../support/two-clouds.ts';

/** The network layer, which both clouds have wherever this runs. */
const NETWORK = STEPS.map(({ file }) => file.replace('.yml', ''));

describe('all kinds in one run', function () {
  this.timeout(30_000);
  let clouds: TwoClouds;

  before(async () => {
    clouds = await startTwoClouds();
    seedTenant(clouds.source);
    seedProvider(clouds.destination);
  });
  after(() => clouds.close());

  const variables = (more: object = {}): Readonly<Record<string, unknown>> => ({
    os_migrate_src_auth: clouds.source.auth('src', 'src'),
    os_migrate_dst_auth: clouds.destination.auth('dst', 'dst'),
    os_migrate_data_dir: clouds.folder,
    ...more,
  });
  const fine = (run: PlaybookRun): PlaybookRun => {
    assert.deepEqual([run.problems, run.failures], [[], []]);
    return run;
  };
  const statuses = (run: PlaybookRun, task: string): readonly string[] => [
    ...new Set(run.outcomes.filter((one) => one.task === task).map(({ status }) => status)),
  ];
  const labels = (run: PlaybookRun, task: string): readonly string[] =>
    run.outcomes.filter((one) => one.task === task).map(({ label }) => label);

  it('are exported, a file each', async () => {
    const run = fine(await runPackaged('export_all.yml', variables({ os_migrate_kinds: NETWORK })));
    assert.deepEqual([...labels(run, 'export_all : Export them')].sort(), [...NETWORK].sort());
    assert.deepEqual(statuses(run, 'export_all : Export them'), ['changed']);
    for (const kind of NETWORK) assert.ok(existsSync(clouds.path(`${kind}.yml`)), kind);
    assert.deepEqual(run.messages, []);
  });

  it('are not touched by a second export', async () => {
    const run = fine(await runPackaged('export_all.yml', variables({ os_migrate_kinds: NETWORK })));
    assert.deepEqual(statuses(run, 'export_all : Export them'), ['ok']);
  });

  it('are planned without a write', async () => {
    clouds.destination.resetCalls();
    const run = fine(await runPackaged('import_all.yml', variables(), { checkMode: true }));
    assert.ok(statuses(run, 'import_all : Import them').includes('changed'));
    assert.equal(clouds.destination.calls.writes, 0);
  });

  it('are imported in one loop: each record once, and routes once more in the end', async () => {
    const run = fine(await runPackaged('import_all.yml', variables()));
    const records = NETWORK.flatMap((kind) => recordsIn(clouds.path(`${kind}.yml`)));
    const withRoutes = recordsIn(clouds.path('routers.yml')).filter(({ params }) => {
      const { routes } = params;
      return Array.isArray(routes) && routes.length > 0;
    });
    assert.ok(withRoutes.length > 0, 'the seed has a router with routes');
    const items = labels(run, 'import_all : Import them');
    assert.equal(items.length, records.length + withRoutes.length);
    assert.deepEqual(
      items.slice(-withRoutes.length),
      withRoutes.map(({ params }) => `routes of router "${String(params['name'])}"`),
    );
  });

  it('are imported a second time without a write', async () => {
    clouds.destination.resetCalls();
    const run = fine(await runPackaged('import_all.yml', variables()));
    assert.deepEqual(statuses(run, 'import_all : Import them'), ['ok']);
    assert.equal(clouds.destination.calls.writes, 0);
  });

  it('are the same at the destination as those that were imported kind by kind', async () => {
    const other = await startTwoClouds();
    try {
      seedProvider(other.destination);
      const into = variables({ os_migrate_dst_auth: other.destination.auth('dst', 'dst') });
      for (const { file } of STEPS) fine(await runPackaged(`import_${file}`, into));
      fine(
        await runPackaged('verify.yml', {
          ...into,
          os_migrate_verify_source: false,
          os_migrate_kinds: NETWORK,
        }),
      );
      other.destination.resetCalls();
      const run = fine(await runPackaged('import_all.yml', into));
      assert.deepEqual(statuses(run, 'import_all : Import them'), ['ok']);
      assert.equal(other.destination.calls.writes, 0);
    } finally {
      await other.close();
    }
  });

  it('leave out what only administrators may do, in one line, and what the cloud has no service for', async () => {
    const run = fine(await runPackaged('export_all.yml', variables()));
    const [message = '', ...more] = run.messages;
    assert.deepEqual(more, []);
    assert.match(message, /User "src" is no administrator, so these are left out: [a-z_, ]*projects/);
    assert.ok(!labels(run, 'export_all : Export them').includes('projects'));
  });

  it('are tried all the same where they are named', async () => {
    const run = await runPackaged('export_all.yml', variables({ os_migrate_kinds: ['users'] }));
    assert.deepEqual(run.messages, []);
    assert.deepEqual(labels(run, 'export_all : Export them'), ['users']);
  });

  it('select what the filters of the kinds select', async () => {
    const chosen = { os_migrate_kinds: ['networks', 'subnets'], os_migrate_networks_filter: ['yes'] };
    const run = fine(
      await runPackaged('import_all.yml', variables({ ...chosen, os_migrate_subnets_filter: [] })),
    );
    assert.deepEqual(labels(run, 'import_all : Import them'), ['network "yes"']);
  });

  it('say which files are not there, where their kinds are named', async () => {
    rmSync(clouds.path('routers.yml'));
    const run = fine(
      await runPackaged('import_all.yml', variables({ os_migrate_kinds: ['routers', 'subnets'] })),
    );
    assert.deepEqual(run.messages, [`Left out, as ${clouds.folder} has no routers.yml: routers.`]);
  });

  it('name the kind that was probably meant', async () => {
    const run = await runPackaged('import_all.yml', variables({ os_migrate_kinds: ['netwroks'] }));
    assert.match(
      run.failures.join(),
      /There is no kind of resource called "netwroks"\. Did you mean "networks"\?/,
    );
  });

  it('stop before the first write where a file is wrong', async () => {
    writeFileSync(
      clouds.path('subnets.yml'),
      'os_migrate_version: 1.0.5\nresources:\n- type: openstack.subnet.Subnet\n',
    );
    clouds.destination.resetCalls();
    const run = await runPackaged('import_all.yml', variables());
    assert.ok(run.failures.length > 0);
    assert.equal(clouds.destination.calls.writes, 0);
  });
});

function recordsIn(path: string): readonly { readonly params: Readonly<Record<string, unknown>> }[] {
  return parseExportFile({ path, text: readFileSync(path, 'utf8') }).records.map(({ record }) => record);
}
