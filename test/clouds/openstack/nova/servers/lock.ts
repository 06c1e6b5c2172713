import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { enforce } from '../policy.ts';
import type { Server } from '../rows.ts';
import { changeServer, findServer, recordAction } from './find.ts';

/** A server that its owner has locked stays so; an administrator locks it for the owner too. */
export function lock(context: Context, id: string, values: JsonObject): CloudReply {
  const server = findServer(context, id, 'os-lock-server:lock');
  const isOwner = server.project_id === context.who.projectId;
  if (server.locked_by !== null && isOwner) return { status: 202 };
  recordAction(context, server, 'lock');
  const reason = values['locked_reason'];
  changeServer(context.state, server.id, {
    locked_by: isOwner ? 'owner' : 'admin',
    ...(context.version >= 73 && typeof reason === 'string' ? { locked_reason: reason } : {}),
  });
  return { status: 202 };
}

export function unlock(context: Context, id: string): CloudReply {
  const server = findServer(context, id, 'os-lock-server:unlock');
  if (!isLockedBySame(server, context)) enforce(context, 'os-lock-server:unlock:unlock_override');
  recordAction(context, server, 'unlock');
  changeServer(context.state, server.id, { locked_by: null, locked_reason: null });
  return { status: 202 };
}

function isLockedBySame(server: Server, { who }: Context): boolean {
  const expected = server.project_id === who.projectId ? 'owner' : 'admin';
  return server.locked_by === null || server.locked_by === expected;
}
