import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { enforce } from '../policy.ts';
import type { Server } from '../rows.ts';
import { timeOf } from '../seed.ts';
import type { ComputeState } from '../state.ts';

/** The server with this id, as far as the caller may know of it and do this: `servers:show`. */
export function findServer(context: Context, id: string, action: string): Server {
  const server = visibleServer(context, id);
  if (!server) throw notFound(`Instance ${id} could not be found.`);
  enforce(context, action, { projectId: server.project_id });
  return server;
}

export function visibleServer({ state, who }: Context, id: string): Server | undefined {
  const server = state.servers.get(id.toLowerCase());
  return server && (who.isAdmin || server.project_id === who.projectId) ? server : undefined;
}

/** Some calls look for the server's cell first, which is there for servers of others too. */
export function requireMapping({ state }: Context, id: string): Server {
  const server = state.servers.get(id.toLowerCase());
  if (server) return server;
  throw notFound(`Instance ${id} has no mapping to a cell.`);
}

/** The server with this id, for calls that are refused rather than denied it where it is another project's. */
export function findMapped(context: Context, id: string, action: string): Server {
  const server = requireMapping(context, id);
  enforce(context, action, { projectId: server.project_id });
  return server;
}

/** The row as it is after a change; nothing if the server is gone meanwhile. */
export function changeServer(state: ComputeState, id: string, values: Partial<Server>): Server | undefined {
  const server = state.servers.get(id);
  return server && state.servers.replace({ ...server, ...values, updated_at: timeOf(state) });
}

/** A locked server is changed by administrators only. */
export function refuseLocked(server: Server, { who }: Context): void {
  if (server.locked_by !== null && !who.isAdmin) throw conflict(`Instance ${server.id} is locked`);
}

/** In which states something may be done to a server, and what Nova calls it. */
export interface Needs {
  readonly verb: string;
  /** Any if not said. */
  readonly states?: readonly string[];
  /** Whether it may be done while something else is under way. */
  readonly whileBusy?: boolean;
  /** Whether it may be done to a server that never ran. */
  readonly unlaunched?: boolean;
}

/** Refuses with 409 what cannot be done to a server in its state. */
export function refuseState(server: Server, { verb, states, whileBusy, unlaunched }: Needs): void {
  const refuse = (attribute: string, state: string): Error =>
    conflict(`Cannot '${verb}' instance ${server.id} while it is in ${attribute} ${state}`);
  if (states && !states.includes(server.vm_state)) throw refuse('vm_state', server.vm_state);
  if (server.task_state !== null && whileBusy !== true) throw refuse('task_state', server.task_state);
  if (server.launched_at === null && unlaunched !== true) {
    throw conflict(`Instance ${server.id} is in an invalid state for '${verb}'`);
  }
}

/** Remembers what is done to a server, for `os-instance-actions`. */
export function recordAction(context: Context, server: Server, action: string): void {
  const { state, who, requestId } = context;
  state.serverActions.insert({
    id: requestId,
    server_id: server.id,
    action,
    user_id: who.userId,
    project_id: who.projectId ?? '',
    start_time: timeOf(state),
    updated_at: timeOf(state),
    message: null,
  });
}
