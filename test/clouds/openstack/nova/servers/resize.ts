import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest } from '../errors.ts';
import type { Flavor, Server } from '../rows.ts';
import { doLater } from './fate.ts';
import { changeServer, findServer, recordAction, refuseLocked, refuseState } from './find.ts';
import { growRootDisk } from './local-disks.ts';
import { POWER } from './status.ts';
import { flavorCalled } from './wanted-server.ts';

/** Gives a server another flavor, which waits to be confirmed. */
export function resize(context: Context, id: string, { flavorRef }: JsonObject): CloudReply {
  const { state } = context;
  const server = findServer(context, id, 'servers:resize');
  refuseLocked(server, context);
  refuseState(server, { verb: 'resize', states: ['active', 'stopped'] });
  const flavor = flavorCalled(flavorRef, context);
  if (flavor.flavorid === server.flavor.flavorid) {
    throw badRequest('When resizing, instances must change flavor!');
  }
  const isOfVolume = server.attachments.some((each) => each.isRoot);
  if (flavor.root_gb === 0 && server.flavor.root_gb !== 0 && !isOfVolume) {
    throw badRequest(
      'Server disk was unable to be resized because: Resize to zero disk flavor is not allowed.',
    );
  }
  recordAction(context, server, 'resize');
  changeServer(state, server.id, { task_state: 'resize_prep' });
  later(context, server, { flavor, old_flavor: server.flavor, vm_state: 'resized' });
  return { status: 202 };
}

export function confirmResize(context: Context, id: string): CloudReply {
  const { server } = resized(context, id, 'servers:confirm_resize', 'confirmResize');
  const isOff = server.power_state === POWER.off;
  const vm_state = isOff ? 'stopped' : 'active';
  changeServer(context.state, server.id, { old_flavor: null, vm_state });
  return { status: 204 };
}

export function revertResize(context: Context, id: string): CloudReply {
  const { server, old } = resized(context, id, 'servers:revert_resize', 'revertResize');
  changeServer(context.state, server.id, { task_state: 'resize_reverting' });
  const vm_state = server.power_state === POWER.off ? 'stopped' : 'active';
  later(context, server, { flavor: old, old_flavor: null, vm_state });
  return { status: 202 };
}

interface Resized {
  readonly server: Server;
  readonly old: Flavor;
}

function resized(context: Context, id: string, policy: string, verb: string): Resized {
  const server = findServer(context, id, policy);
  refuseLocked(server, context);
  refuseState(server, { verb, states: ['resized'] });
  recordAction(context, server, verb);
  return { server, old: server.old_flavor ?? server.flavor };
}

function later({ state }: Context, { id }: Server, values: Partial<Server>): void {
  const run = (): void => {
    if (state.servers.get(id)?.task_state === 'deleting') return;
    const server = changeServer(state, id, { ...values, task_state: null });
    if (server) growRootDisk(state.neighbours.volume.files, server);
  };
  doLater(state, id, { work: 'resize', run });
}
