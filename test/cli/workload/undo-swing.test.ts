import assert from 'node:assert/strict';
import { assertSameDisks, serverNamed } from './compare.ts';
import { editRecords } from './edit.ts';
import { inventoryOf, type Inventory } from './inventory.ts';
import { said } from './moving.ts';
import type { SeededServer } from './seed-servers.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

const IMPORT = ['run', 'playbooks/import_workloads.yml'] as const;

describe('drover undo of volumes that changed hands', function () {
  this.timeout(120_000);
  let workspace: WorkloadWorkspace;
  let server: SeededServer;
  let before_: readonly Inventory[];

  const look = () => [inventoryOf(workspace.source), inventoryOf(workspace.destination)];
  /** The ids of the runs that wrote something, oldest first. */
  const runs = async (): Promise<readonly string[]> => {
    const { stdout } = await workspace.succeed('runs', '--output', 'json');
    // Boundary: what drover prints of its runs.
    return (JSON.parse(stdout) as readonly { readonly id: string }[]).map(({ id }) => id).sort();
  };
  const lastRun = async (): Promise<string> => (await runs()).at(-1) ?? assert.fail('there is no run');

  beforeEach(async () => {
    workspace = await openWorkloadWorkspace({
      sharesBackend: true,
      asAdmin: 'of the tenants',
      variables: { os_migrate_dst_volume_host: 'loopback-storage@files#files' },
    });
    server = workspace.addServer({
      name: 'db',
      boot: '/dev/vda',
      data: [{ name: 'tables' }],
      isStopped: true,
    });
    await workspace.succeed('run', 'playbooks/export_workloads.yml');
    editRecords(workspace.dataDir, 'workloads.yml', (record) => {
      record._migration_params['storage'] = 'swing';
      // A keypair of the tenant's, which the administrator does not have.
      record.params['key_name'] = null;
    });
    before_ = look();
  });
  afterEach(() => workspace.close());

  it('gives both clouds and the backend back as they were', async () => {
    await workspace.succeed(...IMPORT);
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    const run = await lastRun();
    const undone = await workspace.succeed('undo', run, '--yes');
    assert.deepEqual(look(), before_, said(undone));
    assert.doesNotMatch(said(undone), /cannot be taken back/);
    const again = await workspace.succeed('undo', run, '--yes');
    assert.match(again.stdout, /changed=0/);
    // What was taken back can be moved again.
    await workspace.succeed(...IMPORT);
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
  });

  it('has nothing to do where the destination did not take them, and the source took them back', async () => {
    const disarm = workspace.destination.faults.add({
      kind: 'status',
      status: 400,
      body: { badRequest: { code: 400, message: 'no such volume' } },
      match: { method: 'POST', path: /\/manageable_volumes$/ },
      times: Infinity,
    });
    const ended = await workspace.drover(...IMPORT);
    disarm();
    assert.notEqual(ended.code, 0, said(ended));
    assert.deepEqual(look(), before_, said(ended));
    const undone = await workspace.succeed('undo', await lastRun(), '--yes');
    assert.deepEqual(look(), before_, said(ended, undone));
    assert.doesNotMatch(said(undone), /cannot be taken back/);
  });

  it('says what it cannot take back of a run that was killed in between, and how that is mended', async () => {
    const child = workspace.begin(...IMPORT);
    const ended = new Promise((resolve) => child.once('close', resolve));
    const isGivenUp = (): boolean =>
      workspace.source.calls.list.some(
        ({ path, method }) => method === 'POST' && /\/action$/.test(path) && path.includes('/volumes/'),
      );
    // Nothing is taken before it is killed.
    const disarm = workspace.destination.faults.add({
      kind: 'silence',
      match: { method: 'POST', path: /\/manageable_volumes$/ },
      times: Infinity,
    });
    for (let tries = 0; !isGivenUp() && tries < 3000; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGKILL');
    await ended;
    disarm();
    const killed = await lastRun();
    const files = inventoryOf(workspace.source).files.filter((name) => !before_[0]?.files.includes(name));
    assert.ok(files.length > 0, 'nothing was given up');
    const told = await workspace.succeed('undo', killed, '--yes');
    for (const name of files) assert.ok(told.stderr.includes(name), `${name}: ${said(told)}`);
    assert.match(told.stderr, /Run the import again/);
    // The next run takes what was given up, and that can be taken back; nothing is left of the first one then.
    await workspace.succeed(...IMPORT);
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    assert.equal(serverNamed(workspace.destination, 'db').attachments.length, 2);
    await workspace.succeed('undo', await lastRun(), '--yes');
    assert.deepEqual(look(), before_);
    const nothing = await workspace.succeed('undo', killed, '--yes');
    assert.doesNotMatch(said(nothing), /cannot be taken back|Run the import again/);
  });
});
