import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Port } from '../../neutron/rows.ts';
import { viewPort } from '../../neutron/resources/port-view.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, fault, internalError, notFound } from '../errors.ts';
import { networkContext, usualNetworks, visibleNetwork, visiblePort } from '../neighbours/ports.ts';
import { get, ok, post, remove, type ComputeRoute } from '../route.ts';
import type { Interface, Server } from '../rows.ts';
import { checkBody } from '../schema/check.ts';
import { newInterface } from '../schemas/server-parts.ts';
import { plug, unplug } from './cards.ts';
import { doLater } from './fate.ts';
import { changeServer, findServer, recordAction, refuseLocked, refuseState } from './find.ts';
import type { WantedCard } from './wanted-networks.ts';

const ALL = '/servers/:id/os-interface';
const ONE = `${ALL}/:port`;
const POLICY = 'os-attach-interfaces';
const STATES = ['active', 'paused', 'stopped'];

/** The network cards of a server. */
export const interfaceRoutes: readonly ComputeRoute[] = [
  get(ALL, (context, { id = '' }) => {
    const server = findServer(context, id, `${POLICY}:list`);
    const ports = context.state.neighbours.network.ports.by('device', server.id);
    return ok({ interfaceAttachments: ports.map((port) => view(port, server, context)) });
  }),
  post(ALL, (context, { id = '' }) => attachInterface(context, id)),
  get(ONE, (context, { id = '', port = '' }) => {
    const server = findServer(context, id, `${POLICY}:show`);
    return ok({ interfaceAttachment: view(portOf(context, server, port), server, context) });
  }),
  remove(ONE, (context, { id = '', port = '' }) => detachInterface(context, id, port)),
];

function view(port: Port, server: Server, { state, version, who }: Context): JsonObject {
  const shown = viewPort(port, networkContext(state.neighbours.network, who));
  const card = server.interfaces.find((each) => each.port_id === port.id);
  return {
    net_id: port.network_id,
    port_id: port.id,
    mac_addr: port.mac_address,
    port_state: port.status,
    fixed_ips: shown['fixed_ips'],
    ...(version >= 70 ? { tag: card?.tag ?? null } : {}),
  };
}

function portOf({ state, who }: Context, server: Server, portId: string): Port {
  const port = visiblePort(state.neighbours.network, portId, who);
  if (!port) throw notFound(`Port id ${portId} could not be found.`);
  if (port.device_id === server.id) return port;
  throw notFound(`Instance ${server.id} does not have a port with id ${portId}`);
}

interface Given {
  readonly net_id?: string;
  readonly port_id?: string;
  readonly fixed_ips?: readonly [{ readonly ip_address: string }];
  readonly tag?: string;
}

function attachInterface(context: Context, id: string): CloudReply {
  const { state, version } = context;
  checkBody(newInterface(version), context.body);
  const server = findServer(context, id, `${POLICY}:create`);
  // Boundary: its shape was checked.
  const { interfaceAttachment: given = {} } = context.body as { readonly interfaceAttachment?: Given };
  const address = given.fixed_ips?.[0].ip_address;
  if (given.net_id !== undefined && given.port_id !== undefined) {
    throw badRequest('Must not input both network_id and port_id');
  }
  if (address !== undefined && given.net_id === undefined) {
    throw badRequest('Must input network_id when request IP address');
  }
  refuseLocked(server, context);
  refuseState(server, { verb: 'attach_interface', states: STATES });
  recordAction(context, server, 'attach_interface');
  const card = plugged(context, server, wantedCard(context, given, address));
  const changed = changeServer(state, server.id, { interfaces: [...server.interfaces, card] });
  return ok({
    interfaceAttachment: view(state.neighbours.network.ports.get(card.port_id)!, changed!, context),
  });
}

function wantedCard({ state, who }: Context, given: Given, address: string | undefined): WantedCard {
  const { network } = state.neighbours;
  const tag = given.tag ?? null;
  if (given.port_id !== undefined) {
    const port = visiblePort(network, given.port_id, who);
    if (!port) throw notFound(`Port id ${given.port_id} could not be found.`);
    if (port.device_id !== '') throw conflict(`Port ${given.port_id} is still in use.`);
    return { networkId: port.network_id, portId: port.id, tag };
  }
  const known = given.net_id === undefined ? usualNetworks(network, who.projectId ?? '') : [];
  if (known.length > 1) {
    throw badRequest(
      'More than one possible network found. Specify network ID(s) to select which one(s) to connect to.',
    );
  }
  const networkId = given.net_id ?? known[0]?.id;
  if (networkId === undefined) {
    throw badRequest(
      `No specific network was requested and none are available for project '${who.projectId ?? ''}'.`,
    );
  }
  // Nova's parts do not understand one another over this.
  if (!visibleNetwork(network, networkId, who)) {
    throw internalError('oslo_messaging.rpc.client.RemoteError');
  }
  return address === undefined ? { networkId, tag } : { networkId, address, tag };
}

/** What the networking service refuses is told in Nova's words. */
function plugged({ state }: Context, server: Server, card: WantedCard): Interface {
  try {
    return plug(state, server, card, []);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message } = error;
    if (/IP address .* already allocated/.test(message)) {
      throw conflict(`Fixed IP ${card.address ?? ''} is already in use.`);
    }
    if (message.startsWith('No more IP addresses')) {
      throw badRequest(`No fixed IP addresses available for network: ${card.networkId}`);
    }
    if (message.startsWith('Quota exceeded')) throw fault(403, 'Maximum number of ports exceeded');
    throw fault(500, `Failed to attach network adapter device to ${server.id}`);
  }
}

/** The answer comes before anybody looks whether the server has such a port. */
function detachInterface(context: Context, id: string, portId: string): CloudReply {
  const { state } = context;
  const server = findServer(context, id, `${POLICY}:delete`);
  refuseLocked(server, context);
  refuseState(server, { verb: 'detach_interface', states: STATES });
  recordAction(context, server, 'detach_interface');
  const run = (): void => {
    const now = state.servers.get(server.id);
    const card = now?.interfaces.find((each) => each.port_id === portId);
    if (!now || !card) return;
    unplug(state, card);
    changeServer(state, now.id, { interfaces: now.interfaces.filter((each) => each !== card) });
  };
  // A card that stays is all that is seen of a failure.
  doLater(state, server.id, { work: 'detach_interface', run, fail: () => undefined });
  return { status: 202 };
}
