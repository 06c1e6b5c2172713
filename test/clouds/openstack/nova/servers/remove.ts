import type { CloudReply } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { deleteVolume, release } from '../neighbours/volumes.ts';
import type { Server } from '../rows.ts';
import type { ComputeState } from '../state.ts';
import { unplug } from './cards.ts';
import { doLater } from './fate.ts';
import { changeServer, findServer, recordAction, refuseLocked } from './find.ts';

/** `DELETE /servers/{server}` */
export function removeServer(context: Context, id: string): CloudReply {
  const server = findServer(context, id, 'servers:delete');
  refuseLocked(server, context);
  beginRemoval(context, server, 'delete');
  return { status: 204 };
}

/** Begins to take a server away, with its ports and those volumes that go with it. */
export function beginRemoval(context: Context, server: Server, action: string): void {
  const { state } = context;
  recordAction(context, server, action);
  changeServer(state, server.id, { task_state: 'deleting' });
  const run = (): void => {
    remove(state, server.id);
  };
  doLater(state, server.id, { work: 'delete', run });
}

function remove(state: ComputeState, id: string): void {
  const server = state.servers.get(id);
  if (!server) return;
  for (const card of server.interfaces) unplug(state, card);
  const { volume } = state.neighbours;
  for (const {
    volume_id: volumeId,
    attachment_id: attachmentId,
    delete_on_termination,
  } of server.attachments) {
    release(volume, volumeId, attachmentId);
    if (delete_on_termination) deleteVolume(volume, volumeId);
  }
  volume.files?.forget(id);
  state.servers.remove(id);
}
