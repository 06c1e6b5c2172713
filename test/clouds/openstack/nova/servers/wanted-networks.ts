import { asText, isObject, type JsonObject } from '../../http/exchange.ts';
import { limitOf } from '../../neutron/quota.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, fault } from '../errors.ts';
import { groupsCalled, usualNetworks, visibleNetwork, visiblePort } from '../neighbours/ports.ts';
import { isUuid } from '../schema/formats.ts';

/** One network card that a server shall have. */
export interface WantedCard {
  readonly networkId: string;
  /** A port that is there; without it Nova makes one. */
  readonly portId?: string;
  readonly address?: string;
  readonly tag: string | null;
}

/** What a body says of networks, in order; what cannot be is refused. `isRequired` if there must be one to choose. */
export function wantedCards(given: unknown, context: Context): WantedCard[] {
  if (given === 'none') return [];
  const listed = Array.isArray(given) ? given.filter(isObject) : [];
  refuseBadFormats(listed);
  const cards = listed.length > 0 ? listed.map((each) => cardOf(each, context)) : usual(given, context);
  refuseUnknown(cards, context);
  refuseTooManyPorts(cards, context);
  return cards;
}

function refuseBadFormats(listed: readonly JsonObject[]): void {
  const ports = new Set<unknown>();
  for (const { port, uuid, fixed_ip: address } of listed) {
    if (typeof port === 'string') {
      if (ports.has(port)) {
        throw badRequest(`Port ID '${port}' was specified twice: you cannot attach a port multiple times.`);
      }
      if (address !== undefined) {
        throw badRequest(
          `Specified Fixed IP '${asText(address)}' cannot be used with port '${port}': the two cannot be specified together.`,
        );
      }
      ports.add(port);
      continue;
    }
    if (typeof uuid !== 'string') throw badRequest("Bad network format: missing 'uuid'");
    if (!isUuid(uuid)) {
      throw badRequest(`Bad networks format: network uuid is not in proper format (${uuid})`);
    }
  }
}

function cardOf(given: JsonObject, context: Context): WantedCard {
  const { port: portId, uuid, fixed_ip: address } = given;
  const { network } = context.state.neighbours;
  const tag = typeof given['tag'] === 'string' ? given['tag'] : null;
  if (typeof portId === 'string') return { networkId: portCalled(portId, context), portId, tag };
  const networkId = String(uuid);
  if (typeof address !== 'string') return { networkId, tag };
  const [used] = network.ports
    .by('network', networkId)
    .filter((port) => port.fixed_ips.some((ip) => ip.ip_address === address));
  if (used) {
    throw badRequest(`Fixed IP address ${address} is already in use on instance ${used.device_id}.`);
  }
  return { networkId, address, tag };
}

/** The network of a port that a server may have. */
export function portCalled(portId: string, { state, who }: Context): string {
  const port = visiblePort(state.neighbours.network, portId, who);
  if (!port) throw badRequest(`Port id ${portId} could not be found.`);
  if (port.device_id !== '') throw conflict(`Port ${portId} is still in use.`);
  if (port.fixed_ips.length === 0) {
    throw badRequest(`Port ${portId} requires a FixedIP in order to be used.`);
  }
  return port.network_id;
}

function usual(given: unknown, { state, who }: Context): WantedCard[] {
  const projectId = who.projectId ?? '';
  const networks = usualNetworks(state.neighbours.network, projectId);
  if (networks.length > 1) {
    throw conflict('Multiple possible networks found, use a Network ID to be more specific.');
  }
  if (networks.length === 0 && given === 'auto') {
    throw badRequest(`Unable to automatically allocate a network for project ${projectId}`);
  }
  return networks.map((network) => ({ networkId: network.id, tag: null }));
}

function refuseUnknown(cards: readonly WantedCard[], { state, who }: Context): void {
  const { network } = state.neighbours;
  const asked = cards.filter((card) => card.portId === undefined).map((card) => card.networkId);
  const known = asked.filter((id) => visibleNetwork(network, id, who));
  const bare = known.find((id) => network.subnets.count('network', id) === 0);
  if (bare !== undefined)
    throw badRequest(`Network ${bare} requires a subnet in order to boot instances on.`);
  const lost = [...new Set(asked)].filter((id) => !known.includes(id));
  if (lost.length > 0) throw badRequest(`Network ${lost.join(', ')} could not be found.`);
}

function refuseTooManyPorts(cards: readonly WantedCard[], { state, who }: Context): void {
  const { network } = state.neighbours;
  const more = cards.filter((card) => card.portId === undefined).length;
  const limit = limitOf(network, who.projectId ?? '', 'port');
  const used = network.ports.count('tenant', who.projectId ?? '');
  if (more > 0 && limit >= 0 && used + more > limit) throw fault(403, 'Maximum number of ports exceeded');
}

/** The security groups that a body names, by their ids. The default group is there when it is needed. */
export function wantedGroups(given: unknown, { state, who }: Context): string[] {
  const names = Array.isArray(given) ? given.filter(isObject).map((each) => String(each['name'])) : [];
  return [...new Set(names)].map((name) =>
    name === 'default' ? name : groupCalled(name, state.neighbours.network, who.projectId ?? '', noSuchGroup),
  );
}

type NetworkState = Context['state']['neighbours']['network'];

const noSuchGroup = (name: string): Error =>
  badRequest(`Unable to find security_group with name or id '${name}'`);

/** The id of a group by its name or id; `refuse` says how it is told that there is none of this name. */
export function groupCalled(
  name: string,
  network: NetworkState,
  projectId: string,
  refuse: (name: string) => Error,
): string {
  const [first, ...others] = groupsCalled(network, name, projectId);
  if (!first) throw refuse(name);
  if (others.length > 0) {
    throw conflict(
      `Multiple security_group matches found for name '${name}', use an ID to be more specific.`,
    );
  }
  return first.id;
}
