import { statSync } from 'node:fs';
import { GIB, imageOfDisk, makeDiskOfImage, type DiskFiles } from '../../disks/disk-files.ts';
import { makeBlank, resizeFile } from '../../disks/sparse-file.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Server } from '../rows.ts';
import type { ComputeState } from '../state.ts';
import { isEphemeral, isSwapDisk, type WantedDisk } from './wanted-disks.ts';

const MIB = 1 << 20;

/** Files of the disks of a new server that are no volumes. Throws if its image cannot be read. */
export function makeLocalDisks(state: ComputeState, server: Server, disks: readonly WantedDisk[]): void {
  const { volume, image } = state.neighbours;
  const { files } = volume;
  if (!files) return;
  volume.journal.record(() => {
    files.forget(server.id);
  });
  const root = disks.find((disk) => disk.bootIndex === 0);
  if (root?.isVolume === false && root.id !== null) {
    const source = image.images.get(root.id);
    const bytes = { chunks: source?.data?.chunks ?? [], diskFormat: source?.disk_format ?? null };
    refusing(() => {
      makeDiskOfImage(files.local(server.id, 'disk'), bytes, server.flavor.root_gb);
    });
  }
  const ephemeral = disks.filter(isEphemeral);
  const swap = disks.find(isSwapDisk);
  for (const [index, { size }] of ephemeral.entries())
    makeBlank(files.local(server.id, `disk.eph${index}`), (size ?? server.flavor.ephemeral_gb) * GIB);
  if (swap) makeBlank(files.local(server.id, 'disk.swap'), (swap.size ?? server.flavor.swap) * MIB);
  const names = [
    ...(root?.isVolume === false ? (['disk'] as const) : []),
    ...ephemeral.map((_disk, index) => `disk.eph${index}` as const),
    ...(swap ? (['disk.swap'] as const) : []),
  ];
  if (names.length > 0) files.noteFormats(server.id, Object.fromEntries(names.map((name) => [name, 'raw'])));
}

/** A server that is built breaks over a refusal, and the cloud over anything else. */
function refusing(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Refusal(
      { status: 500 },
      `Image is unacceptable: ${error instanceof Error ? error.message : ''}`,
    );
  }
}

/** A disk has the size of the server's flavor, if that is more. */
export function growRootDisk(files: DiskFiles | null, server: Server): void {
  if (!files || server.attachments.some((each) => each.isRoot)) return;
  const path = files.local(server.id, 'disk');
  const wanted = server.flavor.root_gb * GIB;
  if (wanted > statSync(path).size) resizeFile(path, wanted);
}

/** The bytes of a server's disk as an image, in the format that hypervisors upload. */
export function imageOfRootDisk(files: DiskFiles, server: Server): Buffer[] {
  return imageOfDisk(files.local(server.id, 'disk'), 'qcow2');
}
