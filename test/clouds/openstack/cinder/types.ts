import type { CloudReply, JsonObject } from '../http/exchange.ts';
import { folded } from '../neutron/listing/collation.ts';
import { pythonText } from '../neutron/values/python.ts';
import type { Schema } from '../nova/schema/types.ts';
import { accepted, adminOnly, bodyOf, booleanOf, isUuid, type Context, type Parameters } from './context.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { filtersIn, pageOf, textsIn } from './lists.ts';
import type { Specs, VolumeType } from './rows.ts';
import { BOOLEAN, SPECS, TEXT_OR_NULL, wrapped } from './schemas.ts';
import { timeOf, type VolumeState } from './state.ts';

const CREATE = wrapped('volume_type', {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 255 },
    description: TEXT_OR_NULL,
    extra_specs: SPECS,
    'os-volume-type-access:is_public': BOOLEAN,
  },
  required: ['name'],
  additionalProperties: false,
});

const NAME: Schema = { type: ['string', 'null'], minLength: 1, maxLength: 255 };
const UPDATE = wrapped('volume_type', {
  type: 'object',
  properties: { name: NAME, description: TEXT_OR_NULL, is_public: BOOLEAN },
  additionalProperties: false,
});

/** Keys of extra specs that everybody may see. */
const OPEN_SPECS = ['RESKEY:availability_zones', 'multiattach', 'replication_enabled'];
export const ACCESS_KEY = 'os-volume-type-access:is_public';

/** What of a type's extra specs the caller may see. */
export function shownSpecs(specs: Specs, { who }: Context): Specs {
  if (who.isAdmin) return specs;
  return Object.fromEntries(Object.entries(specs).filter(([key]) => OPEN_SPECS.includes(key)));
}

function view(type: VolumeType, context: Context): JsonObject {
  return {
    id: type.id,
    name: type.name,
    is_public: type.is_public,
    description: type.description,
    extra_specs: shownSpecs(type.extra_specs, context),
    ...(context.who.isAdmin ? { qos_specs_id: type.qos_specs_id } : {}),
  };
}

function viewWithAccess(type: VolumeType, context: Context): JsonObject {
  return { ...view(type, context), [ACCESS_KEY]: type.is_public };
}

/** Whether the caller may know of a type. */
function isVisible(type: VolumeType, { who }: Context): boolean {
  return who.isAdmin || type.is_public || type.access.includes(who.projectId);
}

/** The type with this id as far as the caller may know of it; else 404. */
export function findType(id: string, context: Context): VolumeType {
  const type = context.state.types.get(id);
  if (type && isVisible(type, context)) return type;
  throw notFound(`Volume type ${id} could not be found.`);
}

/** The type with this id or name; else 404. */
export function typeCalled(word: string, context: Context): VolumeType {
  const byId = isUuid(word) ? context.state.types.get(word) : undefined;
  const type = byId ?? context.state.types.by('name', folded(word))[0];
  if (!type) throw notFound(`Volume type with name ${word} could not be found.`);
  return findType(type.id, context);
}

/** The type that a volume gets if nobody says. */
export function defaultType(state: VolumeState): VolumeType {
  const [type] = state.types.by('name', folded(state.defaultType));
  if (!type) throw notFound(`Volume type with name ${state.defaultType} could not be found.`);
  return type;
}

/** `GET /types` */
export function listTypes(context: Context): CloudReply {
  const filters = filtersIn(context.request.query);
  const wanted = publicFilter(filters.get('is_public') ?? '', context);
  const specs = textsIn(filters.get('extra_specs') ?? '{}') ?? {};
  const others = [...filters].filter(([name]) => name !== 'is_public' && name !== 'extra_specs');
  if (!context.who.isAdmin && others.length > 0) refuseFilters(others, context);
  const used = context.who.isAdmin ? others : [];
  const rows = context.state.types
    .all()
    .filter((type) => isVisible(type, context) && used.every((each) => hasValue(type, ...each)))
    .filter((type) => wanted === undefined || type.is_public === wanted)
    .filter((type) => Object.entries(specs).every(([key, value]) => type.extra_specs[key] === value));
  const way = {
    path: 'types',
    links: 'volume_type_links',
    columns: {
      name: (type: VolumeType) => type.name,
      is_public: (type: VolumeType) => String(type.is_public),
    },
    noSuchMarker: (id: string) => notFound(`Volume type ${id} could not be found.`),
  };
  const { page, links } = pageOf(rows, way, context);
  return { status: 200, body: { volume_types: page.map((type) => viewWithAccess(type, context)), ...links } };
}

/** What a tenant may not filter by is refused, in old versions left out. */
function refuseFilters(filters: readonly (readonly [string, string])[], { version }: Context): void {
  if (version < 52) return;
  const names = filters.map(([name]) => name).join(', ');
  throw badRequest(`Invalid filters ${names} are found in query options.`);
}

function hasValue(type: VolumeType, name: string, value: string): boolean {
  const columns: JsonObject = { id: type.id, name: type.name, description: type.description };
  return folded(pythonText(columns[name])) === folded(value);
}

/** An administrator sees public ones if he does not say; `none` is all. Others see all that they may. */
function publicFilter(text: string, { who }: Context): boolean | undefined {
  if (!who.isAdmin) return undefined;
  if (text === '') return true;
  if (text.toLowerCase() === 'none') return undefined;
  const flag = booleanOf(text);
  if (flag === undefined) throw badRequest(`Invalid is_public filter [${text}]`);
  return flag;
}

/** `GET /types/{type}`; `default` is the type that a volume gets if nobody says. */
export function showType(context: Context, { id }: Parameters): CloudReply {
  if (id === 'default')
    return { status: 200, body: { volume_type: view(defaultType(context.state), context) } };
  return { status: 200, body: { volume_type: viewWithAccess(findType(id!, context), context) } };
}

/** `POST /types` */
export function createType(context: Context): CloudReply {
  const { state } = context;
  adminOnlyAfter(context, CREATE, 'type_create');
  // Boundary: the schema has checked it.
  const given = bodyOf(context, CREATE)['volume_type'] as {
    readonly name: string;
    readonly description?: string | null;
    readonly extra_specs?: Specs;
    readonly [ACCESS_KEY]?: unknown;
  };
  const { name } = given;
  if (name.trim() === '') {
    throw badRequest("An invalid 'name' value was provided. The 'name' can not be empty.");
  }
  refuseDouble(name, undefined, state);
  const type = state.types.insert({
    id: state.ids.uuid(),
    name,
    description: given.description ?? null,
    is_public: booleanOf(given[ACCESS_KEY] ?? true) ?? true,
    extra_specs: given.extra_specs ?? {},
    qos_specs_id: null,
    access: [],
    encryption: null,
    created_at: timeOf(state),
    updated_at: null,
  });
  const { qos_specs_id: _qos, ...shown } = viewWithAccess(type, context);
  return { status: 200, body: { volume_type: shown } };
}

/** Cinder looks at the body before it asks who may. */
function adminOnlyAfter(context: Context, schema: Schema, action: string): void {
  bodyOf(context, schema);
  adminOnly(context, `volume_extension:${action}`);
}

function refuseDouble(name: string, own: string | undefined, state: VolumeState): void {
  if (state.types.by('name', folded(name)).some((type) => type.id !== own)) {
    throw conflict(`Volume Type ${name} already exists.`);
  }
}

/** `PUT /types/{type}` */
export function updateType(context: Context, { id }: Parameters): CloudReply {
  const { state } = context;
  adminOnlyAfter(context, UPDATE, 'type_update');
  // Boundary: the schema has checked it.
  const given = bodyOf(context, UPDATE)['volume_type'] as {
    readonly name?: string | null;
    readonly description?: string | null;
    readonly is_public?: unknown;
  };
  const name = given.name?.trim();
  if (name === '') throw badRequest('Volume type name can not be empty.');
  if ((given.name ?? given.description ?? given.is_public ?? null) === null) {
    throw badRequest('Specify volume type name, description, is_public or a combination thereof.');
  }
  const old = findType(id!, context);
  if (name !== undefined) refuseDouble(name, old.id, state);
  const type = state.types.replace({
    ...old,
    name: name ?? old.name,
    description: given.description ?? old.description,
    is_public: given.is_public === undefined ? old.is_public : (booleanOf(given.is_public) ?? old.is_public),
    updated_at: timeOf(state),
  });
  const { qos_specs_id: _qos, ...shown } = view(type, context);
  return { status: 200, body: { volume_type: shown } };
}

/** `DELETE /types/{type}` */
export function deleteType(context: Context, { id }: Parameters): CloudReply {
  const { state } = context;
  adminOnly(context, 'volume_extension:type_delete');
  const type = findType(id!, context);
  if (state.volumes.all().some((volume) => volume.volume_type_id === type.id)) {
    throw badRequest('Target volume type is still in use.');
  }
  if (type.name === state.defaultType) {
    throw badRequest(`The volume type ${type.id} is a default volume type and cannot be deleted.`);
  }
  state.types.remove(type.id);
  return accepted;
}
