import { imageOfDisk } from '../disks/disk-files.ts';
import type { CloudReply, JsonObject } from '../http/exchange.ts';
import { pythonText } from '../neutron/values/python.ts';
import type { Schema } from '../nova/schema/types.ts';
import { accepted, booleanOf, type Context } from './context.ts';
import { badRequest, forbidden } from './errors.ts';
import type { Texts, Volume } from './rows.ts';
import { BOOLEAN } from './schemas.ts';
import { timeOf } from './state.ts';
import { workLater } from './work.ts';

const FORMATS = ['raw', 'vmdk', 'vdi', 'qcow2', 'vhd', 'vhdx', 'ploop'];

/** What a new image says about itself is not taken over from the image that the volume was made of. */
const CORE = [
  ...['checksum', 'container_format', 'disk_format', 'image_name', 'image_id', 'min_disk', 'min_ram', 'name'],
  'size',
];

/** Who sees the image can be said since 3.1. */
export function uploadSchema(version: number): Schema {
  return {
    type: 'object',
    properties: {
      image_name: { type: 'string', minLength: 1, maxLength: 255 },
      force: BOOLEAN,
      disk_format: { type: 'string', enum: FORMATS },
      container_format: { type: ['string', 'null'], minLength: 0, maxLength: 255 },
      ...(version >= 1
        ? {
            visibility: { type: 'string', enum: ['community', 'public', 'private', 'shared'] },
            protected: BOOLEAN,
          }
        : {}),
    },
    required: ['image_name'],
    additionalProperties: false,
  };
}

/** Makes an image of a volume. One that a server has cannot be asked for, unless the operator allows it: none does. */
export function uploadVolume(volume: Volume, given: JsonObject, context: Context): CloudReply {
  const { state, who, version } = context;
  if (given['visibility'] === 'public' && !who.isAdmin) {
    throw forbidden('volume_extension:volume_actions:upload_public');
  }
  if (volume.status !== 'available') {
    throw badRequest(`Invalid volume: Volume ${volume.id} status must be available`);
  }
  const diskFormat = pythonText(given['disk_format'] ?? 'raw');
  const image = state.imageStore.make(who, {
    ...propertiesOf(volume.image_metadata ?? {}),
    name: given['image_name'],
    disk_format: diskFormat,
    container_format: given['container_format'] ?? 'bare',
    ...(version >= 1
      ? {
          visibility: given['visibility'] ?? 'private',
          protected: booleanOf(given['protected'] ?? false) === true,
        }
      : {}),
  });
  const id = String(image['id']);
  const now = state.volumes.replace({ ...volume, status: 'uploading', updated_at: timeOf(state) });
  workLater(state, volume.id, {
    kind: 'volumes',
    work: 'upload',
    while: 'uploading',
    run(row) {
      state.imageStore.fill(id, bytesOf(row, diskFormat, context));
      return { status: 'available' };
    },
    fail: { status: 'available' },
    failed: () => {
      state.imageStore.remove(id);
    },
  });
  return { ...accepted, headers: {}, body: { 'os-volume_upload_image': view(now, image, context) } };
}

function propertiesOf(metadata: Texts): Texts {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !CORE.includes(name)));
}

function bytesOf({ id, size }: Volume, diskFormat: string, { state }: Context): readonly Buffer[] {
  if (!state.files) return [Buffer.from(`The ${size} GiB of ${id}.\n`)];
  const path = state.files.volume(id);
  if (diskFormat !== 'raw' && diskFormat !== 'qcow2')
    throw new Error(`No images of ${diskFormat} are made here.`);
  return imageOfDisk(path, diskFormat);
}

function view(volume: Volume, image: JsonObject, { state }: Context): JsonObject {
  const type = state.types.get(volume.volume_type_id);
  return {
    id: volume.id,
    updated_at: volume.updated_at,
    status: 'uploading',
    display_description: volume.description,
    size: volume.size,
    volume_type: type && {
      id: type.id,
      name: type.name,
      description: type.description,
      is_public: type.is_public,
      extra_specs: type.extra_specs,
      qos_specs_id: type.qos_specs_id,
      created_at: type.created_at,
      updated_at: type.updated_at,
      deleted_at: null,
      deleted: false,
    },
    image_id: image['id'],
    container_format: image['container_format'],
    disk_format: image['disk_format'],
    image_name: image['name'],
    protected: image['protected'],
    visibility: image['visibility'],
  };
}
