import type { ExportRecord } from '../../files/record.ts';
import type { Codec } from '../../kind/codec.ts';
import { availabilityZones } from '../../kind/codecs.ts';
import { defineKind, type Field } from '../../kind/kind.ts';
import { idOf, isEmpty } from '../../kind/wire.ts';
import { volumeTypes } from '../../volume/collections.ts';
import { volume } from '../../volume/volume.ts';
import { bringsData } from '../../workload/migration-modes.ts';
import { volumeMigrationSchema } from '../../workload/migration-schema.ts';
import type { VolumeMigration } from '../../workload/workload.types.ts';
import type { Nested } from './nested.ts';

/*
 * The volumes of a server, in the order of its devices. OS-Migrate's files have five fields of one.
 */

function own(name: string): Field {
  const field = volume.fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`volumes have no field ${name}`);
  return field;
}

/** The name of a type; at the destination what the maps say that it is called there. */
const typeName: Codec = {
  refersTo: [volumeTypes],
  read: (wire) => Promise.resolve(wire ?? null),
  write: async (value, ids) => {
    if (typeof value !== 'string') return null;
    const reference = { name: value };
    await ids.id(volumeTypes, reference);
    return (await ids.name(volumeTypes, reference)) ?? value;
  },
  references: (value) =>
    typeof value === 'string' ? [{ collection: volumeTypes, reference: { name: value }, path: [] }] : [],
};

/** A volume of a server: its record, and its fields. */
export const serverVolume = defineKind({
  ...volume,
  type: 'openstack.network.ServerVolume',
  about: 'A volume of the server.',
  fields: [
    { ...own('availability_zone'), codec: availabilityZones },
    own('name'),
    own('description'),
    { ...own('volume_type'), codec: typeName },
    own('volume_image_metadata'),
    own('size'),
    { ...own('metadata'), isWorthSaying: (wire) => !isEmpty(wire) },
    own('is_bootable'),
    { ...own('is_multiattach'), isWorthSaying: (wire) => wire === true },
    {
      name: 'is_boot',
      set: 'create',
      extra: true,
      isWorthSaying: (wire) => wire === true,
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether the server boots from it, whatever its device is called. One of them at most.',
      },
    },
    {
      name: 'device',
      set: 'create',
      extra: true,
      schema: {
        type: 'string',
        nullable: true,
        description:
          'What the server calls its device at the source. Volumes are attached in the order in which they stand here.',
      },
    },
    {
      name: 'delete_on_termination',
      set: 'create',
      extra: true,
      schema: { type: 'boolean', nullable: true, description: 'Whether it is deleted with the server.' },
    },
    {
      name: 'tag',
      set: 'create',
      extra: true,
      isWorthSaying: (wire) => !isEmpty(wire),
      schema: {
        type: 'string',
        nullable: true,
        description: 'The tag of the device, by which the guest finds it in its metadata.',
      },
    },
  ],
  info: [
    { name: 'attachments' },
    { name: 'id' },
    { name: 'is_bootable', wire: 'bootable' },
    { name: 'is_encrypted', wire: 'encrypted' },
    { name: 'size' },
  ],
});

export const nestedVolumes: Nested = {
  kind: serverVolume,
  warnings: (bodies) =>
    bodies
      .filter((body) => body['is_unseen'] === true)
      .map(
        (body) =>
          `Volume ${idOf(body)} of a server cannot be seen with these credentials: its record has little more than its id.`,
      ),
  migration: volumeMigrationSchema,
  besides: (record) => ({ migration: volumeMigration(record) }),
  isNeeded: (_field, one, server) => bringsData(server) && one._migration_params['data_copy'] !== false,
};

/** What a record of a volume says of its own migration; keys that it does not say are not there. */
export function volumeMigration({ _migration_params: said }: ExportRecord): VolumeMigration {
  const { data_copy: copy, uuid, storage } = said;
  return {
    dataCopy: copy !== false,
    ...(typeof uuid === 'string' ? { uuid } : {}),
    ...(storage === 'copy' || storage === 'swing' ? { storage } : {}),
  };
}
