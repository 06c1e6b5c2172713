import { copySparse } from '../disks/sparse-file.ts';
import { isObject, type CloudReply, type JsonObject } from '../http/exchange.ts';
import { pythonText } from '../neutron/values/python.ts';
import {
  accepted,
  adminOnly,
  bodyOf,
  booleanOf,
  isUuid,
  jsonBody,
  type Context,
  type Parameters,
} from './context.ts';
import { badRequest, notFound } from './errors.ts';
import { checkQuota } from './quota.ts';
import type { Texts } from './rows.ts';
import { BOOLEAN, TEXTS_OR_NULL, TEXT_OR_NULL, wrapped } from './schemas.ts';
import { timeOf } from './state.ts';
import { viewSnapshot, viewSnapshotWhole } from './volume-view.ts';
import { workLater } from './work.ts';
import { findSnapshot, findVolume, invalidChoice, removeLater, textOf } from './volumes.ts';

const CREATE = wrapped('snapshot', {
  type: 'object',
  properties: {
    name: TEXT_OR_NULL,
    display_name: TEXT_OR_NULL,
    description: TEXT_OR_NULL,
    volume_id: {},
    force: BOOLEAN,
    metadata: TEXTS_OR_NULL,
  },
  required: ['volume_id'],
  additionalProperties: false,
});

const UPDATE = wrapped('snapshot', {
  type: 'object',
  properties: {
    name: TEXT_OR_NULL,
    description: TEXT_OR_NULL,
    display_name: TEXT_OR_NULL,
    display_description: TEXT_OR_NULL,
  },
  additionalProperties: false,
});

/** Since 3.66 the flag says nothing, and may only be said as of old. */
const NO_FORCE =
  "Since microversion 3.66 the 'force' flag is invalid for this request.  For backward compatability, however, when " +
  "the 'force' flag is passed with a value evaluating to True, it is silently ignored.";

/** `GET /snapshots/{snapshot}` */
export function showSnapshot(context: Context, { id }: Parameters): CloudReply {
  return { status: 200, body: { snapshot: viewSnapshotWhole(findSnapshot(id!, context), context) } };
}

/** `POST /snapshots` */
export function createSnapshot(context: Context): CloudReply {
  const { state, who } = context;
  const body = bodyOf(context, CREATE)['snapshot'];
  const given: JsonObject = isObject(body) ? body : {};
  const volumeId = given['volume_id'];
  if (volumeId !== null && !isUuid(volumeId)) throw invalidChoice('volume_id', volumeId);
  const isForced = booleanOf(given['force'] ?? false) === true;
  if (context.version >= 66 && 'force' in given && !isForced) throw badRequest(NO_FORCE);
  if (volumeId === null) throw notFound('Volume None could not be found.');
  const volume = findVolume(pythonText(volumeId), context);
  const allowed = context.version >= 66 || isForced ? ['available', 'in-use'] : ['available'];
  if (!allowed.includes(volume.status)) {
    throw badRequest(
      `Invalid volume: Volume ${volume.id} status must be ${allowed.join(', ')}, but current status is: ${volume.status}.`,
    );
  }
  const typeName = state.types.get(volume.volume_type_id)?.name ?? '';
  checkQuota(state, { projectId: who.projectId, typeName, snapshots: 1, gigabytes: volume.size });
  const snapshot = state.snapshots.insert({
    id: state.ids.uuid(),
    name: textOf(given, 'name') ?? null,
    description: textOf(given, 'description') ?? null,
    status: 'creating',
    size: volume.size,
    volume_id: volume.id,
    volume_type_id: volume.volume_type_id,
    project_id: volume.project_id,
    user_id: who.userId,
    // Boundary: the schema lets nothing but texts through.
    metadata: (given['metadata'] ?? {}) as Texts,
    created_at: timeOf(state),
    updated_at: null,
  });
  workLater(state, snapshot.id, {
    kind: 'snapshots',
    work: 'snapshot',
    while: 'creating',
    run({ id, volume_id: volumeId }) {
      if (state.files) copySparse(state.files.volume(volumeId), state.files.snapshot(id));
      return { status: 'available' };
    },
    fail: { status: 'error' },
  });
  return { status: 202, body: { snapshot: viewSnapshot(snapshot, context) } };
}

/** `PUT /snapshots/{snapshot}` */
export function updateSnapshot(context: Context, { id }: Parameters): CloudReply {
  const { state } = context;
  const body = bodyOf(context, UPDATE)['snapshot'];
  const given: JsonObject = isObject(body) ? body : {};
  if (Object.keys(given).length === 0) throw invalidChoice('snapshot', given);
  const old = findSnapshot(id!, context);
  const [name, description] = [textOf(given, 'name'), textOf(given, 'description')];
  const snapshot = state.snapshots.replace({
    ...old,
    name: name === undefined ? old.name : name,
    description: description === undefined ? old.description : description,
    updated_at: timeOf(state),
  });
  return { status: 200, body: { snapshot: viewSnapshot(snapshot, context) } };
}

const DELETABLE = ['available', 'error'];

/** `DELETE /snapshots/{snapshot}` */
export function deleteSnapshot(context: Context, { id }: Parameters): CloudReply {
  const snapshot = findSnapshot(id!, context);
  if (!DELETABLE.includes(snapshot.status)) {
    throw badRequest(
      `Invalid snapshot: Snapshot status must be available or error, and must not be part of a group.`,
    );
  }
  removeLater(context.state, 'snapshots', snapshot.id);
  return accepted;
}

const STATUSES = [
  ...['error', 'available', 'creating', 'deleting', 'deleted', 'updating', 'error_deleting', 'unmanaging'],
  ...['backing-up', 'restoring'],
];

/** `POST /snapshots/{snapshot}/action` */
export function actOnSnapshot(context: Context, { id }: Parameters): CloudReply {
  const { state } = context;
  const body = jsonBody(context.request);
  const [action] = isObject(body) ? Object.keys(body) : [];
  if (action === undefined) throw badRequest('Malformed request body');
  if (action !== 'os-reset_status') {
    throw badRequest(
      `There is no such action: ${action}. Verify the request body and Content-Type header and try again.`,
    );
  }
  // Boundary: jsonBody gives an object here.
  const values = (body as JsonObject)[action];
  const status = isObject(values) ? values['status'] : undefined;
  if (!STATUSES.some((each) => each === pythonText(status).toLowerCase())) {
    const known = `(${STATUSES.map((each) => `'${each}'`).join(', ')})`;
    throw badRequest(`Snapshot status: ${pythonText(status)} is invalid, valid statuses are: ${known}.`);
  }
  const snapshot = findSnapshot(id!, context);
  adminOnly(context, 'volume_extension:snapshot_admin_actions:reset_status');
  state.snapshots.replace({ ...snapshot, status: pythonText(status), updated_at: timeOf(state) });
  return accepted;
}
