import type { CloudReply, JsonObject } from '../http/exchange.ts';
import { folded } from '../neutron/listing/collation.ts';
import type { Schema } from '../nova/schema/types.ts';
import { accepted, adminOnly, bodyOf, flagIn, type Context, type Parameters } from './context.ts';
import { badRequest, conflict, invalidInput, notFound } from './errors.ts';
import { filtersIn, pageOf } from './lists.ts';
import type { QosSpec, Specs, VolumeType } from './rows.ts';
import { SPECS, wrapped } from './schemas.ts';
import { timeOf } from './state.ts';
import { findType } from './types.ts';

const POLICY = 'volume_extension:qos_specs_manage';
const CONSUMERS = ['back-end', 'front-end', 'both'];
const CREATE = wrapped('qos_specs', {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
});
const KEYS: Schema = {
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: 255 },
  uniqueItems: true,
};

function view({ id, name, consumer, specs }: QosSpec): JsonObject {
  return { id, name, consumer, specs };
}

function viewOne(spec: QosSpec, { request, who }: Context): JsonObject {
  const path = `${who.projectId}/qos-specs/${spec.id}`;
  return {
    qos_specs: view(spec),
    links: [
      { rel: 'self', href: `${request.base}/v3/${path}` },
      { rel: 'bookmark', href: `${request.base}/${path}` },
    ],
  };
}

function find(id: string, { state }: Context): QosSpec {
  const spec = state.qosSpecs.get(id);
  if (!spec) throw notFound(`No such QoS spec ${id}.`);
  return spec;
}

/** `GET /qos-specs` */
export function listQos(context: Context): CloudReply {
  adminOnly(context, `${POLICY}:get_all`);
  // It knows no filters by what it shows.
  const rows = filtersIn(context.request.query).size > 0 ? [] : context.state.qosSpecs.all();
  const way = {
    path: 'qos-specs',
    links: 'qos_specs_links',
    columns: {},
    noSuchMarker: (id: string) => notFound(`No such QoS spec ${id}.`),
  };
  const { page, links } = pageOf(rows, way, context);
  return { status: 200, body: { qos_specs: page.map(view), ...links } };
}

/** `GET /qos-specs/{spec}` */
export function showQos(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${POLICY}:get`);
  return { status: 200, body: viewOne(find(id!, context), context) };
}

/** `POST /qos-specs` */
export function createQos(context: Context): CloudReply {
  const { state } = context;
  // Boundary: the schema has checked it.
  const given = bodyOf(context, CREATE)['qos_specs'] as JsonObject & { readonly name: string };
  const { name: rawName, consumer, ...specs } = given;
  const name = nameOf(rawName);
  adminOnly(context, `${POLICY}:create`);
  const strange = Object.entries(specs).find(([, value]) => typeof value !== 'string');
  if (strange) throw invalidInput(`Value for key "${strange[0]}" is not a string or unicode`);
  if (consumer !== undefined) refuseStrange(consumer);
  if (state.qosSpecs.count('name', folded(name)) > 0) throw conflict(`QoS Specs ${name} already exists.`);
  const spec = state.qosSpecs.insert({
    id: state.ids.uuid(),
    name,
    consumer: typeof consumer === 'string' ? consumer : 'back-end',
    // Boundary: nothing but texts is left.
    specs: specs as Specs,
    created_at: timeOf(state),
    updated_at: null,
  });
  return { status: 200, body: viewOne(spec, context) };
}

function nameOf(text: string): string {
  const invalid = (words: string): Error =>
    badRequest(`An invalid 'name' value was provided. The 'name' can not be ${words}`);
  const name = text.trim();
  if (text === '') throw invalid('None.');
  if (name === '') throw invalid('empty.');
  if (name.length > 255) throw invalid('greater than 255 characters.');
  return name;
}

function refuseStrange(consumer: unknown): void {
  if (CONSUMERS.some((each) => each === consumer)) return;
  throw badRequest(
    'Invalid qos specs: Valid consumer of QoS specs are: QoSConsumerValues(default=' +
      "<class 'oslo_versionedobjects.fields.UnspecifiedDefault'>,nullable=False,valid_values=" +
      "('back-end', 'front-end', 'both'))",
  );
}

/** `PUT /qos-specs/{spec}`: sets keys, and leaves the others. */
export function setQos(context: Context, { id }: Parameters): CloudReply {
  const { state } = context;
  // Boundary: the schema has checked it.
  const given = bodyOf(context, wrapped('qos_specs', SPECS))['qos_specs'] as Specs;
  adminOnly(context, `${POLICY}:update`);
  const old = find(id!, context);
  const { consumer, ...specs } = given;
  if (consumer !== undefined) refuseStrange(consumer);
  state.qosSpecs.replace({
    ...old,
    consumer: consumer ?? old.consumer,
    specs: { ...old.specs, ...specs },
    updated_at: timeOf(state),
  });
  return { status: 200, body: { qos_specs: given } };
}

/** `PUT /qos-specs/{spec}/delete_keys` */
export function unsetQos(context: Context, { id }: Parameters): CloudReply {
  // Boundary: the schema has checked it.
  const keys = bodyOf(context, wrapped('keys', KEYS))['keys'] as readonly string[];
  adminOnly(context, `${POLICY}:update`);
  const old = find(id!, context);
  const missing = keys.find((key) => !Object.hasOwn(old.specs, key));
  if (missing !== undefined) throw notFound(`QoS spec ${id!} has no spec with key ${missing}.`);
  const specs = Object.fromEntries(Object.entries(old.specs).filter(([key]) => !keys.includes(key)));
  context.state.qosSpecs.replace({ ...old, specs, updated_at: timeOf(context.state) });
  return accepted;
}

/** `DELETE /qos-specs/{spec}`; one in use goes by force only. */
export function deleteQos(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${POLICY}:delete`);
  const isForced = flagIn(context.request.query, 'force');
  const spec = find(id!, context);
  const types = typesWith(spec, context);
  if (types.length > 0 && !isForced) throw badRequest('Qos specs still in use.');
  for (const type of types) associate(type, null, context);
  context.state.qosSpecs.remove(spec.id);
  return accepted;
}

function typesWith(spec: QosSpec, { state }: Context): VolumeType[] {
  return state.types.all().filter((type) => type.qos_specs_id === spec.id);
}

function associate(type: VolumeType, specId: string | null, { state }: Context): void {
  state.types.replace({ ...type, qos_specs_id: specId, updated_at: timeOf(state) });
}

/** `GET /qos-specs/{spec}/associations` */
export function listAssociations(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${POLICY}:get_all`);
  const list = typesWith(find(id!, context), context).map(({ name, id: typeId }) => ({
    association_type: 'volume_type',
    name,
    id: typeId,
  }));
  return { status: 200, body: { qos_associations: list } };
}

function typeIn(context: Context): string {
  const id = context.request.query.get('vol_type_id');
  if (!id) throw badRequest('Volume Type id must not be None.');
  return id;
}

/** `GET /qos-specs/{spec}/associate?vol_type_id=` */
export function associateQos(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${POLICY}:update`);
  const typeId = typeIn(context);
  const spec = find(id!, context);
  const type = findType(typeId, context);
  if (type.qos_specs_id !== null && type.qos_specs_id !== spec.id) {
    throw badRequest(
      `Invalid volume type: Type ${type.id} is already associated with another qos specs: ${type.qos_specs_id}`,
    );
  }
  associate(type, spec.id, context);
  return accepted;
}

/** `GET /qos-specs/{spec}/disassociate?vol_type_id=` */
export function disassociateQos(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${POLICY}:update`);
  const typeId = typeIn(context);
  find(id!, context);
  associate(findType(typeId, context), null, context);
  return accepted;
}

/** `GET /qos-specs/{spec}/disassociate_all` */
export function disassociateAllQos(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${POLICY}:update`);
  for (const type of typesWith(find(id!, context), context)) associate(type, null, context);
  return accepted;
}
