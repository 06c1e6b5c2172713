import { reference } from '../kind/codecs.ts';
import { foundByName } from '../kind/common-fields.ts';
import { defineKind, type RoleArgument } from '../kind/kind.ts';
import { referenceSchema } from '../kind/schemas.ts';
import type { Schema } from '../../../engine/schema/types.ts';
import type { Body } from '../api/session.types.ts';
import { images } from './collections.ts';
import { USUAL_TRANSFERS } from './data/transfers.ts';
import { dataFactsOf, isSameData } from './data/sums.ts';
import { imagePayload } from './export-payload.ts';
import { importBehaviour } from './import-behaviour.ts';
import { sourceArguments, sourceRoleArguments } from '../source-arguments.ts';
import { membersField, withMembers } from './members.ts';
import { furtherProperties, propertyFields } from './properties.ts';

const blobsDir: Schema = {
  type: 'string',
  format: 'path',
  description: 'The folder of the blobs, each a file ID-NAME with the data of an image.',
  nullable: true,
};

const transfers: Schema = {
  type: 'integer',
  minimum: 1,
  description: `How many images are on their way at once. Default ${USUAL_TRANSFERS}.`,
  nullable: true,
};

const roleArguments: readonly RoleArgument[] = [
  {
    name: 'blobs',
    of: 'export',
    value: '{{ os_migrate_export_images_blobs }}',
    variables: {
      os_migrate_export_images_blobs: {
        type: 'boolean',
        description:
          'Whether the data of images are brought to the disk. Without it, an import takes them from the source itself.',
        default: true,
      },
    },
  },
  {
    name: 'blobs_dir',
    of: 'both',
    value: '{{ os_migrate_image_blobs_dir }}',
    variables: {
      os_migrate_image_blobs_dir: {
        type: 'string',
        description: 'The folder of the data of images.',
        default: '{{ os_migrate_data_dir }}/image_blobs',
      },
    },
  },
  {
    name: 'transfers',
    of: 'both',
    value: '{{ os_migrate_image_transfers }}',
    variables: {
      os_migrate_image_transfers: {
        type: 'integer',
        minimum: 1,
        description: 'How many images are on their way at once.',
        default: USUAL_TRANSFERS,
      },
    },
  },
  ...sourceRoleArguments,
];

/** Images and their data. Rules of the fields: the image API reference, "Images", and Glance's default policies. */
export const image = defineKind({
  collection: images,
  type: 'openstack.image.Image',
  file: 'images.yml',
  plural: 'images',
  about: 'An image of a project that servers and volumes are made of, with its data.',
  ...foundByName('image'),
  identity: (params) => String(params['name']),
  narrow: ofSameData,
  fields: [
    {
      name: 'name',
      set: 'always',
      sendNull: true,
      schema: {
        type: 'string',
        nullable: true,
        description: 'The name. References of other records use it.',
      },
    },
    {
      name: 'visibility',
      set: 'always',
      born: 'shared',
      schema: {
        type: 'string',
        nullable: true,
        enum: ['public', 'community', 'shared', 'private'],
        description: 'Who may use it. Only an administrator may make it public.',
      },
    },
    {
      name: 'container_format',
      set: 'create',
      schema: {
        type: 'string',
        nullable: true,
        description: 'What its data are packed in: bare, ami, ova, ...',
      },
    },
    {
      name: 'disk_format',
      set: 'create',
      schema: {
        type: 'string',
        nullable: true,
        description: 'What its data are: qcow2, raw, iso, vmdk, ...',
      },
    },
    {
      name: 'min_disk',
      set: 'always',
      born: 0,
      schema: {
        type: 'integer',
        minimum: 0,
        nullable: true,
        description: 'The smallest disk for it, in GiB.',
      },
    },
    {
      name: 'min_ram',
      set: 'always',
      born: 0,
      schema: {
        type: 'integer',
        minimum: 0,
        nullable: true,
        description: 'The least memory for it, in MiB.',
      },
    },
    {
      name: 'is_hidden',
      wire: 'os_hidden',
      set: 'always',
      born: false,
      schema: { type: 'boolean', nullable: true, description: 'Whether lists leave it out.' },
    },
    {
      // Set once the data are there: what has failed half-way must still be removable.
      name: 'is_protected',
      wire: 'protected',
      set: 'update',
      born: false,
      schema: { type: 'boolean', nullable: true, description: 'Whether it cannot be deleted.' },
    },
    {
      name: 'hash_algo',
      wire: 'os_hash_algo',
      set: 'create',
      schema: {
        type: 'string',
        nullable: true,
        description: 'How the sum of its data was made: sha512, ...',
      },
    },
    {
      name: 'hash_value',
      wire: 'os_hash_value',
      set: 'create',
      schema: {
        type: 'string',
        nullable: true,
        description: 'The sum of its data, which is compared and never sent.',
      },
    },
    {
      name: 'kernel_ref',
      wire: 'kernel_id',
      set: 'always',
      empty: null,
      codec: reference(images),
      schema: referenceSchema('The image with the kernel that it boots with.'),
    },
    {
      name: 'ramdisk_ref',
      wire: 'ramdisk_id',
      set: 'always',
      empty: null,
      codec: reference(images),
      schema: referenceSchema('The image with the first RAM disk that it boots with.'),
    },
    ...propertyFields,
    furtherProperties,
    {
      name: 'tags',
      set: 'always',
      extra: true,
      empty: [],
      born: [],
      sorted: [],
      isWorthSaying: (wire) => Array.isArray(wire) && wire.length > 0,
      schema: {
        type: 'array',
        nullable: true,
        items: { type: 'string', description: 'A tag.' },
        description: 'Tags.',
      },
    },
    membersField,
  ],
  info: [
    { name: 'checksum' },
    { name: 'created_at' },
    { name: 'direct_url' },
    { name: 'file' },
    { name: 'id' },
    { name: 'instance_uuid' },
    { name: 'kernel_id' },
    { name: 'locations' },
    { name: 'metadata' },
    { name: 'owner_id', wire: 'owner' },
    { name: 'ramdisk_id' },
    { name: 'schema' },
    { name: 'size' },
    { name: 'status' },
    { name: 'store' },
    { name: 'updated_at' },
    { name: 'url' },
    { name: 'virtual_size' },
  ],
  isExported: ({ status }) => status !== 'deleted' && status !== 'pending_delete' && status !== 'killed',
  complete: withMembers,
  importArguments: { blobs_dir: blobsDir, transfers, ...sourceArguments },
  exportArguments: {
    blobs: {
      type: 'boolean',
      description: 'Whether the data are brought to the disk, too. It takes blobs_dir.',
      default: true,
    },
    blobs_dir: blobsDir,
    transfers,
  },
  roles: { arguments: roleArguments },
  behaviourFor: importBehaviour,
  payloadFor: imagePayload,
});

/** Of several with one name, those with the data that the record speaks of. */
function ofSameData(wanted: Body, candidates: readonly Body[]): readonly Body[] {
  const same = candidates.filter((body) => isSameData(dataFactsOf(wanted), dataFactsOf(body)) === true);
  return same.length > 0 ? same : candidates;
}
