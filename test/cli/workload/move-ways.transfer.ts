import assert from 'node:assert/strict';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import { at } from '../../clouds/contract/words.ts';
import { assertSameBytes, assertSameDisks, fileOfVolume, serverNamed } from './compare.ts';
import { writeContent } from './content.ts';
import { handOf } from './hand.ts';
import { inventoryOf } from './inventory.ts';
import { assertNothingLeftOver, move, said } from './moving.ts';
import { editRecord } from './records.ts';
import type { SeededServer } from './seed-servers.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

describe('Ways of a server and its data', function () {
  this.timeout(300_000);
  let workspace: WorkloadWorkspace;
  const servers: Record<string, SeededServer> = {};
  /** What happens at the source at the moment in which a server with this name stops. */
  const atStop = new Map<string, () => void>();

  before(async () => {
    needTransferTools();
    workspace = await openWorkloadWorkspace({
      hosts: 2,
      variables: { os_migrate_workload_stop_before_migration: true },
      each: (side) => ({
        fateOf: (work, { name }) => {
          if (side === 'source' && work === 'stop') atStop.get(name)?.();
          return undefined;
        },
      }),
    });
    servers['local'] = workspace.addServer({ name: 'local', flavor: 'local-disks', data: [{ name: 'l-1' }] });
    servers['given'] = workspace.addServer({ name: 'given', boot: '/dev/sda', data: [{ name: 'g-1' }] });
    servers['warm'] = workspace.addServer({
      name: 'warm',
      boot: '/dev/vda',
      image: 'guest-uefi',
      data: [{ name: 'w-1' }, { name: 'w-2', size: 2, content: 'sparse' }],
    });
    servers['back'] = workspace.addServer({ name: 'back', boot: '/dev/xvda', data: [{ name: 'b-1' }] });
    await workspace.succeed('run', 'export_workloads.yml');
  });
  after(() => workspace.close());

  it('a disk of the hypervisor becomes a volume, with empty disks beside it', async () => {
    const server = servers['local']!;
    const refused = await move(workspace, server);
    assert.notEqual(refused.code, 0, said(refused));
    assert.match(said(refused), /ephemeral/i);
    editRecord(workspace, 'workloads.yml', 'local', (record) => {
      Object.assign(record._migration_params, { boot_disk_copy: true, ephemeral_disks: 'blank' });
    });
    const ended = await move(workspace, server);
    assert.equal(ended.code, 0, said(ended));
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    assert.equal(serverNamed(workspace.destination, 'local').local_devices.length, 2);
    await assertNothingLeftOver(workspace);
  });

  it('volumes that are given are taken, and nothing is copied', async () => {
    const server = servers['given']!;
    const hand = handOf(workspace.destination, 'dst', 'dst');
    const given = [true, false].map((bootable) => {
      const made = hand.call('volume', 'POST', '/volumes', { volume: { size: 1, name: 'there already' } });
      const id = String(at(made, 'volume.id'));
      hand.call('volume', 'POST', `/volumes/${id}/action`, { 'os-set_bootable': { bootable } });
      return id;
    });
    editRecord(workspace, 'workloads.yml', 'given', (record) => {
      const [boot, other] = given;
      const volumes = { boot_volume: { uuid: boot }, additional_volumes: [{ uuid: other }] };
      Object.assign(record._migration_params, { data_copy: false, ...volumes });
    });
    const ended = await move(workspace, server);
    assert.equal(ended.code, 0, said(ended));
    const row = serverNamed(workspace.destination, 'given');
    assert.deepEqual(
      row.attachments.map(({ volume_id: id }) => id),
      given,
    );
    assert.equal(workspace.source.state.compute.servers.get(server.id)?.vm_state, 'active');
  });

  it('what is written between the first copy and the stop arrives, too', async () => {
    const server = servers['warm']!;
    editRecord(workspace, 'workloads.yml', 'warm', (record) => {
      Object.assign(record._migration_params, { warm: true });
    });
    const changed: string[] = [];
    atStop.set('warm', () => {
      const there = workspace.destination.state.volume.volumes.all();
      changed.push(...there.map(({ name }) => name ?? '').filter((name) => name.startsWith('w-')));
      for (const id of server.volumes) writeContent(fileOfVolume(workspace.source, id), 'random');
    });
    const ended = await move(workspace, server);
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(changed.sort(), ['w-1', 'w-2'], 'the volumes were there before the stop');
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    await assertNothingLeftOver(workspace);
  });

  it('a server that is taken back is as it was', async () => {
    const server = servers['back']!;
    const { source, destination } = workspace;
    const look = () => [inventoryOf(source), inventoryOf(destination)];
    const before = look();
    const ended = await move(workspace, server);
    assert.equal(ended.code, 0, said(ended));
    assertSameDisks(workspace, server, { bootDisk: 'copied' });
    const { stdout } = await workspace.succeed('runs', '--output', 'json');
    const runs = JSON.parse(stdout) as readonly { readonly id: string }[];
    const undone = await workspace.drover(
      'undo',
      runs
        .map(({ id }) => id)
        .sort()
        .at(-1)!,
      '--yes',
    );
    assert.equal(undone.code, 0, said(ended, undone));
    assert.deepEqual(look(), before, said(ended, undone));
  });

  it('volumes that no server has are moved with their bytes', async () => {
    const { source, destination } = workspace;
    const ids = [
      workspace.addVolume({ name: 'spare', size: 2, values: { metadata: { a: 'b' } } }),
      workspace.addVolume({ name: 'empty', content: 'zero', values: { volume_type: 'fast' } }),
    ];
    await workspace.succeed('run', 'export_detached_volumes.yml');
    const ended = await workspace.drover('run', 'import_detached_volumes.yml');
    assert.equal(ended.code, 0, said(ended));
    for (const id of ids) {
      const row = source.state.volume.volumes.get(id)!;
      const there = destination.state.volume.volumes.all().filter(({ name }) => name === row.name);
      assert.equal(there.length, 1, `there are ${there.length} volumes ${row.name ?? ''}`);
      assert.deepEqual(
        [there[0]!.size, there[0]!.metadata, there[0]!.status],
        [row.size, row.metadata, 'available'],
      );
      assertSameBytes(fileOfVolume(source, id), fileOfVolume(destination, there[0]!.id), row.name ?? '');
    }
    await assertNothingLeftOver(workspace);
    workspace.destination.resetCalls();
    await workspace.succeed('run', 'import_detached_volumes.yml');
    assert.equal(workspace.destination.calls.writes, 0);
  });
});
