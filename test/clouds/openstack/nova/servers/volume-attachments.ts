import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import {
  attach,
  beginDetach,
  endDetach,
  isFree,
  release,
  reserve,
  visibleVolume,
} from '../neighbours/volumes.ts';
import { numberOf } from '../paging.ts';
import { get, ok, post, put, remove, type ComputeRoute } from '../route.ts';
import type { Attachment, Server } from '../rows.ts';
import { checkBody, checkQuery } from '../schema/check.ts';
import { attachmentQuery, changedAttachment, newAttachment } from '../schemas/server-parts.ts';
import { boolOf } from '../values.ts';
import { busOf, letterOf, nextDevice } from './disks.ts';
import { doLater } from './fate.ts';
import { changeServer, findServer, recordAction, refuseLocked, refuseState } from './find.ts';
import { notFree } from './wanted-disks.ts';

const ALL = '/servers/:id/os-volume_attachments';
const ONE = `${ALL}/:volume`;
const POLICY = 'os-volumes-attachments';
const STATES = ['active', 'paused', 'stopped', 'resized', 'soft-delete', 'shelved', 'shelved_offloaded'];

/** The volumes that a server has. */
export const attachmentRoutes: readonly ComputeRoute[] = [
  get(ALL, (context, { id = '' }) => {
    const query = checkQuery(attachmentQuery(context.version >= 75), context.request.query);
    const server = findServer(context, id, `${POLICY}:index`);
    const first = numberOf(query, 'offset') ?? 0;
    const limit = Math.min(numberOf(query, 'limit') ?? Infinity, context.state.pageLimit);
    const shown = server.attachments.slice(first, first + limit);
    return ok({ volumeAttachments: shown.map((each) => view(each, server, context)) });
  }),
  post(ALL, (context, { id = '' }) => attachVolume(context, id)),
  get(ONE, (context, { id = '', volume = '' }) => {
    const server = findServer(context, id, `${POLICY}:show`);
    return ok({ volumeAttachment: view(attachmentOf(server, volume, id), server, context) });
  }),
  put(ONE, (context, { id = '', volume = '' }) => changeAttachment(context, id, volume)),
  remove(ONE, (context, { id = '', volume = '' }) => detachVolume(context, id, volume)),
];

function view(row: Attachment, server: Server, { version }: Context): JsonObject {
  return {
    ...(version < 89 ? { id: row.volume_id } : {}),
    volumeId: row.volume_id,
    serverId: server.id,
    device: row.device,
    ...(version >= 70 ? { tag: row.tag } : {}),
    ...(version >= 79 ? { delete_on_termination: row.delete_on_termination } : {}),
    ...(version >= 89 ? { attachment_id: row.attachment_id, bdm_uuid: row.id } : {}),
  };
}

function attachmentOf(server: Server, volumeId: string, asked: string): Attachment {
  const found = server.attachments.find((each) => each.volume_id === volumeId);
  if (found) return found;
  throw notFound(`Instance ${asked} is not attached to volume ${volumeId}`);
}

interface Given {
  readonly volumeId: string;
  readonly device?: string | null;
  readonly tag?: string;
  readonly delete_on_termination?: unknown;
  readonly id?: string;
  readonly serverId?: string;
}

function givenIn({ body }: Context): Given {
  // Boundary: its shape was checked.
  return (body as { readonly volumeAttachment: Given }).volumeAttachment;
}

function attachVolume(context: Context, id: string): CloudReply {
  const { state, version } = context;
  checkBody(newAttachment(version), context.body);
  const { volumeId, device = null, tag = null, ...rest } = givenIn(context);
  const { volume: storage } = state.neighbours;
  const server = findServer(context, id, `${POLICY}:create`);
  refuseLocked(server, context);
  refuseState(server, { verb: 'attach_volume', states: STATES });
  const volume = visibleVolume(storage, volumeId, context.who);
  if (!volume) throw notFound(`Volume ${volumeId} could not be found.`);
  refuseAttached(context, server, volume);
  if (volume.multiattach && version < 60) {
    throw badRequest('Multiattach volumes are only supported starting with compute API version 2.60.');
  }
  const name = freeDevice(server, state.ignoresDeviceNames ? null : device);
  if (!isFree(volume)) throw badRequest(notFree(volume, context));
  const isDeleted = boolOf(rest.delete_on_termination ?? false) === true;
  const attachment: Attachment = {
    id: state.ids.uuid(),
    volume_id: volumeId,
    attachment_id: reserve(storage, volume),
    device: name,
    tag,
    delete_on_termination: isDeleted,
    isRoot: false,
  };
  recordAction(context, server, 'attach_volume');
  changeServer(state, server.id, { attachments: [...server.attachments, attachment] });
  const fail = (): void => {
    release(storage, volumeId, attachment.attachment_id);
    drop(state, server.id, attachment);
  };
  const run = (): void => {
    const isThere = state.servers.get(server.id)?.attachments.some((each) => each.id === attachment.id);
    const link = { attachmentId: attachment.attachment_id, serverId: server.id, device: name };
    if (isThere === true) attach(storage, volumeId, link);
  };
  doLater(state, server.id, { work: 'attach_volume', run, fail });
  return ok({
    volumeAttachment: {
      id: volumeId,
      serverId: id,
      volumeId,
      device: name,
      ...(version >= 70 ? { tag } : {}),
      ...(version >= 79 ? { delete_on_termination: isDeleted } : {}),
    },
  });
}

function refuseAttached(
  { state }: Context,
  server: Server,
  volume: { readonly id: string; readonly multiattach: boolean },
): void {
  const holders = state.servers.by('volume', volume.id);
  if (holders.length === 0) return;
  if (!volume.multiattach) {
    const ids = holders.map((each) => each.id).join(' ');
    throw badRequest(`Invalid volume: volume ${volume.id} is already attached to instances: ${ids}`);
  }
  if (holders.some((each) => each.id === server.id)) {
    throw badRequest(`Invalid volume: volume ${volume.id} already attached`);
  }
}

/** The name that is asked for, as this hypervisor has it, or the first that is free. */
function freeDevice(server: Server, asked: string | null): string {
  const { root_device_name: root, local_devices: locals } = server;
  const used = [root, ...locals, ...server.attachments.map((each) => each.device)];
  if (asked === null || asked === '') return nextDevice(used, root);
  const letter = letterOf(asked);
  if (used.some((each) => letterOf(each) === letter)) {
    throw conflict(`The supplied device path (${asked}) is in use.`);
  }
  return `${busOf(root)}${letter}`;
}

function changeAttachment(context: Context, id: string, volumeId: string): CloudReply {
  checkBody(changedAttachment(context.version), context.body);
  const given = givenIn(context);
  // To put another volume in the place of one is for Cinder, and so for administrators.
  const isSwap = context.version < 85 || given.volumeId !== volumeId;
  const server = findServer(context, id, `${POLICY}:${isSwap ? 'swap' : 'update'}`);
  const found = server.attachments.find((each) => each.volume_id === volumeId);
  if (!found) throw notFound(`No volume Block Device Mapping with id ${volumeId}.`);
  if (isSwap) throw badRequest(`Invalid volume: Volume ${volumeId} cannot be swapped in this cloud.`);
  const fixed = [
    ['id', given.id, volumeId],
    ['serverId', given.serverId, server.id],
    ['device', given.device, found.device],
    ['tag', given.tag, found.tag],
  ] as const;
  const changed = fixed.find(([, value, old]) => value !== undefined && value !== old);
  if (changed) throw badRequest(`The ${changed[0]} property is not mutable`);
  const flag = given.delete_on_termination;
  const isDeleted = flag === undefined ? found.delete_on_termination : boolOf(flag) === true;
  const attachments = server.attachments.map((each) =>
    each === found ? { ...each, delete_on_termination: isDeleted } : each,
  );
  changeServer(context.state, server.id, { attachments });
  return { status: 202 };
}

function detachVolume(context: Context, id: string, volumeId: string): CloudReply {
  const { state } = context;
  const { volume: storage } = state.neighbours;
  const server = findServer(context, id, `${POLICY}:delete`);
  const volume = visibleVolume(storage, volumeId, context.who);
  if (!volume) throw notFound(`Volume ${volumeId} could not be found.`);
  const attachment = attachmentOf(server, volumeId, id);
  if (attachment.isRoot) throw badRequest('Cannot detach a root device volume');
  refuseLocked(server, context);
  refuseState(server, { verb: 'detach_volume', states: STATES });
  if (volume.status !== 'in-use') {
    throw badRequest(
      `Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach. (HTTP 400) (Request-ID: ${context.requestId})`,
    );
  }
  recordAction(context, server, 'detach_volume');
  beginDetach(storage, volumeId);
  const run = (): void => {
    release(storage, volumeId, attachment.attachment_id);
    drop(state, server.id, attachment);
  };
  const fail = (): void => {
    endDetach(storage, volumeId);
  };
  doLater(state, server.id, { work: 'detach_volume', run, fail });
  return { status: 202 };
}

function drop(state: Context['state'], id: string, attachment: Attachment): void {
  const left = state.servers.get(id)?.attachments.filter((each) => each.id !== attachment.id);
  if (left) changeServer(state, id, { attachments: left });
}
