import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Context as NetworkContext } from '../../neutron/context.ts';
import { create, update } from '../../neutron/crud.ts';
import type { Kind } from '../../neutron/kind.ts';
import { networkKind } from '../../neutron/resources/network.ts';
import { portKind, removePort } from '../../neutron/resources/port.ts';
import { securityGroupKind } from '../../neutron/resources/security-group.ts';
import type { Network, Port, SecurityGroup } from '../../neutron/rows.ts';
import type { NetworkState } from '../../neutron/state.ts';
import { callOf } from './neighbours.ts';

/** For whom Nova asks the networking service. */
export interface Asker {
  readonly projectId: string | undefined;
  readonly isAdmin: boolean;
}

/** The caller as the networking service sees him. */
export function networkContext(state: NetworkState, { projectId = '', isAdmin }: Asker): NetworkContext {
  return { state, who: { userId: '', projectId, isAdmin, roles: new Set() }, base: '' };
}

/** The service itself, at work in a project. */
function serviceContext(state: NetworkState, projectId: string): NetworkContext {
  return networkContext(state, { projectId, isAdmin: true });
}

/** The network with this id, if the caller may see it. */
export function visibleNetwork(state: NetworkState, id: string, asker: Asker): Network | undefined {
  return visible(networkKind, state.networks.get(id), networkContext(state, asker));
}

/** The port with this id, if the caller may see it. */
export function visiblePort(state: NetworkState, id: string, asker: Asker): Port | undefined {
  return visible(portKind, state.ports.get(id), networkContext(state, asker));
}

function visible<Row>(
  kind: { readonly isVisible: (row: Row, context: NetworkContext) => boolean },
  row: Row | undefined,
  context: NetworkContext,
): Row | undefined {
  return row !== undefined && (context.who.isAdmin || kind.isVisible(row, context)) ? row : undefined;
}

/** The networks that a server of the project gets if nobody says which: its own, and those that all share. */
export function usualNetworks(state: NetworkState, projectId: string): Network[] {
  const isShared = (row: Network): boolean =>
    state.rbacPolicies
      .by('object', row.id)
      .some((policy) => policy.action === 'access_as_shared' && policy.target_tenant === '*');
  return state.networks.all().filter((row) => row.tenant_id === projectId || isShared(row));
}

/** The groups of a project with this name, or the one with this id. */
export function groupsCalled(state: NetworkState, reference: string, projectId: string): SecurityGroup[] {
  const own = state.securityGroups.by('tenant', projectId);
  const byId = own.filter((row) => row.id === reference);
  return byId.length > 0 ? byId : own.filter((row) => row.name === reference);
}

/** Makes a port in a project; throws what the networking service answers if it refuses. */
export function makePort(state: NetworkState, projectId: string, values: JsonObject): Port {
  // Boundary: kinds differ in what they take, and `create` prepares it.
  const kind = portKind as unknown as Kind;
  const request = callOf('POST', { port: { ...values, tenant_id: projectId } });
  const { body } = create(kind, request, serviceContext(state, projectId));
  const port = isObject(body) ? body['port'] : undefined;
  return state.ports.get(isObject(port) ? String(port['id']) : '')!;
}

/** Changes a port, if it is still there. */
export function changePort(state: NetworkState, id: string, values: JsonObject): void {
  const port = state.ports.get(id);
  if (!port) return;
  // Boundary: as above.
  const kind = portKind as unknown as Kind;
  update(kind, id, callOf('PUT', { port: values }), serviceContext(state, port.tenant_id));
}

/** Gives a port back to its owner, who made it. */
export function unbindPort(state: NetworkState, id: string): void {
  const port = state.ports.get(id);
  if (!port) return;
  const hasNames = state.extensions.has('dns-integration');
  const values = { device_id: '', device_owner: '', ...(hasNames ? { dns_name: '' } : {}) };
  changePort(state, id, values);
  const freed = state.ports.get(id)!;
  state.ports.replace({ ...freed, host_id: '', profile: {}, status: 'DOWN' });
}

/** Takes a port away, with what hangs on it. */
export function deletePort(state: NetworkState, id: string): void {
  const port = state.ports.get(id);
  if (port) removePort(port, serviceContext(state, port.tenant_id));
}

/** Whether the caller may see a group. */
export function isGroupVisible(state: NetworkState, row: SecurityGroup, asker: Asker): boolean {
  return visible(securityGroupKind, row, networkContext(state, asker)) !== undefined;
}
