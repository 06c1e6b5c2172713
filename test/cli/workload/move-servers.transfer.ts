import assert from 'node:assert/strict';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import { assertSameDisks, serverNamed } from './compare.ts';
import { inventoryOf } from './inventory.ts';
import type { SeededServer } from './seed-servers.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

describe('import_workloads', function () {
  this.timeout(300_000);
  let workspace: WorkloadWorkspace;
  let web: SeededServer;
  let db: SeededServer;
  let xen: SeededServer;

  before(async () => {
    needTransferTools();
    workspace = await openWorkloadWorkspace({
      variables: { os_migrate_workload_stop_before_migration: true },
    });
    web = workspace.addServer({
      name: 'web',
      networks: ['app-net', 'data-net'],
      hasFloatingIp: true,
      isInGroup: true,
      data: [{ name: 'web-data', content: 'sparse' }],
    });
    db = workspace.addServer({
      name: 'db',
      boot: '/dev/vda',
      image: 'guest-uefi',
      data: [{ name: 'db-1' }, { name: 'db-2', size: 3, content: 'end' }, { name: 'db-3', content: 'zero' }],
    });
    xen = workspace.addServer({
      name: 'xen',
      boot: '/dev/xvda',
      data: [{ name: 'xen-1', values: { volume_type: 'fast' } }],
    });
    await workspace.succeed('run', 'export_workloads.yml');
  });
  after(() => workspace.close());

  it('moves servers with the bytes of their disks', async () => {
    const { stdout } = await workspace.succeed('run', 'import_workloads.yml');
    void stdout;
    assertSameDisks(workspace, web, { bootDisk: 'of the image' });
    assertSameDisks(workspace, db, { bootDisk: 'copied' });
    assertSameDisks(workspace, xen, { bootDisk: 'copied' });
  });

  it('leaves nothing over', () => {
    const { source, destination, hosts } = workspace;
    const left = (names: readonly unknown[]): unknown[] =>
      names.filter((name) => /drover|os-migrate|osm|temporary/i.test(String(name)));
    for (const cloud of [source, destination]) {
      const { volumes, snapshots, images } = inventoryOf(cloud);
      assert.deepEqual(snapshots, []);
      assert.deepEqual(left([...volumes, ...images].map(({ name }) => name)), []);
    }
    for (const host of [...hosts.source, ...hosts.destination]) assert.deepEqual(host.running(), []);
  });

  it('leaves the source stopped, with its volumes', () => {
    for (const { name, volumes } of [web, db, xen]) {
      const row = serverNamed(workspace.source, name);
      assert.equal(row.vm_state, 'stopped');
      const attached = row.attachments.filter((each) => !each.isRoot).map((each) => each.volume_id);
      assert.deepEqual(attached.sort(), [...volumes].sort());
    }
  });

  it('has nothing to do a second time', async () => {
    workspace.source.resetCalls();
    workspace.destination.resetCalls();
    await workspace.succeed('run', 'import_workloads.yml');
    assert.deepEqual([workspace.source.calls.writes, workspace.destination.calls.writes], [0, 0]);
  });
});
