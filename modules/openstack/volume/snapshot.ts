import type { Codec } from '../kind/codec.ts';
import { foundByName } from '../kind/common-fields.ts';
import { defineKind } from '../kind/kind.ts';
import { referenceSchema } from '../kind/schemas.ts';
import { replaceMap } from '../kind/set-keys.ts';
import { reference } from '../kind/codecs.ts';
import { snapshots, volumes } from './collections.ts';
import { labelFor, nameField, namesOf } from './name.ts';

/** The volume that it is of. Volumes of projects often have no names, or several have one: then it is not looked at. */
const ofVolume: Codec = {
  ...reference(volumes),
  read: async (wire, names) =>
    typeof wire === 'string' ? ((await names.reference(volumes, wire)) ?? null) : null,
  write: async (value, ids) => (await ids.find(volumes, value)) ?? null,
};

/** Snapshots of volumes. Rules of the fields: the block storage API reference, "Volume snapshots". */
export const volumeSnapshot = defineKind({
  collection: snapshots,
  type: 'openstack.volume.VolumeSnapshot',
  file: 'volume_snapshots.yml',
  plural: 'volume_snapshots',
  about: 'A snapshot of a volume.',
  ...foundByName('volume snapshot'),
  keys: namesOf,
  label: labelFor('volume snapshot'),
  namesMayRepeat: true,
  narrow: (wanted, candidates) =>
    typeof wanted['volume_id'] === 'string'
      ? candidates.filter((body) => body['volume_id'] === wanted['volume_id'])
      : candidates,
  isExported: (body) => !String(body['status']).includes('delet'),
  madeElsewhere:
    'This import makes no snapshots, as their data has to come along: it only describes those that are there.',
  fields: [
    nameField,
    {
      name: 'description',
      set: 'always',
      empty: '',
      schema: { type: 'string', nullable: true, description: 'A text for people.' },
    },
    {
      name: 'volume_ref',
      wire: 'volume_id',
      set: 'create',
      identifies: true,
      codec: ofVolume,
      schema: referenceSchema('The volume that it is of.'),
    },
    {
      name: 'metadata',
      set: 'always',
      empty: {},
      call: replaceMap(snapshots, 'metadata'),
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description: 'What people noted of it.',
      },
    },
  ],
  info: [
    { name: 'created_at' },
    { name: 'group_snapshot_id' },
    { name: 'id' },
    { name: 'project_id' },
    { name: 'size' },
    { name: 'status' },
    { name: 'updated_at' },
    { name: 'user_id' },
    { name: 'volume_id' },
  ],
});
