import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../../clouds/contract/words.ts';
import { assertSameBytes, assertSameDisks, fileOfVolume, serverNamed } from './compare.ts';
import { writeContent } from './content.ts';
import { editRecords, type EditedRecord } from './edit.ts';
import { handOf } from './hand.ts';
import { inventoryOf, type Inventory } from './inventory.ts';
import { isCopy } from './troubles.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace, type WorkloadWorkspaceOptions } from './workspace.ts';

const IMPORT = ['run', 'playbooks/import_workloads.yml'] as const;

/** Ways of storage, each with one server: what it is at the destination, and that the source is as it was. */
describe('Ways of storage', function () {
  this.timeout(180_000);
  let workspace: WorkloadWorkspace;
  let before_: Inventory;

  const open = async (options: WorkloadWorkspaceOptions = {}): Promise<void> => {
    workspace = await openWorkloadWorkspace(options);
  };
  const exported = async (edit: (record: EditedRecord) => void = () => undefined): Promise<void> => {
    before_ = inventoryOf(workspace.source);
    await workspace.succeed('run', 'playbooks/export_workloads.yml');
    editRecords(workspace.dataDir, 'workloads.yml', edit);
  };
  const sourceIsAsBefore = (): void => {
    assert.deepEqual(inventoryOf(workspace.source), before_);
  };
  /** A second run finds nothing to do. */
  const staysSo = async (): Promise<void> => {
    const after_ = inventoryOf(workspace.destination);
    const again = await workspace.succeed(...IMPORT);
    assert.match(again.stdout, /changed=0/);
    assert.deepEqual(inventoryOf(workspace.destination), after_);
  };
  afterEach(() => workspace.close());

  it('copies the disk of a server that boots from an image', async () => {
    await open();
    const server = workspace.addServer({ name: 'web', data: [{ name: 'logs' }], isStopped: true });
    await exported((record) => {
      record._migration_params['boot_disk_copy'] = true;
    });
    await workspace.succeed(...IMPORT);
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    sourceIsAsBefore();
    await staysSo();
  });

  it('makes a first copy of a server that runs, and sends what has changed since when it has stopped', async () => {
    await open();
    const server = workspace.addServer({
      name: 'db',
      boot: '/dev/sda',
      data: [{ name: 'tables', size: 2 }],
    });
    await exported((record) => {
      record._migration_params['warm'] = true;
    });
    const changed = fileOfVolume(workspace.source, server.volumes[0] ?? '');
    // A guest goes on writing once its first copy has begun, which takes until then.
    const [from] = workspace.hosts.source;
    const [to] = workspace.hosts.destination;
    from!.faults.slowDown(1 << 20);
    let hasWritten = false;
    const watch = setInterval(() => {
      if (!to!.running().some(isCopy)) return;
      clearInterval(watch);
      writeContent(changed, 'end');
      hasWritten = true;
      from!.faults.slowDown(undefined);
    }, 20);
    const ended = await workspace.succeed(...IMPORT, '-v');
    clearInterval(watch);
    assert.ok(hasWritten, 'nothing was written during the first copy');
    assert.match(ended.stdout, /"downtime": [\d.]+/);
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    assert.equal(serverNamed(workspace.source, 'db').vm_state, 'stopped');
    await staysSo();
  });

  it('touches nothing where the hosts do not reach one another', async () => {
    await open({ variables: { os_migrate_workload_stop_before_migration: true } });
    workspace.addServer({ name: 'db', boot: '/dev/vda', data: [{ name: 'tables' }] });
    await exported();
    const path = join(workspace.dataDir, 'conversion', 'hosts.yml');
    const hosts = readFileSync(path, 'utf8');
    const broken = hosts.replace(/link_key: .*/, 'link_key: /nowhere/link.key');
    assert.notEqual(broken, hosts);
    writeFileSync(path, broken);
    for (const command of ['plan', 'run']) {
      const ended = await workspace.drover(command, 'playbooks/import_workloads.yml');
      assert.notEqual(ended.code, 0, ended.stdout);
      assert.match(ended.stdout + ended.stderr, /does not reach .*conversion-1.* of the source/);
    }
    sourceIsAsBefore();
  });

  it('keeps no first copy of a server that does not stop', async () => {
    await open({ variables: { os_migrate_timeout: 8 } });
    const server = workspace.addServer({ name: 'db', boot: '/dev/vda', data: [{ name: 'tables' }] });
    await exported((record) => {
      record._migration_params['warm'] = true;
    });
    const there = inventoryOf(workspace.destination);
    workspace.source.fates.add({ work: 'stop', id: server.id, fate: { fails: 'no luck' } });
    const ended = await workspace.drover(...IMPORT);
    assert.notEqual(ended.code, 0, ended.stdout);
    assert.deepEqual(inventoryOf(workspace.destination), there);
    sourceIsAsBefore();
  });

  it('lets volumes change hands on a backend that both clouds see', async () => {
    await open({
      sharesBackend: true,
      asAdmin: 'of the tenants',
      variables: { os_migrate_dst_volume_host: 'loopback-storage@files#files' },
    });
    const server = workspace.addServer({
      name: 'db',
      boot: '/dev/vda',
      data: [{ name: 'tables' }],
      isStopped: true,
    });
    await exported((record) => {
      record._migration_params['storage'] = 'swing';
      // A keypair of the tenant's, which the administrator does not have.
      record.params['key_name'] = null;
    });
    await workspace.succeed(...IMPORT);
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    // The backend has the clones now, under the names of the destination.
    const { files: _files, ...rest } = inventoryOf(workspace.source);
    const { files: _filesBefore, ...restBefore } = before_;
    assert.deepEqual(rest, restBefore);
    await staysSo();
  });

  it('makes a server of volumes that are at the destination already', async () => {
    await open();
    workspace.addServer({ name: 'db', boot: '/dev/vda', data: [{ name: 'tables' }], isStopped: true });
    const [boot, data] = ['given-boot', 'given-data'].map((name) => volumeAtDestination(workspace, name));
    await exported((record) => {
      Object.assign(record._migration_params, {
        data_copy: false,
        boot_volume: { uuid: boot },
        additional_volumes: [{ uuid: data }],
      });
    });
    await workspace.succeed(...IMPORT);
    assert.deepEqual(
      serverNamed(workspace.destination, 'db').attachments.map(({ volume_id: id, isRoot }) => [id, isRoot]),
      [
        [boot, true],
        [data, false],
      ],
    );
    sourceIsAsBefore();
    await staysSo();
  });

  it('brings volumes that no server has, once', async () => {
    await open();
    const ids = [
      workspace.addVolume({ name: 'random', size: 2 }),
      workspace.addVolume({ name: 'twin', content: 'sparse' }),
      workspace.addVolume({ name: 'twin', content: 'zero' }),
      workspace.addVolume({ name: '', content: 'end' }),
    ];
    before_ = inventoryOf(workspace.source);
    await workspace.succeed('run', 'playbooks/export_detached_volumes.yml');
    const run = ['run', 'playbooks/import_detached_volumes.yml'] as const;
    await workspace.succeed(...run);
    const there = workspace.destination.state.volume.volumes.all();
    assert.equal(there.length, ids.length);
    for (const id of ids) {
      const { name, size } = workspace.source.state.volume.volumes.get(id) ?? assert.fail();
      const fits = there.filter((volume) => volume.name === name && volume.size === size);
      const same = fits.filter((volume) => {
        try {
          assertSameBytes(
            fileOfVolume(workspace.source, id),
            fileOfVolume(workspace.destination, volume.id),
            id,
          );
          return true;
        } catch {
          return false;
        }
      });
      assert.equal(same.length, 1, `${name ?? ''} ${id}`);
    }
    sourceIsAsBefore();
    const again = await workspace.succeed(...run);
    assert.match(again.stdout, /changed=0/);
    assert.equal(workspace.destination.state.volume.volumes.all().length, ids.length);
  });
});

/** A volume that somebody has brought to the destination already. */
function volumeAtDestination({ destination }: WorkloadWorkspace, name: string): string {
  const hand = handOf(destination, 'dst', 'dst');
  const made = hand.call('volume', 'POST', '/volumes', {
    volume: { name, size: 1 },
  });
  const id = String(at(made, 'volume.id'));
  hand.call('volume', 'POST', `/volumes/${id}/action`, { 'os-set_bootable': { bootable: true } });
  return id;
}
