import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { changeServer, findServer, recordAction, refuseLocked } from './find.ts';
import { beginRemoval } from './remove.ts';

/** Puts a server into a state, whatever it was in. */
export function resetState(context: Context, id: string, { state: wanted }: JsonObject): CloudReply {
  const server = findServer(context, id, 'os-admin-actions:reset_state');
  recordAction(context, server, 'resetState');
  changeServer(context.state, server.id, { vm_state: String(wanted), task_state: null });
  return { status: 202 };
}

export function forceDelete(context: Context, id: string): CloudReply {
  const server = findServer(context, id, 'os-deferred-delete:force');
  refuseLocked(server, context);
  beginRemoval(context, server, 'forceDelete');
  return { status: 202 };
}
