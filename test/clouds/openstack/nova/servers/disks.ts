import { attach, makeVolume } from '../neighbours/volumes.ts';
import type { Attachment, Server } from '../rows.ts';
import type { ComputeState } from '../state.ts';
import type { WantedDisk } from './wanted-disks.ts';

/** The disks of a new server that are volumes, made where they are not there yet. Throws if that is refused. */
export function attachDisks(state: ComputeState, server: Server, disks: readonly WantedDisk[]): Attachment[] {
  const used: string[] = [];
  const inOrder = [...disks].sort((a, b) => rankOf(a) - rankOf(b));
  const found = new Map<WantedDisk, Attachment>();
  for (const disk of inOrder) {
    const device = disk.device === null ? nextDevice(used) : longName(disk.device);
    used.push(device);
    if (disk.isVolume) found.set(disk, attachDisk(state, server, disk, device));
  }
  return disks.flatMap((disk) => found.get(disk) ?? []);
}

/** What is booted from comes first. */
function rankOf({ bootIndex }: WantedDisk): number {
  return bootIndex === null || bootIndex < 0 ? Infinity : bootIndex;
}

function attachDisk(state: ComputeState, server: Server, disk: WantedDisk, device: string): Attachment {
  const { volume: storage } = state.neighbours;
  const volumeId = disk.attachmentId === undefined ? volumeFor(state, server, disk) : disk.id!;
  const attachmentId = disk.attachmentId ?? storage.ids.uuid();
  attach(storage, volumeId, { attachmentId, serverId: server.id, device });
  return {
    id: state.ids.uuid(),
    volume_id: volumeId,
    attachment_id: attachmentId,
    device,
    tag: disk.tag,
    delete_on_termination: disk.isDeletedWithServer,
    isRoot: disk.bootIndex === 0,
  };
}

function volumeFor(state: ComputeState, server: Server, disk: WantedDisk): string {
  const source = { image: 'imageRef', snapshot: 'snapshot_id', volume: 'source_volid', blank: '' }[
    disk.source
  ];
  const owner = { projectId: server.project_id, userId: server.user_id };
  return makeVolume(state.neighbours.volume, owner, {
    name: disk.source === 'blank' ? `${server.id}-blank-vol` : '',
    description: '',
    size: disk.size,
    ...(source === '' ? {} : { [source]: disk.id }),
    ...(disk.typeName === null ? {} : { volume_type: disk.typeName }),
  }).id;
}

const LETTERS = Array.from({ length: 26 }, (_each, index) => String.fromCharCode(97 + index));

/** The first name of a disk that none of these has. */
export function nextDevice(used: readonly string[]): string {
  const letter = LETTERS.find((each) => !used.some((name) => letterOf(name) === each));
  return `/dev/sd${letter ?? 'z'}`;
}

/** `b` of `/dev/vdb`. */
export function letterOf(device: string): string {
  return /([a-z])\d*$/.exec(device)?.[1] ?? '';
}

function longName(device: string): string {
  return device.startsWith('/dev/') ? device : `/dev/${device}`;
}
