import assert from 'node:assert/strict';
import { assertSameBytes, fileOfVolume, serverNamed } from './compare.ts';
import { inventoryOf } from './inventory.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

describe('A workspace for servers and their data', function () {
  this.timeout(120_000);
  let workspace: WorkloadWorkspace;
  before(async () => {
    workspace = await openWorkloadWorkspace();
  });
  after(() => workspace.close());

  it('has its surroundings at both clouds', () => {
    const { source, destination } = workspace;
    const names = (cloud: typeof source, project: string): unknown[] => {
      const { network, compute, image } = cloud.state;
      const id = cloud.projectId(project);
      return [
        network.networks.all().filter((row) => row.tenant_id === id),
        network.subnets.all().filter((row) => row.tenant_id === id),
        network.securityGroups.all().filter((row) => row.tenant_id === id),
        compute.keypairs.all(),
        compute.serverGroups.all(),
        image.images.all(),
      ].map((rows) => rows.map(({ name }) => name).sort());
    };
    const expected = [
      ['app-net', 'data-net'],
      ['app-net-v4', 'data-net-v4'],
      ['default', 'web'],
      ['ops'],
      ['apart'],
      ['bed-image', 'guest', 'guest-uefi'],
    ];
    assert.deepEqual(names(source, 'src'), expected);
    assert.deepEqual(names(destination, 'dst'), expected);
  });

  it('makes servers of all sorts', () => {
    const { source } = workspace;
    const web = workspace.addServer({
      name: 'web',
      networks: ['app-net', 'data-net'],
      hasFloatingIp: true,
      isInGroup: true,
      data: [{ name: 'web-data', content: 'sparse' }],
    });
    const row = serverNamed(source, 'web');
    assert.deepEqual([row.vm_state, row.interfaces.length, row.root_device_name], ['active', 2, '/dev/sda']);
    assert.match(web.floatingIp ?? '', /^172\.24\.4\./);
    assert.ok('file' in web.root, 'it boots from the disk of a hypervisor');
    const devices = (name: string): string[] =>
      serverNamed(source, name).attachments.map(({ device }) => device);
    assert.deepEqual(devices('web'), ['/dev/sdb']);
    for (const boot of ['/dev/vda', '/dev/sda', '/dev/xvda'] as const) {
      const name = `db${boot.replaceAll('/', '-')}`;
      workspace.addServer({
        name,
        boot,
        image: 'guest-uefi',
        data: [{ name: `${name}-1` }, { name: `${name}-2`, size: 3, content: 'end' }],
      });
      assert.deepEqual(devices(name), [boot, boot.replace(/a$/, 'b'), boot.replace(/a$/, 'c')]);
    }
    const local = workspace.addServer({
      name: 'local',
      flavor: 'local-disks',
      data: [{ name: 'l', content: 'zero' }],
    });
    assert.deepEqual(serverNamed(source, 'local').local_devices, ['/dev/sdb', '/dev/sdc']);
    const stopped = workspace.addServer({ name: 'off', isStopped: true });
    assert.equal(source.state.compute.servers.get(stopped.id)?.vm_state, 'stopped');
    const same = fileOfVolume(source, local.volumes[0]!);
    assertSameBytes(same, same, 'a volume');
    assert.throws(() => {
      assertSameBytes(fileOfVolume(source, web.volumes[0]!), same, 'a volume');
    }, /a volume has other bytes/);
  });

  it('tells what there is', () => {
    const before = inventoryOf(workspace.source);
    assert.deepEqual(inventoryOf(workspace.source), before);
    workspace.addVolume({ name: 'left over' });
    const after = inventoryOf(workspace.source);
    assert.notDeepEqual(after, before);
    assert.equal(after.files.length, before.files.length + 1);
  });
});
