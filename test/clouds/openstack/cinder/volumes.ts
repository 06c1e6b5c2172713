import { rmSync } from 'node:fs';
import { GIB, makeDisk, makeDiskOfImage, type DiskFiles } from '../disks/disk-files.ts';
import { isObject, type CloudReply, type JsonObject } from '../http/exchange.ts';
import { pythonRepr, pythonText } from '../neutron/values/python.ts';
import type { Schema } from '../nova/schema/types.ts';
import {
  accepted,
  adminOnly,
  bodyOf,
  booleanOf,
  flagIn,
  invalidField,
  isUuid,
  type Context,
  type Parameters,
} from './context.ts';
import { badRequest, invalidInput, malformed, notFound } from './errors.ts';
import { checkQuota, checkVolumeSize } from './quota.ts';
import type { Snapshot, Texts, Volume, VolumeType } from './rows.ts';
import { ANY_TEXT_OR_NULL, SIZE_OR_NULL, TEXTS, TEXTS_OR_NULL, TEXT_OR_NULL } from './schemas.ts';
import { timeOf, type SourceImage, type VolumeState } from './state.ts';
import { defaultType, typeCalled } from './types.ts';
import { viewVolume, viewVolumeWhole } from './volume-view.ts';
import { workLater } from './work.ts';

const PROPERTIES: Readonly<Record<string, Schema>> = {
  name: ANY_TEXT_OR_NULL,
  description: ANY_TEXT_OR_NULL,
  display_name: ANY_TEXT_OR_NULL,
  display_description: ANY_TEXT_OR_NULL,
  volume_type: TEXT_OR_NULL,
  metadata: TEXTS_OR_NULL,
  snapshot_id: {},
  source_volid: {},
  consistencygroup_id: {},
  size: SIZE_OR_NULL,
  availability_zone: ANY_TEXT_OR_NULL,
  multiattach: {},
  image_id: TEXT_OR_NULL,
  imageRef: TEXT_OR_NULL,
};

function createSchema(version: number): Schema {
  const properties = {
    ...PROPERTIES,
    ...(version >= 13 ? { group_id: TEXT_OR_NULL } : {}),
    ...(version >= 47 ? { backup_id: {} } : {}),
  };
  const volume: Schema = {
    type: 'object',
    properties,
    ...(version >= 53 ? { additionalProperties: false } : {}),
  };
  return {
    type: 'object',
    properties: { volume, 'OS-SCH-HNT:scheduler_hints': {} },
    required: ['volume'],
    additionalProperties: false,
  };
}

/** The volume with this id as far as the caller may know of it; else 404. */
export function findVolume(id: string, { state, who }: Context): Volume {
  const volume = state.volumes.get(id);
  if (volume && (who.isAdmin || volume.project_id === who.projectId)) return volume;
  throw notFound(`Volume ${id} could not be found.`);
}

/** The snapshot with this id as far as the caller may know of it; else 404. */
export function findSnapshot(id: string, { state, who }: Context): Snapshot {
  const snapshot = state.snapshots.get(id);
  if (snapshot && (who.isAdmin || snapshot.project_id === who.projectId)) return snapshot;
  throw notFound(`Snapshot ${id} could not be found.`);
}

/** `GET /volumes/{volume}` */
export function showVolume(context: Context, { id }: Parameters): CloudReply {
  return { status: 200, body: { volume: viewVolumeWhole(findVolume(id!, context), context) } };
}

/** What a new volume is made of. */
interface Source {
  readonly snapshot?: Snapshot | undefined;
  readonly volume?: Volume | undefined;
  readonly image?: SourceImage | undefined;
}

/** `POST /volumes` */
export function createVolume(context: Context): CloudReply {
  const { state, who } = context;
  const body = bodyOf(context, createSchema(context.version))['volume'];
  const given: JsonObject = isObject(body) ? body : {};
  checkFields(given);
  const type = given['volume_type'] ? typeCalled(pythonText(given['volume_type']), context) : undefined;
  const source = sourceOf(given, context);
  const size = sizeOf(given, source);
  if (booleanOf(given['multiattach'] ?? false) === true) {
    throw badRequest(
      'multiattach parameter has been removed. The default behavior is to use multiattach enabled volume types. ' +
        'Contact your administrator to create a multiattach enabled volume type and use it to create multiattach ' +
        'volumes.',
    );
  }
  const zone = pythonText(given['availability_zone'] ?? state.zones[0]!);
  if (!state.zones.includes(zone)) throw badRequest(`Availability zone '${zone}' is invalid.`);
  const chosen = type ?? typeOfSource(source, state) ?? defaultType(state);
  checkVolumeSize(state, who.projectId, size);
  checkQuota(state, { projectId: who.projectId, typeName: chosen.name, volumes: 1, gigabytes: size });
  const volume = newVolume(given, { source, size, type: chosen, zone }, context);
  state.volumes.insert(volume);
  workLater(state, volume.id, {
    kind: 'volumes',
    work: 'create',
    while: 'creating',
    run: (row) => settle(state, row, source),
    fail: { status: 'error' },
  });
  return { status: 202, body: { volume: viewVolume(volume, context) } };
}

/** What no schema says: identifiers, lengths without blanks around them. */
function checkFields(given: JsonObject): void {
  for (const name of ['snapshot_id', 'source_volid', 'consistencygroup_id', 'backup_id']) {
    const value = given[name];
    if (value !== undefined && value !== null && !isUuid(value)) throw invalidChoice(name, value);
  }
  const flag = given['multiattach'];
  if (flag !== undefined && flag !== null && flag !== '' && booleanOf(flag) === undefined) {
    throw invalidChoice('multiattach', flag);
  }
  checkLengths(given);
}

/** A value that none of several schemas lets through. */
export function invalidChoice(name: string, value: unknown): Error {
  return badRequest(
    invalidField(name, value, `${pythonRepr(value)} is not valid under any of the given schemas`),
  );
}

/** Refuses names and descriptions that are too long, blanks around them left out. */
export function checkLengths(given: JsonObject): void {
  for (const [key, noun] of [
    ['name', 'name'],
    ['description', 'description'],
    ['display_name', 'name'],
    ['display_description', 'description'],
  ] as const) {
    const value = given[key];
    const length = typeof value === 'string' ? [...value.trim()].length : 0;
    if (length > 255) throw invalidInput(`${noun} has ${length} characters, more than 255.`);
  }
}

/** A name or description of a body; older words for them count too. Undefined if neither is there. */
export function textOf(given: JsonObject, name: 'name' | 'description'): string | null | undefined {
  const value = name in given ? given[name] : given[`display_${name}`];
  return typeof value === 'string' ? value.trim() : value === null ? null : undefined;
}

function sourceOf(given: JsonObject, context: Context): Source {
  const idOf = (name: string): string | undefined =>
    typeof given[name] === 'string' ? given[name] : undefined;
  const snapshotId = idOf('snapshot_id');
  const volumeId = idOf('source_volid');
  const reference = idOf('image_id') ?? idOf('imageRef');
  return {
    snapshot: snapshotId === undefined ? undefined : findSnapshot(snapshotId, context),
    volume: volumeId === undefined ? undefined : findVolume(volumeId, context),
    image: reference === undefined ? undefined : findImage(reference, context),
  };
}

function findImage(reference: string, { state, who }: Context): SourceImage {
  const image = state.findImage(reference.split('/').at(-1)!, who);
  if (image) return image;
  throw badRequest('Invalid image identifier or unable to access requested image.');
}

function sizeOf(given: JsonObject, { snapshot, volume, image }: Source): number {
  const asked = given['size'] ?? snapshot?.size ?? volume?.size ?? null;
  if (asked === null) throw malformed();
  const size = Number(asked);
  if (snapshot && snapshot.status !== 'available') {
    throw badRequest(`Invalid snapshot: Originating snapshot status must be one of 'available' values`);
  }
  if (snapshot && size < snapshot.size) {
    throw invalidInput(
      `Volume size '${size}'GB cannot be smaller than the snapshot size ${snapshot.size}GB. They must be >= original ` +
        'snapshot size.',
    );
  }
  if (volume && size < volume.size) {
    throw invalidInput(
      `Volume size '${size}'GB cannot be smaller than original volume size  ${volume.size}GB. They must be >= original ` +
        'volume size.',
    );
  }
  if (image) refuseImage(image, size);
  return size;
}

/** Refuses an image that is not ready, or too large for so many GiB. */
function refuseImage({ id, size: bytes, minDisk, isActive, virtualSize }: SourceImage, size: number): void {
  if (!isActive) throw invalidInput(`Image ${id} is not active.`);
  const imageSize = Math.ceil(bytes / GIB);
  if (size < imageSize) {
    throw invalidInput(`Size of specified image ${imageSize}GB is larger than volume size ${size}GB.`);
  }
  if (size < minDisk) {
    throw invalidInput(`Volume size ${size}GB cannot be smaller than the image minDisk size ${minDisk}GB.`);
  }
  const shown = Math.ceil((virtualSize ?? 0) / GIB);
  if (size < shown) {
    throw badRequest(
      `Image ${id} is unacceptable: Image virtual size is ${shown}GB and doesn't fit in a volume of size ${size}GB.`,
    );
  }
}

function typeOfSource({ snapshot, volume }: Source, state: VolumeState): VolumeType | undefined {
  return state.types.get(snapshot?.volume_type_id ?? volume?.volume_type_id ?? '');
}

interface Parts {
  readonly source: Source;
  readonly size: number;
  readonly type: VolumeType;
  readonly zone: string;
}

function newVolume(given: JsonObject, { source, size, type, zone }: Parts, context: Context): Volume {
  const { state, who } = context;
  const origin = source.volume ?? state.volumes.get(source.snapshot?.volume_id ?? '');
  return {
    id: state.ids.uuid(),
    name: textOf(given, 'name') ?? null,
    description: textOf(given, 'description') ?? null,
    status: 'creating',
    size,
    availability_zone: zone,
    volume_type_id: type.id,
    project_id: who.projectId,
    user_id: who.userId,
    // Boundary: the schema lets nothing but texts through.
    metadata: (given['metadata'] ?? {}) as Texts,
    image_metadata: origin?.image_metadata ?? null,
    bootable: origin?.bootable ?? false,
    multiattach: type.extra_specs['multiattach'] === '<is> True',
    isReadOnly: null,
    snapshot_id: source.snapshot?.id ?? null,
    source_volid: source.volume?.id ?? null,
    isPlaced: false,
    attachments: [],
    created_at: timeOf(state),
    updated_at: null,
  };
}

function settle(state: VolumeState, { id, size }: Volume, source: Source): Partial<Volume> {
  const { image } = source;
  const { files } = state;
  if (files) {
    makeFile(files, { id, size }, source);
    state.journal.record(() => {
      rmSync(files.volume(id), { force: true });
    });
  }
  return {
    status: 'available',
    isPlaced: true,
    ...(image ? { bootable: true, image_metadata: { signature_verified: 'False', ...image.metadata } } : {}),
  };
}

function makeFile(
  files: DiskFiles,
  { id, size }: { readonly id: string; readonly size: number },
  { image, snapshot, volume }: Source,
): void {
  const path = files.volume(id);
  if (image) makeDiskOfImage(path, image.bytes, size);
  else if (snapshot) makeDisk(path, size, files.snapshot(snapshot.id));
  else makeDisk(path, size, volume && files.volume(volume.id));
}

const UPDATE: Schema = {
  type: 'object',
  properties: {
    volume: {
      type: 'object',
      properties: {
        name: ANY_TEXT_OR_NULL,
        description: ANY_TEXT_OR_NULL,
        display_name: ANY_TEXT_OR_NULL,
        display_description: ANY_TEXT_OR_NULL,
        metadata: TEXTS,
      },
      additionalProperties: false,
    },
  },
  required: ['volume'],
  additionalProperties: false,
};

/** `PUT /volumes/{volume}` */
export function updateVolume(context: Context, { id }: Parameters): CloudReply {
  const { state } = context;
  const body = bodyOf(context, UPDATE)['volume'];
  const given: JsonObject = isObject(body) ? body : {};
  if (context.version >= 53 && Object.keys(given).length === 0) throw invalidChoice('volume', given);
  checkLengths(given);
  const old = findVolume(id!, context);
  const [name, description] = [textOf(given, 'name'), textOf(given, 'description')];
  const volume = state.volumes.replace({
    ...old,
    name: name === undefined ? old.name : name,
    description: description === undefined ? old.description : description,
    // Boundary: the schema lets nothing but texts through.
    metadata: (given['metadata'] ?? old.metadata) as Texts,
    updated_at: timeOf(state),
  });
  return { status: 200, body: { volume: viewVolume(volume, context) } };
}

const DELETABLE = ['available', 'error', 'error_restoring', 'error_extending', 'error_managing'];

/** `DELETE /volumes/{volume}`; its snapshots go with it if `cascade` says so. */
export function deleteVolume(context: Context, { id }: Parameters): CloudReply {
  const { state, request } = context;
  const isCascade = flagIn(request.query, 'cascade');
  const isForced = context.version >= 23 && flagIn(request.query, 'force');
  const volume = findVolume(id!, context);
  if (isForced) adminOnly(context, 'volume:force_delete');
  const snapshots = state.snapshots.by('volume', volume.id);
  if (!isForced && (!isDeletable(volume) || (snapshots.length > 0 && !isCascade))) throw busy();
  for (const snapshot of snapshots) removeLater(state, 'snapshots', snapshot.id);
  removeLater(state, 'volumes', volume.id);
  return accepted;
}

/** Whether a volume is in a state in which it can go, and no server has it. */
export function isDeletable({ status, attachments }: Volume): boolean {
  return DELETABLE.includes(status) && attachments.length === 0;
}

export function busy(): Error {
  return badRequest(
    'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing ' +
      'and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated ' +
      'from snapshots after volume transfer.',
  );
}

/** Begins to delete a volume or a snapshot. */
export function removeLater(state: VolumeState, kind: 'volumes' | 'snapshots', id: string): void {
  if (kind === 'volumes') {
    const volume = state.volumes.get(id);
    if (volume) state.volumes.replace({ ...volume, status: 'deleting', updated_at: timeOf(state) });
  } else {
    const snapshot = state.snapshots.get(id);
    if (snapshot) state.snapshots.replace({ ...snapshot, status: 'deleting', updated_at: timeOf(state) });
  }
  const file = kind === 'volumes' ? state.files?.volume(id) : state.files?.snapshot(id);
  workLater(state, id, {
    kind,
    work: kind === 'volumes' ? 'delete' : 'delete_snapshot',
    while: 'deleting',
    run() {
      if (file !== undefined) rmSync(file, { force: true });
      return 'gone';
    },
    fail: { status: 'error_deleting' },
  });
}
