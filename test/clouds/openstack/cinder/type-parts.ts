import type { CloudReply, JsonObject } from '../http/exchange.ts';
import { isObject } from '../http/exchange.ts';
import { pythonRepr } from '../neutron/values/python.ts';
import type { Schema } from '../nova/schema/types.ts';
import {
  accepted,
  adminOnly,
  bodyOf,
  invalidField,
  isUuid,
  jsonBody,
  type Context,
  type Parameters,
} from './context.ts';
import { badRequest, conflict, invalidInput, notFound } from './errors.ts';
import type { Encryption, Specs, VolumeType } from './rows.ts';
import { ONE_SPEC, SPECS_WITHOUT_BLANKS, wrapped } from './schemas.ts';
import { timeOf } from './state.ts';
import { findType, shownSpecs } from './types.ts';

const ACCESS = 'volume_extension:volume_type_access';

/** `GET /types/{type}/os-volume-type-access`: the projects that see a type although it is not public. */
export function listAccess(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${ACCESS}:get_all_for_type`);
  const type = findType(id!, context);
  if (type.is_public) throw notFound('Access list not available for public volume types.');
  const list = type.access.map((project) => ({ volume_type_id: type.id, project_id: project }));
  return { status: 200, body: { volume_type_access: list } };
}

/** `POST /types/{type}/action` */
export function actOnType(context: Context, { id }: Parameters): CloudReply {
  const body = jsonBody(context.request);
  const [action] = isObject(body) ? Object.keys(body) : [];
  if (action === undefined) throw badRequest('Malformed request body');
  if (action !== 'addProjectAccess' && action !== 'removeProjectAccess') {
    throw badRequest(
      `There is no such action: ${action}. Verify the request body and Content-Type header and try again.`,
    );
  }
  const project = projectIn(context, action);
  adminOnly(context, `${ACCESS}:${action}`);
  const type = findType(id!, context);
  const has = type.access.includes(project);
  if (action === 'addProjectAccess') {
    if (type.is_public) {
      throw badRequest(
        'Invalid volume type: Type access modification is not applicable to public volume type.',
      );
    }
    if (has) {
      throw conflict(`Volume type access for ${type.id} / ${project} combination already exists.`);
    }
    change(type, { access: [...type.access, project] }, context);
    return accepted;
  }
  if (type.is_public) {
    throw badRequest(
      'Invalid volume type: Type access modification is not applicable to public volume type.',
    );
  }
  if (!has) throw notFound(`Volume type access not found for ${type.id} / ${project} combination.`);
  change(type, { access: type.access.filter((each) => each !== project) }, context);
  return accepted;
}

function projectIn(context: Context, action: string): string {
  const schema: Schema = {
    type: 'object',
    properties: { project: { type: 'string' } },
    required: ['project'],
    additionalProperties: false,
  };
  // Boundary: the schema has checked it.
  const { project } = bodyOf(context, wrapped(action, schema))[action] as { readonly project: string };
  if (isUuid(project)) return project;
  throw badRequest(invalidField('project', project, `${pythonRepr(project)} is not a 'uuid'`));
}

function change(type: VolumeType, values: Partial<VolumeType>, { state }: Context): VolumeType {
  return state.types.replace({ ...type, ...values, updated_at: timeOf(state) });
}

const SPECS = 'volume_extension:types_extra_specs';

/** `GET /types/{type}/extra_specs` */
export function listSpecs(context: Context, { id }: Parameters): CloudReply {
  const specs = shownSpecs(findType(id!, context).extra_specs, context);
  return { status: 200, body: { extra_specs: specs } };
}

/** `POST /types/{type}/extra_specs`: adds to those that are there. */
export function addSpecs(context: Context, { id }: Parameters): CloudReply {
  // Boundary: the schema has checked it.
  const specs = bodyOf(context, wrapped('extra_specs', SPECS_WITHOUT_BLANKS))['extra_specs'] as Specs;
  adminOnly(context, `${SPECS}:create`);
  const type = findType(id!, context);
  change(type, { extra_specs: { ...type.extra_specs, ...specs } }, context);
  return { status: 200, body: { extra_specs: specs } };
}

/** `GET /types/{type}/extra_specs/{key}` */
export function showSpec(context: Context, { id, key }: Parameters): CloudReply {
  const type = findType(id!, context);
  const specs = shownSpecs(type.extra_specs, context);
  if (!Object.hasOwn(specs, key!)) throw noSuchSpec(type, key!);
  return { status: 200, body: { [key!]: specs[key!] } };
}

function noSuchSpec(type: VolumeType, key: string): Error {
  return notFound(`Volume Type ${type.id} has no extra specs with key ${key}.`);
}

/** `PUT /types/{type}/extra_specs/{key}` */
export function setSpec(context: Context, { id, key }: Parameters): CloudReply {
  // Boundary: the schema has checked it.
  const specs = bodyOf(context, ONE_SPEC) as Specs;
  adminOnly(context, `${SPECS}:update`);
  const type = findType(id!, context);
  if (!Object.hasOwn(specs, key!)) throw badRequest('Request body and URI mismatch');
  change(type, { extra_specs: { ...type.extra_specs, ...specs } }, context);
  return { status: 200, body: specs };
}

/** `DELETE /types/{type}/extra_specs/{key}` */
export function removeSpec(context: Context, { id, key }: Parameters): CloudReply {
  adminOnly(context, `${SPECS}:delete`);
  const type = findType(id!, context);
  const { [key!]: found, ...specs } = type.extra_specs;
  if (found === undefined) throw noSuchSpec(type, key!);
  change(type, { extra_specs: specs }, context);
  return { status: 202 };
}

const ENCRYPTION = 'volume_extension:volume_type_encryption';
const ENCRYPTION_SCHEMA: Schema = {
  type: 'object',
  properties: {
    provider: { type: 'string', minLength: 0, maxLength: 255 },
    control_location: { enum: ['front-end', 'back-end'] },
    cipher: { type: ['string', 'null'], minLength: 0, maxLength: 255 },
  },
};

function encryptionIn(context: Context, required: readonly string[]): JsonObject {
  const body = bodyOf(context, wrapped('encryption', { ...ENCRYPTION_SCHEMA, required }));
  // Boundary: the schema has checked it.
  const given = body['encryption'] as JsonObject;
  const size = given['key_size'];
  if (size !== undefined && size !== null && !/^-?\d+$/.test(pythonRepr(size).replace(/'/g, ''))) {
    throw invalidInput('key_size must be an integer.');
  }
  return given;
}

/** `GET /types/{type}/encryption`; empty if there is none. */
export function showEncryption(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${ENCRYPTION}:get`);
  const type = findType(id!, context);
  return { status: 200, body: type.encryption ? viewEncryption(type.encryption, type) : {} };
}

function viewEncryption(encryption: Encryption, type: VolumeType): JsonObject {
  return {
    created_at: encryption.created_at,
    updated_at: encryption.updated_at,
    deleted_at: null,
    deleted: false,
    encryption_id: encryption.encryption_id,
    cipher: encryption.cipher,
    key_size: encryption.key_size,
    provider: encryption.provider,
    control_location: encryption.control_location,
    volume_type_id: type.id,
  };
}

/** `GET /types/{type}/encryption/{key}` */
export function showEncryptionValue(context: Context, { id, key }: Parameters): CloudReply {
  adminOnly(context, `${ENCRYPTION}:get`);
  const type = findType(id!, context);
  const shown: JsonObject = type.encryption ? viewEncryption(type.encryption, type) : {};
  if (!Object.hasOwn(shown, key!)) throw noEncryption(type);
  return { status: 200, body: { [key!]: shown[key!] } };
}

function noEncryption(type: VolumeType): Error {
  return notFound(`Volume type encryption for type ${type.id} does not exist.`);
}

/** `POST /types/{type}/encryption` */
export function createEncryption(context: Context, { id }: Parameters): CloudReply {
  const { state } = context;
  const given = encryptionIn(context, ['provider', 'control_location']);
  adminOnly(context, `${ENCRYPTION}:create`);
  const type = findType(id!, context);
  refuseUsed(type, context);
  if (type.encryption) throw badRequest(`Volume type encryption for type ${type.id} already exists.`);
  const encryptionId = state.ids.uuid();
  const plain = { cipher: null, key_size: null, created_at: timeOf(state), updated_at: null };
  // Boundary: the schema has checked what is required.
  const encryption = { ...plain, ...known(given), encryption_id: encryptionId } as Encryption;
  change(type, { encryption }, context);
  const shown = { ...given, volume_type_id: type.id, encryption_id: encryptionId };
  return { status: 200, body: { encryption: shown } };
}

function known(given: JsonObject): JsonObject {
  const names = ['provider', 'control_location', 'cipher', 'key_size'];
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => names.includes(name))
      .map(([name, value]) => [name, name === 'key_size' && value !== null ? Number(value) : value]),
  );
}

function refuseUsed(type: VolumeType, { state }: Context): void {
  if (!state.volumes.all().some((volume) => volume.volume_type_id === type.id)) return;
  throw badRequest('Cannot create encryption specs. Volume type in use.');
}

/** `PUT /types/{type}/encryption/{any}` */
export function updateEncryption(context: Context, { id }: Parameters): CloudReply {
  const given = encryptionIn(context, []);
  adminOnly(context, `${ENCRYPTION}:update`);
  const type = findType(id!, context);
  if (!type.encryption) throw noEncryption(type);
  const encryption: Encryption = { ...type.encryption, ...known(given), updated_at: timeOf(context.state) };
  change(type, { encryption }, context);
  return { status: 200, body: { encryption: given } };
}

/** `DELETE /types/{type}/encryption/{any}` */
export function deleteEncryption(context: Context, { id }: Parameters): CloudReply {
  adminOnly(context, `${ENCRYPTION}:delete`);
  const type = findType(id!, context);
  if (!type.encryption) throw noEncryption(type);
  change(type, { encryption: null }, context);
  return accepted;
}
