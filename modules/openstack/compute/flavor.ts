import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { accessField, readAccess, settleAccess, type AccessList } from '../kind/access-list.ts';
import type { Codec } from '../kind/codec.ts';
import { pathOf } from '../kind/collection.ts';
import type { ImportFacts, Wanted } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { defineKind, type Field, type Preparation } from '../kind/kind.ts';
import { namedLabel } from '../kind/labels.ts';
import { readOne } from '../kind/read-one.ts';
import { setKeys } from '../kind/set-keys.ts';
import { idOf, textOf } from '../kind/wire.ts';
import { flavors } from './collections.ts';

/** Before 2.75 Nova writes an empty text where a flavor has no swap. */
const swapCodec: Codec = {
  refersTo: [],
  read: (wire) => Promise.resolve(wire === '' ? 0 : wire),
  write: (value) => Promise.resolve(value === '' ? 0 : value),
  references: () => [],
};

const accessList: AccessList = {
  path: 'os-flavor-access',
  many: 'flavor_access',
  key: 'tenant_id',
  add: (project) => ({ addTenantAccess: { tenant: project } }),
  remove: (project) => ({ removeTenantAccess: { tenant: project } }),
};

/** The key of `_migration_params` by which a person asks for the id that the flavor has at the source. */
const KEEP_ID = 'keep_id';

/**
 * Flavors. Nova changes nothing of one but its description, its extra specs and who may use it: what else differs is
 * reported. Rules of the fields: the compute API reference, "Flavors", and its default policies.
 */
export const flavor = defineKind({
  collection: flavors,
  type: 'openstack.compute.Flavor',
  file: 'flavors.yml',
  plural: 'flavors',
  about: 'A size of servers. Administrators make them, for all projects or for some.',
  scopedToProject: false,
  adminOnly: true,
  keys: (body) => [textOf(body, 'name') ?? ''],
  label: (params) => namedLabel('flavor', params),
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
      empty: null,
      born: null,
      adminOnly: true,
      microversion: '2.55',
      schema: { type: 'string', nullable: true, description: 'A text for people.' },
    },
    size('vcpus', { description: 'Virtual processors.', minimum: 1 }),
    size('ram', { description: 'Memory in MiB.', minimum: 1 }),
    size('disk', { description: 'The root disk in GiB. 0: as large as the image.', minimum: 0 }),
    {
      ...size('ephemeral', { description: 'A second, empty disk in GiB.', minimum: 0 }),
      wire: 'OS-FLV-EXT-DATA:ephemeral',
      born: 0,
    },
    {
      name: 'swap',
      set: 'create',
      born: 0,
      codec: swapCodec,
      normalise: (value) => (value === '' ? 0 : value),
      schema: {
        nullable: true,
        description: 'A swap disk in MiB. An empty text, as old clouds write it, is 0.',
        anyOf: [
          { type: 'integer', minimum: 0, description: 'MiB.' },
          { type: 'string', enum: [''], description: 'None.' },
        ],
      },
    },
    {
      name: 'rxtx_factor',
      set: 'create',
      born: 1,
      schema: { type: 'number', nullable: true, description: 'A factor that some network drivers look at.' },
    },
    {
      name: 'is_public',
      set: 'create',
      born: true,
      schema: { type: 'boolean', nullable: true, description: 'Whether all projects may use it.' },
    },
    {
      name: 'extra_specs',
      set: 'always',
      empty: {},
      born: {},
      adminOnly: true,
      call: setKeys({
        collection: flavors,
        map: 'extra_specs',
        put: (id, values) => ({ method: 'POST', path: specsOf(id), body: { extra_specs: values } }),
        remove: (id, key) => ({ method: 'DELETE', path: `${specsOf(id)}/${encodeURIComponent(key)}` }),
      }),
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description: 'What hosts and drivers look at: hw:cpu_policy, aggregate_instance_extra_specs:..., ...',
      },
    },
    accessField(flavors, accessList),
  ],
  info: [{ name: 'id' }, { name: 'is_disabled', wire: 'OS-FLV-DISABLED:disabled' }],
  complete,
  behaviour: { prepare: settle, createBody },
});

function size(
  name: string,
  { description, minimum }: { readonly description: string; readonly minimum: number },
): Field {
  return { name, set: 'create', schema: { type: 'integer', nullable: true, minimum, description } };
}

function specsOf(id: string): string {
  return `${pathOf(flavors, id)}/os-extra_specs`;
}

/** Old clouds list flavors without their extra specs. The access list is for administrators, of what is not public. */
async function complete(body: Body, index: IndexOfCloud): Promise<Body> {
  const { isAdmin } = await index.identity();
  const specs =
    body['extra_specs'] === undefined
      ? (await readOne(index, flavors, specsOf(idOf(body))))['extra_specs']
      : undefined;
  const access =
    body['is_public'] === false && isAdmin && body['access'] === undefined
      ? await readAccess(index, flavors, accessList, idOf(body))
      : undefined;
  return {
    ...body,
    ...(specs === undefined ? {} : { extra_specs: specs }),
    ...(access === undefined ? {} : { access }),
  };
}

/** A flavor gets an id of its own, unless a person asks for the one that it has at the source. */
async function settle(preparation: Preparation): Promise<Wanted> {
  const wanted = settleAccess(preparation, { canBePublished: false });
  const { record, found, index, label } = preparation;
  const id = keptId(record);
  if (id === undefined || found?.['id'] === id) return wanted;
  if (found !== undefined) {
    const note = `Its id is ${idOf(found)} and not ${id}: only a new flavor could have that.`;
    return { ...wanted, notes: [...wanted.notes, note] };
  }
  const holder = (await index.load(flavors)).byId(id);
  if (holder === undefined) return wanted;
  throw new DroverError('resource-ambiguous', {
    detail: `${label} is to have the id ${id} (_migration_params: keep_id), but at ${index.session.label} flavor "${String(holder['name'])}" has it.`,
    help: 'Take keep_id out of the record, so that the flavor gets an id of its own.',
  });
}

function keptId({ _migration_params: how, _info: info }: Preparation['record']): string | undefined {
  return how[KEEP_ID] === true ? textOf(info, 'id') : undefined;
}

function createBody(body: Body, { record }: ImportFacts): Body {
  const { is_public: isPublic, ...rest } = body;
  const id = keptId(record);
  return {
    ...rest,
    ...(isPublic === undefined ? {} : { 'os-flavor-access:is_public': isPublic }),
    ...(id === undefined ? {} : { id }),
  };
}
