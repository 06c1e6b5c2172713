import type { Body } from '../../api/session.types.ts';
import type { Hypervisor } from '../../conversion/hypervisors.ts';
import type { LocalDisk } from '../../conversion/instance-folder.ts';
import { toRecord, type ExportRecord } from '../../files/record.ts';
import { bodiesAt, isBody, textOf } from '../../kind/wire.ts';
import type { DirectDisk } from '../direct/direct.types.ts';
import type { BootDisk, MigrationParams } from '../workload.types.ts';

/** Where the data of a disk of a server come from. */
export type DiskWay =
  /** A volume that the server keeps while a snapshot of it is read: its root disk. */
  | { readonly way: 'snapshot'; readonly volume: string }
  /** A data volume that is taken from the stopped server, read, and given back. */
  | { readonly way: 'lend'; readonly volume: string }
  /** A volume that several servers may have: it is read as it is. */
  | { readonly way: 'share'; readonly volume: string }
  /** The root disk of a server that boots from an image. */
  | { readonly way: 'image' }
  | DirectWay;

/** Where a disk that is no volume is read without the cloud. */
export type DirectWay =
  /** A file of the server's hypervisor. */
  | { readonly way: 'hypervisor'; readonly hypervisor: Hypervisor; readonly file: LocalDisk }
  /** A server of NBD that somebody runs. */
  | { readonly way: 'nbd'; readonly uri: string; readonly bytes: number };

/** A disk of a server that becomes a volume of the destination. */
export interface MovedDisk {
  readonly way: DiskWay;
  /** The record of the volume that it becomes. Its id in `_info` is that of the disk at the source. */
  readonly record: ExportRecord;
  /** GiB. */
  readonly size: number;
  readonly boot: Omit<BootDisk, 'from'>;
  /** For messages and lines of progress: `data1`. */
  readonly name: string;
}

/** The disks of a server at the destination, in the order of their attachment. */
export interface DiskPlan {
  readonly moved: readonly MovedDisk[];
  /** Those that are there already. */
  readonly given: readonly BootDisk[];
}

export interface DiskFacts {
  readonly record: ExportRecord;
  readonly params: MigrationParams;
  /** The id of the image at the destination; undefined where the server boots from a volume. */
  readonly imageId: string | undefined;
  /** GiB of the root disk of a server that boots from an image. */
  readonly rootSize: number;
  /** What the image of such a server says of the hardware (`hw_firmware_type` ...). */
  readonly imageProperties: Body;
  /** The disks that are read directly: these alone of those that are no volumes. Undefined: none are. */
  readonly direct?: readonly DirectDisk[] | undefined;
}

/** The id of the root disk of a server that boots from an image. */
export function rootDiskOf(server: string): string {
  return localDiskOf(server, 'root');
}

/** The id of a disk of a server that is no volume, and has none of its own. */
function localDiskOf(server: string, key: string): string {
  return `${server}.${key}`;
}

/** What becomes of each disk of a server. Pure. */
export function planDisks(facts: DiskFacts): DiskPlan {
  const { params } = facts;
  return params.dataCopy ? diskPlan(facts) : givenPlan(facts);
}

/** No data are copied: the volumes stand in the record. */
function givenPlan({ params, imageId }: DiskFacts): DiskPlan {
  const boot =
    params.bootVolume === undefined
      ? imageBoot(imageId)
      : [{ ...PLAIN, bootIndex: 0 as const, from: { volume: params.bootVolume } }];
  const others = params.additionalVolumes.map((volume) => ({ ...PLAIN, from: { volume } }));
  return { moved: [], given: [...boot, ...others] };
}

const PLAIN = { bootIndex: undefined, device: undefined, deleteOnTermination: false, tag: undefined };

function imageBoot(imageId: string | undefined): readonly BootDisk[] {
  return imageId === undefined
    ? []
    : [{ ...PLAIN, bootIndex: 0, from: { image: imageId }, deleteOnTermination: true }];
}

function diskPlan(facts: DiskFacts): DiskPlan {
  const { record, params, imageId } = facts;
  const volumes = bodiesAt(record.params, 'volumes').flatMap((value) => toRecord(value) ?? []);
  const bootPlace = imageId !== undefined || !bootsFromVolume(facts) ? -1 : bootPlaceIn(volumes);
  const given: BootDisk[] = [];
  const moved: MovedDisk[] = [];
  if (facts.direct !== undefined) moved.push(...facts.direct.map((disk) => directDisk(facts, disk)));
  else if (!bootsFromVolume(facts)) {
    if (params.bootDiskCopy) moved.push(rootDisk(facts, { way: 'image' }, facts.rootSize));
    else given.push(...imageBoot(imageId));
  }
  volumes.forEach((volume, place) => {
    const isBoot = place === bootPlace;
    const boot = bootOf(volume.params, isBoot);
    const own = givenVolume(volume);
    if (own === undefined) moved.push(volumeDisk(facts, volume, boot, isBoot));
    else given.push({ ...boot, from: { volume: own } });
  });
  return { moved, given };
}

function bootsFromVolume({ record }: DiskFacts): boolean {
  return !isBody(record.params['image_ref']);
}

/** The volume that the record says it boots from; where it does not say so, the first that can be booted. */
function bootPlaceIn(volumes: readonly ExportRecord[]): number {
  const said = volumes.findIndex(({ params }) => params['is_boot'] === true);
  if (said !== -1) return said;
  const device = /^\/dev\/(?:vd|sd|xvd|hd)a$/;
  const first = volumes.findIndex((volume) => device.test(deviceOf(volume) ?? ''));
  if (first !== -1) return first;
  const bootable = volumes.findIndex(({ _info: info }) => info['is_bootable'] === true);
  return bootable === -1 ? 0 : bootable;
}

function deviceOf({ params, _info: info }: ExportRecord): string | undefined {
  return (
    textOf(params, 'device') ?? bodiesAt(info, 'attachments').flatMap((one) => textOf(one, 'device') ?? [])[0]
  );
}

/** A volume of the destination that stands in for one of the record. */
function givenVolume({ _migration_params: migration }: ExportRecord): string | undefined {
  return migration['data_copy'] === false ? textOf(migration, 'uuid') : undefined;
}

function bootOf(params: Readonly<Record<string, unknown>>, isBoot: boolean): MovedDisk['boot'] {
  const deleted = params['delete_on_termination'];
  return {
    bootIndex: isBoot ? 0 : undefined,
    device: textOf(params, 'device'),
    deleteOnTermination: typeof deleted === 'boolean' ? deleted : false,
    tag: textOf(params, 'tag'),
  };
}

function volumeDisk(
  { params }: DiskFacts,
  volume: ExportRecord,
  boot: MovedDisk['boot'],
  isBoot: boolean,
): MovedDisk {
  const id = textOf(volume._info, 'id') ?? '';
  const size = Number(volume.params['size'] ?? volume._info['size'] ?? 1);
  const name = textOf(volume.params, 'name') ?? '';
  const way: DiskWay = isBoot
    ? { way: 'snapshot', volume: id }
    : volume.params['is_multiattach'] === true
      ? { way: 'share', volume: id }
      : { way: 'lend', volume: id };
  return {
    way,
    record: isBoot ? withBootParams(bootable(volume), params) : volume,
    size,
    boot,
    name: name === '' ? id : name,
  };
}

const GIB = 1024 ** 3;

/** The volume that a disk becomes which is read directly: the first whole gibibytes that it fits into. */
function directDisk(
  facts: DiskFacts,
  { isRoot, key, name, device, size: bytes, way }: DirectDisk,
): MovedDisk {
  const size = Math.max(1, Math.ceil(bytes / GIB));
  if (isRoot) return rootDisk(facts, way, size);
  const { record, params } = facts;
  const server = textOf(record._info, 'id') ?? '';
  const { availabilityZone, volumeType } = params.bootVolumeParams;
  const volume: ExportRecord = {
    type: 'openstack.network.ServerVolume',
    params: { name: `${textOf(record.params, 'name') ?? server}-${key}`, description: null, size },
    _info: { id: localDiskOf(server, key), size },
    _migration_params: {},
  };
  const chosen = {
    ...(availabilityZone === undefined ? {} : { availabilityZone }),
    ...(volumeType === undefined ? {} : { volumeType }),
  };
  return {
    way,
    record: withBootParams(volume, { bootVolumeParams: chosen }),
    size,
    boot: { bootIndex: undefined, device, deleteOnTermination: true, tag: undefined },
    name,
  };
}

/** The volume that the copied root disk of a server becomes. */
function rootDisk({ record, params, imageProperties }: DiskFacts, way: DiskWay, size: number): MovedDisk {
  const server = textOf(record._info, 'id') ?? '';
  const name = textOf(record.params, 'name') ?? server;
  const volume: ExportRecord = {
    type: 'openstack.network.ServerVolume',
    params: {
      name: `${name}-boot`,
      description: null,
      size,
      volume_image_metadata: imageProperties,
    },
    _info: { id: rootDiskOf(server), size },
    _migration_params: {},
  };
  return {
    way,
    record: withBootParams(bootable(volume), params),
    size,
    boot: { bootIndex: 0, device: undefined, deleteOnTermination: true, tag: undefined },
    name: 'boot disk',
  };
}

/** A server does not boot from a volume that is not marked so. */
function bootable(volume: ExportRecord): ExportRecord {
  return { ...volume, params: { ...volume.params, is_bootable: true } };
}

/** What the person says of the boot volume goes before what its record says. */
function withBootParams(
  volume: ExportRecord,
  { bootVolumeParams }: Pick<MigrationParams, 'bootVolumeParams'>,
): ExportRecord {
  const { availabilityZone, name, description, volumeType } = bootVolumeParams;
  return {
    ...volume,
    params: {
      ...volume.params,
      ...(availabilityZone === undefined ? {} : { availability_zone: availabilityZone }),
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(volumeType === undefined ? {} : { volume_type: volumeType }),
    },
  };
}
