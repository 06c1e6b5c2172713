import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import { fileOfVolume, serverNamed } from './compare.ts';
import { writeContent } from './content.ts';
import {
  addLocalServer,
  assertVolumes,
  fileOf,
  HYPERVISOR,
  hypervisorArguments,
  layer,
  noteFormats,
  readDirectly,
  withoutBackingFormat,
} from './direct-servers.ts';
import type { EditedRecord } from './edit.ts';
import { inventoryOf, type Inventory } from './inventory.ts';
import { assertNothingLeftOver, said } from './moving.ts';
import type { SeededServer } from './seed-servers.ts';
import { isCopy, until } from './troubles.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace, type WorkloadWorkspaceOptions } from './workspace.ts';

const IMPORT = ['run', 'playbooks/import_workloads.yml'] as const;
/** Bytes. */
const ODD_SIZE = 3_710_939 * 512;
const SMALL = { os_migrate_copy_chunk_size: 1 };

/** Disks that are read on their hypervisor, or at NBD servers. */
describe('Disks that are read directly', function () {
  this.timeout(240_000);
  let workspace: WorkloadWorkspace;
  let server: SeededServer;
  let before_: Inventory;

  before(needTransferTools);
  afterEach(() => workspace.close());

  const open = async (options: WorkloadWorkspaceOptions = {}): Promise<void> => {
    workspace = await openWorkloadWorkspace({ ...options, variables: { ...SMALL, ...options.variables } });
    server = addLocalServer(workspace, { name: 'web', data: [{ name: 'logs' }], isStopped: true });
  };
  const exported = async (further?: (record: EditedRecord) => void): Promise<void> => {
    before_ = inventoryOf(workspace.source);
    await workspace.succeed('run', 'playbooks/export_workloads.yml');
    readDirectly(workspace, further);
  };
  const sourceIsAsBefore = (): void => {
    assert.deepEqual(inventoryOf(workspace.source), before_);
  };
  const lastRun = async (): Promise<string> => {
    // Boundary: what drover runs --output json prints.
    const runs = JSON.parse((await workspace.succeed('runs', '--output', 'json')).stdout) as readonly {
      readonly id: string;
    }[];
    return (
      runs
        .map(({ id }) => id)
        .sort()
        .at(-1) ?? assert.fail()
    );
  };
  const data = (): string => fileOfVolume(workspace.source, server.volumes[0]!);
  const ownDisks = (): string[] =>
    (['disk', 'disk.eph0', 'disk.eph1'] as const).map((disk) => fileOf(workspace, server, disk));
  const ports = (): string => execFileSync('ss', ['-Hltnp'], { encoding: 'utf8' });
  const nothingServes = async (): Promise<void> => {
    await until('the end of all on the hypervisor', () => workspace.hypervisor.running().length === 0);
    assert.deepEqual(
      readdirSync('/tmp').filter((name) => /^drover-copy-\w+-image$/.test(name)),
      [],
    );
  };
  /** The run fails before anything is touched, with these words. */
  const refuses = async (words: RegExp, changes: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    const there = inventoryOf(workspace.destination);
    const ended = await workspace.drover(...IMPORT, ...hypervisorArguments(workspace, changes));
    assert.notEqual(ended.code, 0, said(ended));
    assert.match(ended.stdout + ended.stderr, words);
    sourceIsAsBefore();
    assert.deepEqual(inventoryOf(workspace.destination), there);
  };

  it('become volumes, with what was on them; a second run finds nothing to do', async () => {
    await open();
    const whole = layer(workspace, server, 'disk');
    // No whole number of gibibytes.
    truncateSync(fileOf(workspace, server, 'disk.eph1'), ODD_SIZE);
    writeContent(fileOf(workspace, server, 'disk.eph1'), 'end');
    noteFormats(workspace, server, { disk: 'qcow2', 'disk.eph0': 'raw', 'disk.eph1': 'raw' });
    await exported();
    const plan = await workspace.succeed('plan', IMPORT[1], ...hypervisorArguments(workspace));
    assert.match(plan.stdout, /boot disk \(1 GiB, read directly on its hypervisor\)/);
    assert.match(plan.stdout, /ephemeral disk 1 \(2 GiB, read directly/);
    assert.match(plan.stdout, /Its swap disk is not copied/);
    sourceIsAsBefore();
    let hasListened = false;
    const watch = setInterval(() => {
      hasListened ||= ports().includes('qemu-nbd');
    }, 100);
    const nothingYet = inventoryOf(workspace.destination);
    await workspace.succeed(...IMPORT, ...hypervisorArguments(workspace)).finally(() => {
      clearInterval(watch);
    });
    const moved = await lastRun();
    assert.equal(hasListened, false, 'qemu-nbd listens on a port');
    const [, ...ephemeral] = ownDisks();
    assertVolumes(workspace, server, [whole, ...ephemeral, data()]);
    const { attachments } = serverNamed(workspace.destination, 'web');
    assert.deepEqual(attachments.map(({ delete_on_termination: goes }) => goes).toSorted(), [
      false,
      true,
      true,
      true,
    ]);
    sourceIsAsBefore();
    await nothingServes();
    await assertNothingLeftOver(workspace);
    const there = inventoryOf(workspace.destination);
    workspace.destination.resetCalls();
    const again = await workspace.succeed(...IMPORT, ...hypervisorArguments(workspace));
    assert.match(again.stdout, /changed=0/);
    assert.deepEqual(inventoryOf(workspace.destination), there);
    await workspace.succeed('undo', moved, '--yes');
    assert.deepEqual(inventoryOf(workspace.destination), nothingYet);
    sourceIsAsBefore();
  });

  it('need no conversion host of the source, where no volume is read', async () => {
    const variables = { ...SMALL, os_migrate_workload_stop_before_migration: true };
    workspace = await openWorkloadWorkspace({ variables });
    server = addLocalServer(workspace, { name: 'web' });
    await exported();
    const [source] = workspace.hosts.source;
    source!.faults.refuse(true);
    await workspace.succeed(...IMPORT, ...hypervisorArguments(workspace));
    assertVolumes(workspace, server, ownDisks());
  });

  it('are those that their record asks for, of all that import_from_hypervisor.yml looks at', async () => {
    await open();
    workspace.addServer({ name: 'other', isStopped: true });
    await exported((record) => {
      record._migration_params['use_nbdkit_direct'] = record.params['name'] === 'web';
    });
    await workspace.succeed('run', 'import_from_hypervisor.yml', ...hypervisorArguments(workspace));
    assertVolumes(workspace, server, [...ownDisks(), data()]);
    assert.ok(!workspace.destination.state.compute.servers.all().some(({ name }) => name === 'other'));
  });

  it('are left as they are where drover is killed while they are copied, and come with the next run', async () => {
    await open();
    await exported();
    const child = workspace.begin(...IMPORT, ...hypervisorArguments(workspace));
    const ended = once(child, 'exit');
    const isUnderWay = () =>
      workspace.hypervisor.running().some((line) => line.startsWith('qemu-nbd')) &&
      workspace.hosts.destination[0]!.running().some(isCopy);
    workspace.hypervisor.faults.slowDown(1 << 20);
    await until('a copy', () => isUnderWay() || child.exitCode !== null);
    child.kill('SIGKILL');
    await ended;
    assert.equal(child.signalCode, 'SIGKILL', 'drover ended before it could be killed');
    workspace.hypervisor.faults.slowDown(undefined);
    await nothingServes();
    await workspace.succeed(...IMPORT, ...hypervisorArguments(workspace));
    assertVolumes(workspace, server, [...ownDisks(), data()]);
    sourceIsAsBefore();
    await assertNothingLeftOver(workspace);
  });

  it('go on being copied when the hypervisor is cut off for a moment', async () => {
    await open({ variables: { os_migrate_copy_retries: 5, os_migrate_copy_retry_delay: 1 } });
    await exported();
    workspace.hypervisor.faults.slowDown(1 << 20);
    const moving = workspace.drover(...IMPORT, ...hypervisorArguments(workspace));
    await until('a copy', () => workspace.hosts.destination[0]!.running().some(isCopy));
    workspace.hypervisor.faults.cut();
    workspace.hypervisor.faults.slowDown(undefined);
    const ended = await moving;
    assert.equal(ended.code, 0, said(ended));
    assertVolumes(workspace, server, [...ownDisks(), data()]);
    await nothingServes();
  });

  it('of a guest that has written the header of another format are read as what Nova says', async () => {
    await open();
    const secret = join(workspace.folder, 'secret');
    writeFileSync(secret, Buffer.alloc(1 << 20, 'secret of the hypervisor'));
    const header = join(workspace.folder, 'header');
    const guest = fileOf(workspace, server, 'disk.eph0');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', secret, '-F', 'raw', header]);
    execFileSync('dd', [`if=${header}`, `of=${guest}`, 'conv=notrunc', 'status=none']);
    await exported((record) => {
      Object.assign(record.params['flavor_ref'] as object, { name: 'local-disks' });
    });
    const { stdout, stderr } = await workspace.succeed(...IMPORT, ...hypervisorArguments(workspace));
    assert.match(
      stdout + stderr,
      /an empty ephemeral disk of 1 GiB and a swap disk of 64 MiB besides, before them/,
    );
    assertVolumes(workspace, server, [...ownDisks(), data()]);
  });

  it('that build on a file elsewhere, or lead there, are not read', async () => {
    await open();
    const secret = join(workspace.folder, 'secret');
    writeFileSync(secret, Buffer.alloc(1 << 20, 1));
    const disk = fileOf(workspace, server, 'disk.eph0');
    const kept = `${disk}-kept`;
    renameSync(disk, kept);
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', secret, '-F', 'raw', disk]);
    noteFormats(workspace, server, { disk: 'raw', 'disk.eph0': 'qcow2', 'disk.eph1': 'raw' });
    await exported();
    await refuses(/disk\.eph0 is in, is not read: it is .*secret, neither in the folder of the server/);
    rmSync(disk);
    execFileSync('ln', ['-s', secret, disk]);
    noteFormats(workspace, server, { disk: 'raw', 'disk.eph0': 'raw', 'disk.eph1': 'raw' });
    await refuses(/disk\.eph0.* is not read: it is .*secret, neither/);
    rmSync(disk);
    // No format that the header names: qemu would guess that of the file beneath.
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', kept, '-F', 'raw', disk]);
    withoutBackingFormat(disk);
    noteFormats(workspace, server, { disk: 'raw', 'disk.eph0': 'qcow2', 'disk.eph1': 'raw' });
    await refuses(/builds on .*disk\.eph0-kept \(format not named\), which is not read/);
    noteFormats(workspace, server, { disk: 'raw', 'disk.eph1': 'raw' });
    await refuses(/does not say which format disk\.eph0 has, and that is not guessed/);
    noteFormats(workspace, server, { disk: 'raw', 'disk.eph0': 'vmdk', 'disk.eph1': 'raw' });
    await refuses(/has the format vmdk, and only raw and qcow2 are read/);
  });

  it('are not copied where something is missing: a name, a way, a key, a file, a tool', async () => {
    await open();
    await exported();
    await refuses(/os_migrate_src_hypervisors names other/, { name: 'other' });
    await refuses(/cannot be worked on: .*[Hh]ost key/, {
      host_keys: workspace.hosts.source[0]!.record.host_keys,
    });
    await refuses(/has no folder \/nowhere\/.*correct instances_path/, { instances_path: '/nowhere' });
    workspace.hypervisor.faults.replaceProgram('qemu-nbd', 'exit 127');
    workspace.hypervisor.faults.replaceProgram('nbdkit', 'echo "nbdkit 1.10.0"');
    await refuses(
      /has nbdkit 1\.10\.0, and 1\.20 is the first version.*drover installs nothing on hypervisors/s,
    );
    workspace.hypervisor.faults.replaceProgram('nbdkit', undefined);
    workspace.hypervisor.faults.replaceProgram('qemu-nbd', undefined);
    const disk = fileOf(workspace, server, 'disk');
    renameSync(disk, `${disk}-elsewhere`);
    await refuses(/has no file .*\/disk, so its root disk is no file of the hypervisor/);
    renameSync(`${disk}-elsewhere`, disk);
    readDirectly(workspace, (record) => {
      record._info['hypervisor_hostname'] = null;
    });
    await refuses(/does not tell on which hypervisor it is/);
  });

  it('are not copied where the hosts of the destination do not reach the hypervisor', async () => {
    await open({ variables: { os_migrate_workload_stop_before_migration: true } });
    await exported();
    const [host] = workspace.hosts.destination;
    host!.faults.replaceProgram(
      'ssh',
      `case "$*" in *"-p ${workspace.hypervisor.record.port}"*) echo 'Permission denied (publickey).' >&2; exit 255;; esac; exec "$REAL" "$@"`,
    );
    await refuses(
      new RegExp(`does not reach hypervisor .{0,2}${HYPERVISOR}.*Permission denied.*authorized_keys`, 's'),
    );
  });

  it('come from servers of NBD that somebody runs, if the record names them', async () => {
    await open();
    const [root, eph0] = ownDisks();
    const serving = [root!, eph0!].map((file, index) => {
      const socket = join(workspace.folder, `socket${index}`);
      const args = ['-r', '-t', '-e', '20', '-f', 'raw', '-x', 'data', '-k', socket, file];
      return { socket, child: spawn('qemu-nbd', args, { stdio: 'ignore' }) };
    });
    const uris = serving.map(({ socket }) => `nbd+unix:///data?socket=${socket}`);
    await exported((record) => {
      record._migration_params['nbdkit_disks'] = [
        { device: '/dev/vda', uri: uris[0], size: 1, bootable: true, port: 10_809 },
        { device: '/dev/vdb', uri: uris[1], size: 0, bootable: false, disk_name: 'disk.eph0' },
      ];
    });
    try {
      const plan = await workspace.succeed('plan', IMPORT[1]);
      assert.match(plan.stdout, /disk vdb \(1 GiB, read at the NBD server that its record names\)/);
      await workspace.succeed(...IMPORT);
      assertVolumes(workspace, server, [root!, eph0!, data()]);
      sourceIsAsBefore();
    } finally {
      for (const { child } of serving) child.kill();
    }
  });
});
