import { attach, makeVolume } from '../neighbours/volumes.ts';
import type { Attachment, Server } from '../rows.ts';
import type { ComputeState } from '../state.ts';
import { makeLocalDisks } from './local-disks.ts';
import { isEphemeral, isSwapDisk, type WantedDisk } from './wanted-disks.ts';

/** What a new server has for disks. */
export interface ServerDisks {
  readonly root_device_name: string;
  readonly local_devices: readonly string[];
  readonly attachments: readonly Attachment[];
}

/** Gives a new server its disks; volumes are made where they are not there yet. Throws if that is refused. */
export function attachDisks(state: ComputeState, server: Server, disks: readonly WantedDisk[]): ServerDisks {
  const root = disks.find((disk) => disk.bootIndex === 0);
  const rootName = root?.device === null || root === undefined ? '/dev/sda' : longName(root.device);
  const names = namesOf(disks, rootName);
  const found = new Map<WantedDisk, Attachment>();
  for (const disk of [...disks].sort((a, b) => rankOf(a) - rankOf(b))) {
    if (disk.isVolume) found.set(disk, attachDisk(state, server, disk, names.get(disk)!));
  }
  makeLocalDisks(state, server, disks);
  return {
    root_device_name: rootName,
    local_devices: disks.filter((disk) => disk !== root && !disk.isVolume).map((disk) => names.get(disk)!),
    attachments: disks.flatMap((disk) => found.get(disk) ?? []),
  };
}

/** Names that are asked for stand; the others follow: space of the server's own, swap, volumes. */
function namesOf(disks: readonly WantedDisk[], rootName: string): ReadonlyMap<WantedDisk, string> {
  const used = [rootName, ...disks.flatMap(({ device }) => (device === null ? [] : [longName(device)]))];
  const names = new Map<WantedDisk, string>();
  const classOf = (disk: WantedDisk): number =>
    [disk.bootIndex === 0, isEphemeral(disk), isSwapDisk(disk), true].indexOf(true);
  for (const disk of [...disks].sort((a, b) => classOf(a) - classOf(b))) {
    const given = disk.bootIndex === 0 ? rootName : disk.device;
    const name = given === null ? nextDevice(used, rootName) : longName(given);
    used.push(name);
    names.set(disk, name);
  }
  return names;
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

/** The first name of a disk that none of these has, on the bus of what the server boots from. */
export function nextDevice(used: readonly string[], rootName: string): string {
  const letter = LETTERS.find((each) => !used.some((name) => letterOf(name) === each));
  return `${busOf(rootName)}${letter ?? 'z'}`;
}

/** `/dev/vd` of `/dev/vda`. */
export function busOf(device: string): string {
  return /^(\/dev\/x?[a-z]?d?)[a-z]+\d*$/.exec(device)?.[1] ?? '/dev/sd';
}

/** `b` of `/dev/vdb`. */
export function letterOf(device: string): string {
  return /([a-z])\d*$/.exec(device)?.[1] ?? '';
}

function longName(device: string): string {
  return device.startsWith('/dev/') ? device : `/dev/${device}`;
}
