import type { Body } from '../../api/session.types.ts';
import type { BootDisk } from '../workload.types.ts';

/** Nova counts swap in MiB, and other disks in GiB. */
const MIB_PER_GIB = 1024;

/**
 * The disks of a new server for `block_device_mapping_v2`: what it boots from, then the others as they were attached.
 * No volume is said to go with its server: Nova would delete it if the server did not come up. That is set afterwards.
 */
export function blockDevices(disks: readonly BootDisk[], withTags: boolean): readonly Body[] {
  return inOrder(disks).map((disk) => ({
    ...sourceOf(disk),
    boot_index: disk.bootIndex ?? -1,
    ...(withTags && disk.tag !== undefined ? { tag: disk.tag } : {}),
  }));
}

function sourceOf({ from, size }: BootDisk): Body {
  if ('volume' in from)
    return {
      source_type: 'volume',
      destination_type: 'volume',
      uuid: from.volume,
      delete_on_termination: false,
    };
  if ('image' in from)
    return { source_type: 'image', destination_type: 'local', uuid: from.image, delete_on_termination: true };
  const isSwap = from.blank === 'swap';
  return {
    source_type: 'blank',
    destination_type: 'local',
    delete_on_termination: true,
    ...(isSwap ? { guest_format: 'swap' } : {}),
    ...(size === undefined ? {} : { volume_size: isSwap ? Math.round(size * MIB_PER_GIB) : size }),
  };
}

/** Hypervisors name disks by their order, whatever name is asked for. */
export function inOrder(disks: readonly BootDisk[]): readonly BootDisk[] {
  const rank = ({ bootIndex, device }: BootDisk): number =>
    bootIndex === 0 ? -1 : device === undefined ? Infinity : letters(device);
  return disks.toSorted((one, other) => {
    const [a, b] = [rank(one), rank(other)];
    return a === b ? 0 : a - b;
  });
}

/** `/dev/vdb` is 2, `/dev/vdaa` is 27. */
function letters(device: string): number {
  const name = /(?:[sv]d|xvd|hd)([a-z]+)$/.exec(device)?.[1];
  if (name === undefined) return Infinity;
  return [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 96, 0);
}

/** Those volumes that are to go with their server. */
export function volumesThatGo(disks: readonly BootDisk[]): readonly string[] {
  return disks.flatMap(({ from, deleteOnTermination }) =>
    deleteOnTermination && 'volume' in from ? [from.volume] : [],
  );
}
