import type { Body } from '../api/session.types.ts';
import { accessField, readAccess, settleAccess, type AccessList } from '../kind/access-list.ts';
import { reference } from '../kind/codecs.ts';
import { pathOf } from '../kind/collection.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { defineKind, type Purpose, type SetField } from '../kind/kind.ts';
import { namedLabel } from '../kind/labels.ts';
import { readOne } from '../kind/read-one.ts';
import { referenceSchema } from '../kind/schemas.ts';
import { mapIn, setKeys } from '../kind/set-keys.ts';
import { idOf, isEmpty, textOf } from '../kind/wire.ts';
import type { UndoCall } from '../kind/write.ts';
import { qosSpecs, volumeTypes } from './collections.ts';
import { encryptionField, encryptionIn } from './encryption.ts';

const accessList: AccessList = {
  path: 'os-volume-type-access',
  many: 'volume_type_access',
  key: 'project_id',
  add: (project) => ({ addProjectAccess: { project } }),
  remove: (project) => ({ removeProjectAccess: { project } }),
};

/**
 * Volume types. Rules of the fields: the block storage API reference, "Volume types", and its default policies, by which
 * others but administrators see some extra specs only.
 */
export const volumeType = defineKind({
  collection: volumeTypes,
  type: 'openstack.volume.VolumeType',
  file: 'volume_types.yml',
  plural: 'volume_types',
  about: 'A sort of volumes. Administrators make them, for all projects or for some.',
  scopedToProject: false,
  adminOnly: true,
  keys: (body) => [textOf(body, 'name') ?? ''],
  label: (params) => namedLabel('volume type', params),
  identity: (params) => String(params['name']),
  fields: [
    {
      name: 'name',
      set: 'create',
      identifies: true,
      schema: { type: 'string', description: 'The name. References of other records use it.' },
    },
    {
      name: 'description',
      set: 'always',
      empty: '',
      born: '',
      adminOnly: true,
      schema: { type: 'string', nullable: true, description: 'A text for people.' },
    },
    {
      name: 'is_public',
      set: 'always',
      born: true,
      adminOnly: true,
      schema: { type: 'boolean', nullable: true, description: 'Whether all projects may use it.' },
    },
    {
      name: 'extra_specs',
      set: 'always',
      empty: {},
      born: {},
      adminOnly: true,
      call: setKeys({
        collection: volumeTypes,
        map: 'extra_specs',
        put: (id, values) => ({ method: 'POST', path: specsOf(id), body: { extra_specs: values } }),
        remove: (id, key) => ({ method: 'DELETE', path: `${specsOf(id)}/${encodeURIComponent(key)}` }),
      }),
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description:
          'What the scheduler and drivers look at. volume_backend_name has to be that of a back end at the destination.',
      },
    },
    {
      name: 'qos_specs_ref',
      wire: 'qos_specs_id',
      set: 'always',
      extra: true,
      empty: null,
      born: null,
      adminOnly: true,
      codec: reference(qosSpecs),
      call: setQosSpecs(),
      schema: referenceSchema('The QoS specs that its volumes keep to.'),
    },
    encryptionField,
    accessField(volumeTypes, accessList),
  ],
  info: [{ name: 'id' }],
  complete,
  behaviour: {
    prepare: (preparation) => Promise.resolve(settleAccess(preparation, { canBePublished: true })),
    createBody,
  },
});

function specsOf(id: string): string {
  return `${pathOf(volumeTypes, id)}/extra_specs`;
}

/** Who may use it and how it is encrypted, which administrators are told. */
async function complete(body: Body, index: IndexOfCloud, purpose: Purpose): Promise<Body> {
  if (!(await index.identity()).isAdmin) return body;
  const path = pathOf(volumeTypes, idOf(body));
  const encryption =
    body['encryption'] === undefined
      ? { encryption: encryptionIn(await readOne(index, volumeTypes, `${path}/encryption`)) }
      : {};
  if (body['access'] !== undefined) return { ...body, ...encryption };
  // One that is made private has an empty list then.
  if (body['is_public'] !== false)
    return { ...body, ...encryption, ...(purpose === 'import' ? { access: [] } : {}) };
  return { ...body, ...encryption, access: await readAccess(index, volumeTypes, accessList, idOf(body)) };
}

function createBody(body: Body, { wanted }: ImportFacts): Body {
  const { is_public: isPublic, ...rest } = body;
  const specs = mapIn(wanted.values.get('extra_specs'));
  return {
    ...rest,
    ...(isPublic === undefined ? {} : { 'os-volume-type-access:is_public': isPublic }),
    ...(isEmpty(specs) ? {} : { extra_specs: specs }),
  };
}

/** Cinder ties QoS specs to a type, and unties them, by GET. */
function setQosSpecs(): SetField {
  return async ({ id, value, found, facts, writer }) => {
    const call = (specs: string, verb: string): UndoCall => ({
      method: 'GET',
      path: `${pathOf(qosSpecs, specs)}/${verb}?vol_type_id=${encodeURIComponent(id)}`,
    });
    const before = textOf(found, 'qos_specs_id');
    const write = async (specs: string, verb: string, back: string): Promise<void> => {
      await writer.write({
        operation: 'act',
        collection: volumeTypes,
        id,
        ...call(specs, verb),
        undo: facts.found === undefined ? 'with-parent' : call(specs, back),
      });
    };
    if (before !== undefined) await write(before, 'disassociate', 'associate');
    if (typeof value === 'string') await write(value, 'associate', 'disassociate');
    return { qos_specs_id: value };
  };
}
