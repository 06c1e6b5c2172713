import { renameSync, statSync } from 'node:fs';
import { GIB } from '../disks/disk-files.ts';
import { resizeFile } from '../disks/sparse-file.ts';
import { isObject, type CloudReply, type JsonObject } from '../http/exchange.ts';
import { pythonText } from '../neutron/values/python.ts';
import type { Schema } from '../nova/schema/types.ts';
import { accepted, adminOnly, bodyOf, booleanOf, type Context, type Handler } from './context.ts';
import { badRequest, invalidInput, notFound } from './errors.ts';
import type { Texts, Volume } from './rows.ts';
import { ANY_TEXT_OR_NULL, BOOLEAN, TEXTS_OR_NULL, TEXT_OR_NULL, wrapped } from './schemas.ts';
import { BACKEND, HOST, timeOf } from './state.ts';
import { defaultType, typeCalled } from './types.ts';
import { viewVolume } from './volume-view.ts';
import { busy, isDeletable, textOf } from './volumes.ts';
import { workLater } from './work.ts';

const SERVICE = `${HOST}@${BACKEND}`;
const NAME = /^volume-([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function manageSchema(version: number): Schema {
  return wrapped('volume', {
    type: 'object',
    properties: {
      description: ANY_TEXT_OR_NULL,
      availability_zone: TEXT_OR_NULL,
      bootable: BOOLEAN,
      volume_type: TEXT_OR_NULL,
      name: TEXT_OR_NULL,
      host: { type: 'string', minLength: 1, maxLength: 255 },
      ref: { type: ['object', 'string'] },
      metadata: TEXTS_OR_NULL,
      ...(version >= 16 ? { cluster: TEXT_OR_NULL } : {}),
    },
    required: ['ref'],
    additionalProperties: false,
  });
}

/** `POST /os-volume-manage`: makes a volume of what is at the backend already, in the project of the caller. */
export const manageVolume: Handler = (context) => {
  const { state } = context;
  const body = bodyOf(context, manageSchema(context.version))['volume'];
  const given: JsonObject = isObject(body) ? body : {};
  adminOnly(context, 'volume_extension:volume_manage');
  const host = hostIn(given, context.version >= 16);
  const name = nameIn(given['ref']);
  const known = NAME.exec(name)?.[1];
  if (known !== undefined && state.volumes.get(known)) {
    throw badRequest('Unable to manage existing volume. The volume is already managed');
  }
  if (!isService(host)) throw badRequest(`Host '${host}' not found`);
  const volume = state.volumes.insert(newVolume(given, context));
  workLater(state, volume.id, {
    kind: 'volumes',
    work: 'manage',
    while: 'creating',
    run: (row) => ({ status: 'available', isPlaced: true, size: adopt(row, name, context) }),
    fail: { status: 'error_managing' },
  });
  return { status: 202, body: { volume: viewVolume(volume, context) } };
};

function hostIn({ host, cluster }: JsonObject, mayBeCluster: boolean): string {
  if (typeof host === 'string' && !cluster) return host;
  throw mayBeCluster
    ? invalidInput('One and only one of cluster and host must be set.')
    : invalidInput('Host field is missing.');
}

function nameIn(ref: unknown): string {
  const name = isObject(ref) ? ref['source-name'] : ref;
  return typeof name === 'string' ? name : '';
}

/** A pool of the service stands for it. */
function isService(host: string): boolean {
  return host.split('#')[0] === SERVICE;
}

function newVolume(given: JsonObject, context: Context): Volume {
  const { state, who } = context;
  const type = given['volume_type']
    ? typeCalled(pythonText(given['volume_type']), context)
    : defaultType(state);
  return {
    id: state.ids.uuid(),
    name: textOf(given, 'name') ?? null,
    description: textOf(given, 'description') ?? null,
    status: 'creating',
    size: 0,
    availability_zone: pythonText(given['availability_zone'] ?? state.zones[0]),
    volume_type_id: type.id,
    project_id: who.projectId,
    user_id: who.userId,
    // Boundary: the schema lets nothing but texts through.
    metadata: (given['metadata'] ?? {}) as Texts,
    image_metadata: null,
    bootable: booleanOf(given['bootable'] ?? false) === true,
    multiattach: type.extra_specs['multiattach'] === '<is> True',
    isReadOnly: null,
    snapshot_id: null,
    source_volid: null,
    isPlaced: false,
    attachments: [],
    created_at: timeOf(state),
    updated_at: null,
  };
}

/** Gives a file of the backend the name of its volume; tells the size in GiB. */
function adopt({ id }: Volume, name: string, { state }: Context): number {
  const path = state.files?.atBackend(name);
  if (!state.files || path === undefined) throw new Error(`The backend has no '${name}'.`);
  const size = Math.ceil(statSync(path).size / GIB);
  resizeFile(path, size * GIB);
  renameSync(path, state.files.volume(id));
  return size;
}

/** `GET /os-volume-manage`: what is at the backend, and whether it can be taken. */
export const listManageable =
  (isDetailed: boolean): Handler =>
  (context) => {
    adminOnly(context, 'volume_extension:list_manageable');
    const { state, request, version } = context;
    const host = request.query.get('host') ?? undefined;
    const cluster = request.query.get('cluster') ?? undefined;
    const wanted = hostIn({ host, cluster }, version >= 17);
    if (!isService(wanted)) throw notFound(`Service cinder-volume could not be found on host ${wanted}.`);
    const names = state.files?.namesAtBackend() ?? [];
    const found = names.map((name) => viewOf(name, isDetailed, context));
    return { status: 200, body: { 'manageable-volumes': found } };
  };

function viewOf(name: string, isDetailed: boolean, { state }: Context): JsonObject {
  const path = state.files?.atBackend(name);
  const id = NAME.exec(name)?.[1];
  const isManaged = id !== undefined && state.volumes.get(id) !== undefined;
  return {
    reference: { 'source-name': name },
    size: path === undefined ? 0 : Math.ceil(statSync(path).size / GIB),
    safe_to_manage: !isManaged,
    ...(isDetailed
      ? {
          reason_not_safe: isManaged ? 'already managed' : null,
          cinder_id: isManaged ? id : null,
          extra_info: null,
        }
      : {}),
  };
}

/** The paths without `os-` came with 3.8. */
export const since8 =
  (handle: Handler): Handler =>
  (context, parameters) => {
    if (context.version < 8) throw notFound();
    return handle(context, parameters);
  };

/** Forgets a volume, and leaves what it is at the backend. */
export function unmanageVolume(volume: Volume, _values: JsonObject, context: Context): CloudReply {
  const { state } = context;
  adminOnly(context, 'volume_extension:volume_unmanage');
  if (!isDeletable(volume) || state.snapshots.count('volume', volume.id) > 0) throw busy();
  state.volumes.replace({ ...volume, status: 'unmanaging', updated_at: timeOf(state) });
  workLater(state, volume.id, {
    kind: 'volumes',
    work: 'unmanage',
    while: 'unmanaging',
    run: () => 'gone',
    fail: { status: 'error_unmanaging' },
  });
  return accepted;
}
