import { GIB } from '../disks/disk-files.ts';
import { resizeFile } from '../disks/sparse-file.ts';
import { isObject, type CloudReply, type JsonObject } from '../http/exchange.ts';
import { pythonText } from '../neutron/values/python.ts';
import type { Schema } from '../nova/schema/types.ts';
import {
  accepted,
  adminOnly,
  bodyOf,
  booleanOf,
  jsonBody,
  type Context,
  type Parameters,
} from './context.ts';
import { badRequest, invalidInput, notFound } from './errors.ts';
import { checkQuota, checkVolumeSize } from './quota.ts';
import type { Texts, Volume } from './rows.ts';
import { BOOLEAN, SIZE, TEXTS, wrapped } from './schemas.ts';
import { timeOf } from './state.ts';
import { typeCalled } from './types.ts';
import { unmanageVolume } from './manage.ts';
import { uploadSchema, uploadVolume } from './upload.ts';
import { findVolume, removeLater } from './volumes.ts';
import { workLater } from './work.ts';

/** What an action does to a volume. Servers get and lose volumes through Nova, which asks from inside. */
interface Action {
  /** Of the values that stand behind the action's name. */
  readonly schema?: Schema | ((version: number) => Schema);
  readonly run: (volume: Volume, values: JsonObject, context: Context) => CloudReply;
}

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const ACTIONS: Readonly<Record<string, Action>> = {
  'os-extend': { schema: object({ new_size: SIZE }), run: extend },
  'os-set_bootable': {
    schema: object({ bootable: BOOLEAN }),
    run: (volume, { bootable }, context) => {
      change(volume, { bootable: booleanOf(bootable) === true }, context);
      return { status: 200 };
    },
  },
  'os-update_readonly_flag': {
    schema: object({ readonly: BOOLEAN }),
    run: (volume, { readonly }, context) => {
      if (volume.status !== 'available') {
        throw badRequest(
          `Invalid volume: Volume ${volume.id} status must be available to update readonly flag, but current status is: ` +
            `${volume.status}.`,
        );
      }
      change(volume, { isReadOnly: booleanOf(readonly) === true }, context);
      return accepted;
    },
  },
  'os-set_image_metadata': { schema: object({ metadata: TEXTS }), run: setImageMetadata },
  'os-unset_image_metadata': {
    schema: object({ key: { type: 'string', minLength: 1, maxLength: 255 } }),
    run: unsetImageMetadata,
  },
  'os-show_image_metadata': {
    run: (volume) => ({ status: 200, body: { metadata: volume.image_metadata ?? {} } }),
  },
  'os-reset_status': { run: resetStatus },
  'os-force_delete': { run: forceDelete },
  'os-unmanage': { run: unmanageVolume },
  'os-volume_upload_image': { schema: uploadSchema, run: uploadVolume },
  'os-retype': {
    schema: {
      type: 'object',
      properties: {
        new_type: { type: 'string' },
        migration_policy: { type: ['string', 'null'], enum: ['on-demand', 'never'] },
      },
      required: ['new_type'],
      additionalProperties: false,
    },
    run: retype,
  },
};

/** `POST /volumes/{volume}/action` */
export function actOnVolume(context: Context, { id }: Parameters): CloudReply {
  const body = jsonBody(context.request);
  const [name] = isObject(body) ? Object.keys(body) : [];
  if (name === undefined) throw badRequest('Malformed request body');
  const action = ACTIONS[name];
  if (!action) {
    throw badRequest(
      `There is no such action: ${name}. Verify the request body and Content-Type header and try again.`,
    );
  }
  const { schema } = action;
  if (schema) bodyOf(context, wrapped(name, typeof schema === 'function' ? schema(context.version) : schema));
  // Boundary: it is an object that has this key.
  const values = (body as JsonObject)[name];
  if (name === 'os-reset_status') checkStatuses(isObject(values) ? values : {});
  return action.run(findVolume(id!, context), isObject(values) ? values : {}, context);
}

function change(volume: Volume, values: Partial<Volume>, { state }: Context): void {
  state.volumes.replace({ ...volume, ...values, updated_at: timeOf(state) });
}

function extend(volume: Volume, { new_size: asked }: JsonObject, context: Context): CloudReply {
  const { state } = context;
  const size = Number(asked);
  // A server may have it, since 3.42.
  const wanted = context.version >= 42 && volume.status === 'in-use' ? 'in-use' : 'available';
  if (size <= volume.size) {
    throw invalidInput(
      `New size for extend must be greater than current size. (current: ${volume.size}, extended: ${size}).`,
    );
  }
  if (volume.status !== wanted) {
    throw badRequest(
      `Invalid volume: Volume ${volume.id} status must be '{'status': '${wanted}'}' to extend, currently ${volume.status}.`,
    );
  }
  checkVolumeSize(state, volume.project_id, size);
  const typeName = state.types.get(volume.volume_type_id)?.name ?? '';
  checkQuota(state, { projectId: volume.project_id, typeName, gigabytes: size - volume.size });
  change(volume, { status: 'extending' }, context);
  workLater(state, volume.id, {
    kind: 'volumes',
    work: 'extend',
    while: 'extending',
    run({ id }) {
      if (state.files) resizeFile(state.files.volume(id), size * GIB);
      return { status: wanted, size };
    },
    fail: { status: 'error_extending' },
  });
  return accepted;
}

function setImageMetadata(volume: Volume, values: JsonObject, context: Context): CloudReply {
  // Boundary: the schema lets nothing but texts through.
  const metadata = { ...volume.image_metadata, ...(values['metadata'] as Texts) };
  change(volume, { image_metadata: metadata }, context);
  return { status: 200, body: { metadata } };
}

function unsetImageMetadata(volume: Volume, { key }: JsonObject, context: Context): CloudReply {
  const { image_metadata: all } = volume;
  if (all === null || !Object.hasOwn(all, String(key))) {
    throw notFound(`Glance metadata for volume/snapshot ${volume.id} cannot be found.`);
  }
  const left = Object.entries(all).filter(([name]) => name !== key);
  change(volume, { image_metadata: left.length > 0 ? Object.fromEntries(left) : null }, context);
  return { status: 200 };
}

const STATUSES = [
  ...['creating', 'available', 'deleting', 'error', 'error_deleting', 'error_managing', 'managing'],
  ...['attaching', 'in-use', 'detaching', 'maintenance', 'restoring-backup', 'error_restoring', 'reserved'],
  ...['awaiting-transfer', 'backing-up', 'error_backing-up', 'error_extending', 'downloading', 'uploading'],
  ...['retyping', 'extending'],
];

function checkStatuses(values: JsonObject): void {
  const { status, attach_status: attached, migration_status: migration } = values;
  if (!status && !attached && !migration) {
    throw badRequest("Must specify 'status', 'attach_status' or 'migration_status' for update.");
  }
  if (!status || STATUSES.includes(pythonText(status).toLowerCase())) return;
  const known = `(${STATUSES.map((each) => `'${each}'`).join(', ')})`;
  throw badRequest(`Volume status: ${pythonText(status)} is invalid, valid statuses are: ${known}.`);
}

function resetStatus(volume: Volume, values: JsonObject, context: Context): CloudReply {
  adminOnly(context, 'volume_extension:volume_admin_actions:reset_status');
  const status = typeof values['status'] === 'string' ? values['status'].toLowerCase() : volume.status;
  const isDetached = String(values['attach_status']).toLowerCase() === 'detached';
  if ('status' in values && status === 'deleting') throw badRequest('Cannot reset-state to deleting');
  if ('status' in values && status === 'in-use' && volume.attachments.length === 0) {
    throw badRequest('Cannot reset-state to in-use because volume does not have any attachments.');
  }
  change(volume, { status, ...(isDetached ? { attachments: [] } : {}) }, context);
  return accepted;
}

function forceDelete(volume: Volume, _values: JsonObject, context: Context): CloudReply {
  adminOnly(context, 'volume_extension:volume_admin_actions:force_delete');
  removeLater(context.state, 'volumes', volume.id);
  return accepted;
}

function retype(volume: Volume, values: JsonObject, context: Context): CloudReply {
  const type = typeCalled(String(values['new_type']), context);
  if (volume.status !== 'available' || type.id === volume.volume_type_id) {
    throw badRequest(
      'Invalid volume: Retype needs volume to be in available or in-use state, not be part of an active migration or a ' +
        'consistency group, requested type has to be different that the one from the volume, and for in-use volumes ' +
        'front-end qos specs cannot change.',
    );
  }
  const { state } = context;
  checkQuota(state, {
    projectId: volume.project_id,
    typeName: type.name,
    volumes: 1,
    gigabytes: volume.size,
  });
  change(volume, { status: 'retyping' }, context);
  workLater(state, volume.id, {
    kind: 'volumes',
    work: 'retype',
    while: 'retyping',
    run: () => ({ status: 'available', volume_type_id: type.id }),
    fail: { status: 'available' },
  });
  return accepted;
}
