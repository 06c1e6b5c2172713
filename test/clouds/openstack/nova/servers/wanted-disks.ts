import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest } from '../errors.ts';
import { visibleImage } from '../neighbours/images.ts';
import type { Flavor } from '../rows.ts';
import { hasType, isFree, reserve, visibleSnapshot, visibleVolume } from '../neighbours/volumes.ts';
import { boolOf } from '../values.ts';

/** One disk that a server shall have. */
export interface WantedDisk {
  readonly source: 'volume' | 'image' | 'snapshot' | 'blank';
  readonly isVolume: boolean;
  /** Of the volume, image or snapshot. */
  readonly id: string | null;
  /** In GiB; the source's own if not said. */
  readonly size: number | null;
  /** From 0: in which order it is booted from; less than 0 or null if never. */
  readonly bootIndex: number | null;
  readonly device: string | null;
  readonly tag: string | null;
  readonly typeName: string | null;
  readonly isDeletedWithServer: boolean;
  readonly isSwap: boolean;
  /** Set where a volume that is there is kept for the server. */
  readonly attachmentId?: string;
}

const invalid = (details: string): Error => badRequest(`Block Device Mapping is Invalid: ${details}`);

/** The disks that the body of a new server names, of the image alone if it names none. */
export function wantedDisks(server: JsonObject): WantedDisk[] {
  const legacy = listIn(server['block_device_mapping']);
  const given = listIn(server['block_device_mapping_v2']);
  if (legacy.length > 0 && given.length > 0) {
    throw badRequest('Using different block_device_mapping syntaxes is not allowed in the same request.');
  }
  const imageId = typeof server['imageRef'] === 'string' ? server['imageRef'] : '';
  const disks = [
    ...given.filter((each) => !each['no_device']).map((each) => diskOf(each, imageId)),
    ...legacy.map((each, index) => legacyDisk(each, imageId === '' && index === 0)),
  ];
  if (given.length === 0 && imageId !== '') return [imageDisk(imageId), ...disks];
  if (disks.length === 0) throw badRequest('Missing imageRef attribute');
  return disks;
}

function listIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function imageDisk(id: string): WantedDisk {
  const none = { size: null, device: null, tag: null, typeName: null, isSwap: false };
  return { ...none, source: 'image', isVolume: false, id, bootIndex: 0, isDeletedWithServer: true };
}

function diskOf(given: JsonObject, imageId: string): WantedDisk {
  const source = given['source_type'];
  if (source !== 'volume' && source !== 'image' && source !== 'snapshot' && source !== 'blank') {
    throw invalid('Missing device UUID.');
  }
  const id = textIn(given, 'uuid');
  const destination = given['destination_type'] ?? (source === 'blank' ? 'local' : 'volume');
  const index = given['boot_index'];
  const bootIndex = index === undefined || index === null ? null : Number(index);
  const typeName = textIn(given, 'volume_type');
  if (source === 'blank' && id !== null) throw invalid('Invalid device UUID.');
  if (source !== 'blank' && id === null) throw invalid('Missing device UUID.');
  if (source === 'image' && destination === 'local' && !(imageId !== '' && bootIndex === 0)) {
    throw invalid('Mapping image to local is not supported.');
  }
  if (destination === 'local' && typeName !== null) {
    throw invalid('Specifying a volume_type with destination_type=local is not supported.');
  }
  if (source === 'volume' && typeName !== null) {
    throw invalid('Specifying volume type to existing volume is not supported.');
  }
  return {
    source,
    isVolume: destination === 'volume',
    id,
    size: sizeIn(given),
    bootIndex,
    device: textIn(given, 'device_name'),
    tag: textIn(given, 'tag'),
    typeName,
    isDeletedWithServer: isDeleted(given),
    isSwap: given['guest_format'] === 'swap',
  };
}

/** The form of old: what it names is a volume or a snapshot. */
function legacyDisk(given: JsonObject, isRoot: boolean): WantedDisk {
  const volumeId = textIn(given, 'volume_id');
  return {
    source: volumeId === null ? 'snapshot' : 'volume',
    isVolume: true,
    id: volumeId ?? textIn(given, 'snapshot_id'),
    size: sizeIn(given),
    bootIndex: isRoot ? 0 : null,
    device: textIn(given, 'device_name'),
    tag: null,
    typeName: null,
    isDeletedWithServer: isDeleted(given),
    isSwap: false,
  };
}

function textIn(given: JsonObject, name: string): string | null {
  const value = given[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function sizeIn(given: JsonObject): number | null {
  return given['volume_size'] === undefined ? null : Number(given['volume_size']);
}

const isDeleted = (given: JsonObject): boolean => boolOf(given['delete_on_termination'] ?? false) === true;

/** Refuses a disk to boot from that cannot be one, before anything else is looked at. */
export function checkBootVolume(disks: readonly WantedDisk[], { state, who }: Context): void {
  const root = disks.find((disk) => disk.bootIndex === 0);
  if (root?.source === 'snapshot' && !visibleSnapshot(state.neighbours.volume, root.id!, who)) {
    throw badRequest(`Snapshot ${root.id!} could not be found.`);
  }
  if (root?.source !== 'volume' || root.id === null) return;
  const volume = visibleVolume(state.neighbours.volume, root.id, who);
  if (!volume) throw invalid(`failed to get volume ${root.id}.`);
  if (!volume.bootable) throw badRequest(`Block Device ${root.id} is not bootable.`);
}

/** The disks with those that the flavor adds: space that goes with the server. */
export function withFlavorDisks(disks: readonly WantedDisk[], flavor: Flavor): WantedDisk[] {
  const hasSwap = disks.some(isSwapDisk);
  const hasEphemeral = disks.some(isEphemeral);
  return [
    ...disks,
    ...(flavor.ephemeral_gb > 0 && !hasEphemeral ? [{ ...BLANK, size: flavor.ephemeral_gb }] : []),
    ...(flavor.swap > 0 && !hasSwap ? [{ ...BLANK, size: flavor.swap, isSwap: true }] : []),
  ];
}

const BLANK: WantedDisk = {
  source: 'blank',
  isVolume: false,
  id: null,
  size: null,
  bootIndex: -1,
  device: null,
  tag: null,
  typeName: null,
  isDeletedWithServer: true,
  isSwap: false,
};

const isBlankLocal = (disk: WantedDisk): boolean => disk.source === 'blank' && !disk.isVolume;
export const isSwapDisk = (disk: WantedDisk): boolean => isBlankLocal(disk) && disk.isSwap;
export const isEphemeral = (disk: WantedDisk): boolean => isBlankLocal(disk) && !disk.isSwap;

/** Refuses more space of its own than the flavor gives a server. */
function refuseLargeBlanks(disks: readonly WantedDisk[], flavor: Flavor): void {
  const sizes = disks.filter(isEphemeral).map(({ size }) => size ?? flavor.ephemeral_gb);
  if (sizes.reduce((sum, size) => sum + size, 0) > flavor.ephemeral_gb) {
    throw badRequest(
      'Ephemeral disks requested are larger than the instance type allows. If no size is given in one block device ' +
        'mapping, flavor ephemeral size will be used.',
    );
  }
  const swaps = disks.filter(isSwapDisk);
  if (swaps.length > 1) throw invalid('More than one swap drive requested.');
  if ((swaps[0]?.size ?? 0) > flavor.swap) {
    throw badRequest('Swap drive requested is larger than instance type allows.');
  }
}

/** Checks the disks against what there is, and keeps the volumes among them for the server. */
export function reserveDisks(disks: readonly WantedDisk[], flavor: Flavor, context: Context): WantedDisk[] {
  const order = disks.map((disk) => disk.bootIndex ?? -1).filter((index) => index >= 0);
  const isWhole = order.sort((a, b) => a - b).every((index, place) => index === place);
  if (order.length === 0 || !isWhole) {
    throw invalid('Boot sequence for the instance and image/block device mapping combination is not valid.');
  }
  const kept = disks.map((disk) => reserved(disk, context));
  refuseLargeBlanks(disks, flavor);
  return kept;
}

function reserved(disk: WantedDisk, context: Context): WantedDisk {
  const { volume: storage, image: images } = context.state.neighbours;
  const { source, id, isVolume, size, typeName } = disk;
  if (typeName !== null && !hasType(storage, typeName)) {
    throw badRequest(`Volume type ${typeName} could not be found.`);
  }
  if (source === 'image' && isVolume) {
    if (!visibleImage(images, id!, context.who)) throw invalid(`failed to get image ${id!}.`);
    if (!size) {
      throw badRequest("Images with destination_type 'volume' need to have a non-zero size specified");
    }
  }
  if (source === 'blank' && isVolume && !size) {
    throw badRequest("Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size");
  }
  if (source === 'snapshot') {
    const snapshot = visibleSnapshot(storage, id!, context.who);
    if (!snapshot) throw invalid(`failed to get snapshot ${id!}.`);
    return { ...disk, size: size ?? snapshot.size };
  }
  return source === 'volume' ? reservedVolume(disk, context) : disk;
}

function reservedVolume(disk: WantedDisk, context: Context): WantedDisk {
  const { volume: storage } = context.state.neighbours;
  const volume = visibleVolume(storage, disk.id!, context.who);
  if (!volume) throw badRequest(`Volume ${disk.id!} could not be found.`);
  if (volume.multiattach && context.version < 60) {
    throw badRequest('Multiattach volumes are only supported starting with compute API version 2.60.');
  }
  if (!isFree(volume)) throw badRequest(`Invalid volume: ${notFree(volume, context)}`);
  return { ...disk, size: volume.size, attachmentId: reserve(storage, volume) };
}

/** What the block storage service says of a volume that it does not give, as Nova tells it. */
export function notFree(
  volume: { readonly id: string; readonly status: string },
  { requestId }: Pick<Context, 'requestId'>,
): string {
  return (
    `Invalid input received: Invalid volume: Volume ${volume.id} status must be available or downloading to reserve, ` +
    `but the current status is ${volume.status}. (HTTP 400) (Request-ID: ${requestId})`
  );
}
