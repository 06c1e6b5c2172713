import type { JsonObject } from '../../http/exchange.ts';
import { changePort, deletePort, makePort, unbindPort } from '../neighbours/ports.ts';
import type { Interface, Server } from '../rows.ts';
import type { ComputeState } from '../state.ts';
import type { WantedCard } from './wanted-networks.ts';

/** Gives a server a network card: a port that is there, or a new one in these groups. Throws if that is refused. */
export function plug(
  state: ComputeState,
  server: Server,
  card: WantedCard,
  groups: readonly string[],
): Interface {
  const { network } = state.neighbours;
  const binding = bindingOf(state, server, card);
  if (card.portId !== undefined) {
    changePort(network, card.portId, binding);
    return { port_id: card.portId, tag: card.tag, isMade: false };
  }
  const isSecure = network.networks.get(card.networkId)?.port_security_enabled === true;
  const wanted = groups.map((id) => (id === 'default' ? defaultGroup(state, server) : id));
  const port = makePort(network, server.project_id, {
    network_id: card.networkId,
    admin_state_up: true,
    ...binding,
    ...(isSecure && wanted.length > 0 ? { security_groups: wanted } : {}),
    ...(card.address === undefined ? {} : { fixed_ips: [{ ip_address: card.address }] }),
  });
  return { port_id: port.id, tag: card.tag, isMade: true };
}

function bindingOf(state: ComputeState, server: Server, { networkId }: WantedCard): JsonObject {
  const { network } = state.neighbours;
  // A network with a domain of its own gets its names from it.
  const hasNames = network.extensions.has('dns-integration') && !network.networks.get(networkId)?.dns_domain;
  return {
    device_id: server.id,
    device_owner: `compute:${server.availability_zone ?? zoneOf(state)}`,
    'binding:host_id': hostOf(state),
    ...(hasNames ? { dns_name: server.hostname } : {}),
  };
}

function defaultGroup(state: ComputeState, server: Server): string {
  const groups = state.neighbours.network.securityGroups.by('tenant', server.project_id);
  return groups.find((group) => group.isDefault)?.id ?? 'default';
}

/** The machine that servers run on. */
export function hostOf(state: ComputeState): string {
  return state.nodes.all()[0]?.host ?? '';
}

function zoneOf(state: ComputeState): string {
  return state.services.all().find((row) => row.host === hostOf(state))?.zone ?? 'nova';
}

/** Takes a card from a server: what Nova made goes, what was given is free again. */
export function unplug(state: ComputeState, card: Interface): void {
  const { network } = state.neighbours;
  if (card.isMade) deletePort(network, card.port_id);
  else unbindPort(network, card.port_id);
}
