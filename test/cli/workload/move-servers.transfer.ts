import assert from 'node:assert/strict';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import { assertSameDisks, serverNamed } from './compare.ts';
import { assertNothingLeftOver } from './moving.ts';
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
    await workspace.succeed('run', 'import_workloads.yml');
    assertSameDisks(workspace, web, { bootDisk: 'of the image' });
    assertSameDisks(workspace, db, { bootDisk: 'copied' });
    assertSameDisks(workspace, xen, { bootDisk: 'copied' });
  });

  it('keeps what their ports have', () => {
    const portsOf = (cloud: LoopbackCloud, server: string): unknown[] => {
      const { network } = cloud.state;
      const groupName = (id: string): string | undefined => network.securityGroups.get(id)?.name;
      const rows = network.ports.all().filter(({ device_id: id }) => id === server);
      return rows.map((port) => ({
        name: port.name,
        mac: port.mac_address,
        addresses: port.fixed_ips.map(({ ip_address: address }) => address),
        groups: port.security_groups.map(groupName),
        network: network.networks.get(port.network_id)?.name,
      }));
    };
    for (const { id, name } of [web, db, xen]) {
      const moved = serverNamed(workspace.destination, name);
      const [before, after] = [portsOf(workspace.source, id), portsOf(workspace.destination, moved.id)];
      assert.equal(after.length, name === 'web' ? 2 : 1);
      assert.deepEqual(after, before);
    }
    const targets = [workspace.source, workspace.destination].map(({ state }) => {
      const { floatingIps, ports } = state.network;
      const taken = floatingIps.all().flatMap(({ port_id: id }) => ports.get(id ?? '') ?? []);
      return taken.map(({ mac_address: mac }) => mac);
    });
    assert.equal(targets[0]?.length, 1);
    assert.deepEqual(targets[1], targets[0]);
  });

  it('keeps what servers and volumes are', () => {
    const { destination } = workspace;
    const { volume, compute } = destination.state;
    const [webRow, dbRow] = [web, db].map(({ name }) => serverNamed(destination, name));
    assert.deepEqual([webRow!.key_name, webRow!.flavor.name], ['ops', 'm1.tiny']);
    assert.equal(compute.serverGroups.get(webRow!.group_id ?? '')?.name, 'apart');
    assert.deepEqual(
      webRow!.attachments.map(({ tag }) => tag),
      ['web-data'],
    );
    const root = dbRow!.attachments.find(({ isRoot }) => isRoot);
    assert.equal(root?.delete_on_termination, true);
    const boot = volume.volumes.get(root.volume_id);
    assert.equal(boot?.bootable, true);
    const { hw_firmware_type: firmware, hw_machine_type: machine } = boot.image_metadata ?? {};
    assert.deepEqual([firmware, machine], ['uefi', 'q35']);
    const data = volume.volumes.all().find(({ name }) => name === 'xen-1');
    assert.equal(volume.types.get(data?.volume_type_id ?? '')?.name, 'fast');
  });

  it('leaves nothing over', async () => {
    await assertNothingLeftOver(workspace);
    for (const { state } of [workspace.source, workspace.destination])
      assert.deepEqual(state.volume.snapshots.all(), []);
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
