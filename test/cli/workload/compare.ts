import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import type { Server } from '../../clouds/openstack/nova/rows.ts';
import { fingerprintOf } from '../../clouds/openstack/disks/sparse-file.ts';
import type { SeededServer } from './seed-servers.ts';

/** The server with this name; throws if there is not just one. */
export function serverNamed({ state }: LoopbackCloud, name: string): Server {
  const found = state.compute.servers.all().filter((server) => server.name === name);
  const [server] = found;
  assert.ok(server && found.length === 1, `there are ${found.length} servers called ${name}`);
  return server;
}

/** The file of a volume; throws if there is no such volume. */
export function fileOfVolume({ state }: LoopbackCloud, id: string): string {
  assert.ok(state.volume.volumes.get(id), `there is no volume ${id}`);
  return state.volume.files!.volume(id);
}

/** Throws unless two files have the same bytes; at the destination zeros may follow. */
export function assertSameBytes(source: string, destination: string, what: string): void {
  assert.ok(statSync(destination).size >= statSync(source).size, `${what} is smaller at the destination`);
  assert.equal(
    fingerprintOf(destination),
    fingerprintOf(source),
    `${what} has other bytes at the destination`,
  );
}

export interface Clouds {
  readonly source: LoopbackCloud;
  readonly destination: LoopbackCloud;
}

/** How a server's own disk gets to the destination. */
export interface DiskWay {
  /** Copied to a volume, or made of the image with the same name again; the first where it was a volume. */
  readonly bootDisk: 'copied' | 'of the image';
}

/** Throws unless a server has at the destination what its disks had at the source, in the same order. */
export function assertSameDisks(clouds: Clouds, server: SeededServer, { bootDisk }: DiskWay): void {
  const { source, destination } = clouds;
  const moved = serverNamed(destination, server.name);
  const root = moved.attachments.find((each) => each.isRoot);
  const others = moved.attachments.filter((each) => !each.isRoot);
  if (bootDisk === 'copied') {
    assert.ok(root, `${server.name} does not boot from a volume at the destination`);
    const file = 'file' in server.root ? server.root.file : fileOfVolume(source, server.root.volume);
    assertSameBytes(file, fileOfVolume(destination, root.volume_id), `the boot disk of ${server.name}`);
  } else assert.equal(root, undefined, `${server.name} boots from a volume at the destination`);
  assert.equal(others.length, server.volumes.length, `${server.name} has other volumes at the destination`);
  const inOrder = [...others].sort((a, b) => (a.device < b.device ? -1 : 1));
  for (const [index, id] of server.volumes.entries()) {
    const there = inOrder[index]!.volume_id;
    const name = source.state.volume.volumes.get(id)?.name ?? id;
    assertSameBytes(fileOfVolume(source, id), fileOfVolume(destination, there), `${name} of ${server.name}`);
  }
}
