import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LocalDisk } from '../../clouds/openstack/disks/disk-files.ts';
import { assertSameBytes, fileOfVolume, serverNamed } from './compare.ts';
import { writeContent } from './content.ts';
import { editRecords, type EditedRecord } from './edit.ts';
import { handOf } from './hand.ts';
import type { SeededServer, ServerSeed } from './seed-servers.ts';
import { idNamed } from './seed-surroundings.ts';
import type { WorkloadWorkspace } from './workspace.ts';

const FLAVOR = 'two-ephemeral';

/** Makes a server at the source with a disk of its image, two ephemeral disks with data, and swap. */
export function addLocalServer(workspace: WorkloadWorkspace, seed: ServerSeed): SeededServer {
  const { source } = workspace;
  const hand = handOf(source, 'admin', 'admin');
  const flavors = hand.call('compute', 'GET', '/flavors')['flavors'] as readonly { readonly id: string }[];
  if (!flavors.some(({ id }) => id === FLAVOR)) {
    const flavor = { name: FLAVOR, id: FLAVOR, ram: 512, vcpus: 1, disk: 1, swap: 64 };
    hand.call('compute', 'POST', '/flavors', { flavor: { ...flavor, 'OS-FLV-EXT-DATA:ephemeral': 3 } });
  }
  const image = idNamed(handOf(source, 'src', 'src'), 'image', '/images', 'guest');
  const local = { destination_type: 'local', delete_on_termination: true };
  const values = {
    block_device_mapping_v2: [
      { ...local, source_type: 'image', uuid: image, boot_index: 0 },
      { ...local, source_type: 'blank', boot_index: -1, volume_size: 1 },
      { ...local, source_type: 'blank', boot_index: -1, volume_size: 2 },
    ],
  };
  const server = workspace.addServer({ ...seed, flavor: FLAVOR, values: { ...values, ...seed.values } });
  for (const [disk, content] of [
    ['disk.eph0', 'random'],
    ['disk.eph1', 'end'],
  ] as const)
    writeContent(fileOf(workspace, server, disk), content);
  return server;
}

/** The file of a disk of a server on its hypervisor. */
export function fileOf({ source }: WorkloadWorkspace, { id }: SeededServer, disk: LocalDisk): string {
  return source.state.volume.files!.local(id, disk);
}

/**
 * Makes a disk a file of qcow2 on a file in Nova's folder of images, as Nova has them. Gives a raw file with the same
 * bytes.
 */
export function layer(workspace: WorkloadWorkspace, server: SeededServer, disk: LocalDisk): string {
  const path = fileOf(workspace, server, disk);
  const images = join(dirname(dirname(path)), '_base');
  const base = join(images, `${server.id}-${disk}`);
  mkdirSync(images, { recursive: true });
  renameSync(path, base);
  const run = (program: string, ...args: readonly string[]) => execFileSync(program, args);
  run('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', base, '-F', 'raw', path);
  run('qemu-io', '-f', 'qcow2', '-c', 'write -P 5 600M 3M', path);
  const whole = join(workspace.folder, `${server.id}-${disk}`);
  run('qemu-img', 'convert', '-f', 'qcow2', '-O', 'raw', path, whole);
  return whole;
}

export function noteFormats(
  { source }: WorkloadWorkspace,
  { id }: SeededServer,
  formats: Readonly<Partial<Record<LocalDisk, string>>>,
): void {
  source.state.volume.files!.noteFormats(id, formats);
}

/** The arguments that name the hypervisor. `changes`: what is said of it that is not so. */
export function hypervisorArguments(
  { hypervisor, folder }: WorkloadWorkspace,
  changes: Readonly<Record<string, unknown>> = {},
): readonly string[] {
  const { address, port, user, private_key, host_keys } = hypervisor.record;
  const named = { name: HYPERVISOR, address, port, user, private_key, host_keys };
  const path = join(folder, 'hypervisors.json');
  const instances_path = join(folder, 'source', 'instances');
  writeFileSync(
    path,
    JSON.stringify({ os_migrate_src_hypervisors: [{ ...named, instances_path, ...changes }] }),
  );
  return ['-e', `@${path}`];
}

/** What Nova calls it, which it tells administrators alone. */
export const HYPERVISOR = 'compute-1';

/** Has the disks of all records read directly; the flavor of the destination has none of its own. */
export function readDirectly(
  { dataDir }: WorkloadWorkspace,
  further: (record: EditedRecord) => void = () => undefined,
): void {
  editRecords(dataDir, 'workloads.yml', (record) => {
    record._migration_params['use_nbdkit_direct'] = true;
    record._info['hypervisor_hostname'] = HYPERVISOR;
    Object.assign(record.params['flavor_ref'] as object, { name: 'm1.tiny' });
    further(record);
  });
}

/** Throws unless the volumes of a server at the destination have these files' bytes, in the order of their devices. */
export function assertVolumes(
  { destination }: WorkloadWorkspace,
  { name }: SeededServer,
  files: readonly string[],
): void {
  const there = serverNamed(destination, name).attachments.toSorted((one, other) =>
    one.device < other.device ? -1 : 1,
  );
  assert.equal(there.length, files.length, `${name} has ${there.length} volumes`);
  assert.equal(there[0]?.isRoot, true, `${name} does not boot from its first volume`);
  for (const [place, file] of files.entries()) {
    const attachment = there[place]!;
    assertSameBytes(
      file,
      fileOfVolume(destination, attachment.volume_id),
      `${attachment.device} of ${name} (${file})`,
    );
  }
}

/** Ends the extensions of a header before the one that names the format (docs/interop/qcow2.txt of QEMU: 0xe2792aca). */
export function withoutBackingFormat(path: string): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(Buffer.from('e2792aca', 'hex'));
  assert.ok(at > 0, `${path} names no format`);
  writeFileSync(path, bytes.fill(0, at, at + 8));
}
