import assert from 'node:assert/strict';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import { assertSameDisks, serverNamed } from './compare.ts';
import { editRecords } from './edit.ts';
import { inventoryOf } from './inventory.ts';
import { assertNothingLeftOver, move, said } from './moving.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

describe('A server that is moved, with two hosts a cloud,', function () {
  this.timeout(180_000);
  let workspace: WorkloadWorkspace;

  before(async () => {
    needTransferTools();
    workspace = await openWorkloadWorkspace({
      hosts: 2,
      variables: { os_migrate_workload_stop_before_migration: true },
    });
  });
  after(() => workspace.close());

  it('loses what is on an ephemeral disk if that is allowed alone', async () => {
    const data = [{ name: 'l-1' }, { name: 'l-2', size: 2, content: 'sparse' as const }];
    const server = workspace.addServer({ name: 'local', flavor: 'local-disks', data });
    await workspace.succeed('run', 'export_workloads.yml');
    const refused = await move(workspace, server);
    assert.notEqual(refused.code, 0, said(refused));
    assert.match(said(refused), /ephemeral disk of 1 GiB/);
    editRecords(workspace.dataDir, 'workloads.yml', (record) => {
      Object.assign(record._migration_params, { boot_disk_copy: true, ephemeral_disks: 'blank' });
    });
    const ended = await move(workspace, server);
    assert.equal(ended.code, 0, said(ended));
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    assert.equal(serverNamed(workspace.destination, 'local').local_devices.length, 2);
    await assertNothingLeftOver(workspace);
  });

  it('is as it was when it is taken back', async () => {
    const { source, destination } = workspace;
    const server = workspace.addServer({
      name: 'back',
      boot: '/dev/xvda',
      networks: ['app-net', 'data-net'],
      hasFloatingIp: true,
      data: [{ name: 'b-1' }, { name: 'b-2', content: 'sparse' }],
    });
    await workspace.succeed('run', 'export_workloads.yml');
    const look = () => [inventoryOf(source), inventoryOf(destination)];
    const before = look();
    const ended = await move(workspace, server);
    assert.equal(ended.code, 0, said(ended));
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    // Boundary: what drover runs --output json prints.
    const runs = JSON.parse((await workspace.succeed('runs', '--output', 'json')).stdout) as readonly {
      readonly id: string;
    }[];
    const last = runs.map(({ id }) => id).sort();
    const undone = await workspace.drover('undo', last.at(-1)!, '--yes');
    assert.equal(undone.code, 0, said(ended, undone));
    assert.deepEqual(look(), before, said(ended, undone));
  });
});
