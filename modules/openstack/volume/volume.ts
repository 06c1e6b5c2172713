import type { Body } from '../api/session.types.ts';
import type { Codec } from '../kind/codec.ts';
import { availabilityZones } from '../kind/codecs.ts';
import { pathOf } from '../kind/collection.ts';
import { foundByName } from '../kind/common-fields.ts';
import { defineKind, type SetField } from '../kind/kind.ts';
import { replaceMap, setKeys } from '../kind/set-keys.ts';
import { isBody } from '../kind/wire.ts';
import type { UndoCall } from '../kind/write.ts';
import { volumes, volumeTypes } from './collections.ts';
import { movingArguments, movingRoleArguments } from './moving/arguments.ts';
import { detachedBehaviour } from './moving/detached-behaviour.ts';
import { labelFor, nameField, namesOf } from './name.ts';

/** The name of a volume type, in the file and on the wire. */
const typeName: Codec = {
  refersTo: [volumeTypes],
  read: (wire) => Promise.resolve(wire ?? null),
  write: (value) => Promise.resolve(value),
  references: (value) =>
    typeof value === 'string' ? [{ collection: volumeTypes, reference: { name: value }, path: [] }] : [],
};

/** OS-Migrate writes null where there is nothing. */
const imageMetadataCodec: Codec = {
  refersTo: [],
  read: (wire) => Promise.resolve(isBody(wire) && Object.keys(wire).length === 0 ? null : wire),
  write: (value) => Promise.resolve(value),
  references: () => [],
};

/** Keys that say of which image of which cloud the bytes came. */
const OF_THE_IMAGE_ITSELF = ['checksum', 'image_id', 'image_name', 'signature_verified', 'size'];

const byKeys = setKeys({
  collection: volumes,
  map: 'volume_image_metadata',
  put: (id, values) => act(id, { 'os-set_image_metadata': { metadata: values } }),
  remove: (id, key) => act(id, { 'os-unset_image_metadata': { key } }),
});

/**
 * Volumes that no server has. Rules of the fields: the block storage API reference, "Volumes".
 */
export const volume = defineKind({
  collection: volumes,
  type: 'openstack.network.ServerVolume',
  file: 'detached_volumes.yml',
  plural: 'detached_volumes',
  about: 'A volume that no server has.',
  ...foundByName('volume'),
  keys: namesOf,
  label: labelFor('volume'),
  namesMayRepeat: true,
  isExported: (body) => body['status'] !== 'in-use',
  onRequest: { why: 'moving their data takes conversion hosts, and time', of: 'import' },
  behaviourFor: detachedBehaviour,
  importArguments: movingArguments,
  fields: [
    {
      name: 'availability_zone',
      set: 'create',
      codec: availabilityZones,
      schema: { type: 'string', nullable: true, description: 'The availability zone of the storage.' },
    },
    nameField,
    {
      name: 'description',
      set: 'always',
      empty: '',
      schema: { type: 'string', nullable: true, description: 'A text for people.' },
    },
    {
      name: 'volume_type',
      set: 'create',
      codec: typeName,
      schema: { type: 'string', nullable: true, description: 'The name of its type at the destination.' },
    },
    {
      name: 'volume_image_metadata',
      set: 'always',
      empty: {},
      codec: imageMetadataCodec,
      normalise: ofTheVolume,
      call: setImageMetadata,
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description:
          'What its image said of the hardware (hw_firmware_type, hw_machine_type ...), which servers that boot of it need. What names the image itself is not compared.',
      },
    },
    {
      name: 'size',
      set: 'create',
      extra: true,
      schema: { type: 'integer', nullable: true, minimum: 1, description: 'The size in GiB.' },
    },
    {
      name: 'metadata',
      set: 'always',
      extra: true,
      empty: {},
      call: replaceMap(volumes, 'metadata'),
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description: 'What people noted of it.',
      },
    },
    {
      name: 'is_bootable',
      wire: 'bootable',
      set: 'always',
      extra: true,
      call: setBootable,
      schema: { type: 'boolean', nullable: true, description: 'Whether servers may boot of it.' },
    },
    {
      name: 'is_multiattach',
      wire: 'multiattach',
      set: 'create',
      extra: true,
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether several servers may have it at once.',
      },
    },
  ],
  info: [
    { name: 'attachments' },
    { name: 'created_at' },
    { name: 'encryption_key_id' },
    { name: 'group_id' },
    { name: 'id' },
    { name: 'is_bootable', wire: 'bootable' },
    { name: 'is_encrypted', wire: 'encrypted' },
    { name: 'project_id' },
    { name: 'size' },
    { name: 'snapshot_id' },
    { name: 'source_volume_id', wire: 'source_volid' },
    { name: 'status' },
    { name: 'updated_at' },
    { name: 'user_id' },
    { name: 'volume_type_id' },
  ],
  roles: {
    filter: 'os_migrate_detached_volumes_filter',
    exportFilter: 'os_migrate_volumes_filter',
    arguments: movingRoleArguments,
  },
});

/** Image metadata without what tells of an image. */
function ofTheVolume(value: unknown): unknown {
  if (!isBody(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !OF_THE_IMAGE_ITSELF.includes(key))
      .map(([key, item]) => [key, String(item)]),
  );
}

/** What names the image at the destination stays, and that of the source does not come along. */
async function setImageMetadata(target: Parameters<SetField>[0]): Promise<Body> {
  const { found, value } = target;
  const have = isBody(found['volume_image_metadata']) ? found['volume_image_metadata'] : {};
  const kept = Object.fromEntries(Object.entries(have).filter(([key]) => OF_THE_IMAGE_ITSELF.includes(key)));
  return byKeys({ ...target, value: { ...kept, ...asBody(ofTheVolume(value)) } });
}

async function setBootable({ id, value, found, writer }: Parameters<SetField>[0]): Promise<Body> {
  await writer.write({
    operation: 'update',
    collection: volumes,
    id,
    ...act(id, { 'os-set_bootable': { bootable: value } }),
    isRepeatable: true,
    before: { bootable: found['bootable'] },
    undo: act(id, { 'os-set_bootable': { bootable: found['bootable'] } }),
  });
  return { bootable: value };
}

function asBody(value: unknown): Body {
  return isBody(value) ? value : {};
}

function act(id: string, body: Body): UndoCall {
  return { method: 'POST', path: `${pathOf(volumes, id)}/action`, body };
}
