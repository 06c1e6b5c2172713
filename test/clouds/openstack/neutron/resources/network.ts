import type { JsonObject } from '../../http/exchange.ts';
import { networkAttributes } from '../attributes/networks.ts';
import type { Context } from '../context.ts';
import { conflict, invalidInput, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isSharedWith } from '../policy/visible.ts';
import { parseCidr } from '../address/cidr.ts';
import type { Network, StandardRow } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { isSet, type Unset } from '../values/unset.ts';
import { removePortsOf, isKeptByService } from './port-rows.ts';
import { ensureDefaultGroup } from './security-group.ts';
import { chooseSegment } from './segment-choice.ts';
import { removeSubnetRow } from './subnet-rows.ts';
import { shareWithAll, stopSharing } from './sharing.ts';

export interface NetworkInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly admin_state_up: boolean;
  readonly shared: boolean;
  readonly 'router:external'?: boolean;
  readonly is_default?: boolean;
  readonly mtu?: number;
  readonly port_security_enabled?: boolean;
  readonly 'provider:network_type'?: string | Unset;
  readonly 'provider:physical_network'?: string | Unset;
  readonly 'provider:segmentation_id'?: number | Unset;
  readonly segments?: readonly Readonly<Record<string, unknown>>[] | Unset;
  readonly qos_policy_id?: string | null;
  readonly dns_domain?: string;
  readonly availability_zone_hints?: readonly string[];
}

/** What a network loses in overhead, by how it is carried. */
const OVERHEAD: Readonly<Record<string, number>> = { vxlan: 50, gre: 42, geneve: 58 };
const PHYSICAL_MTU = 1500;

export const networkKind: Kind<Network, NetworkInput> = {
  member: 'network',
  collection: 'networks',
  path: 'networks',
  attributes: networkAttributes,
  hasQuota: true,
  hasTags: true,
  table: (state) => state.networks,
  view: viewNetwork,
  viewNew: (row, context) => ({ ...viewNetwork(row, context), is_default: row.is_default }),
  isVisible: (row, context) =>
    row.tenant_id === context.who.projectId ||
    isSharedWith(context, row.id) ||
    isSharedWith(context, row.id, 'access_as_external'),
  notFound: networkNotFound,

  create(values, { state, ...rest }) {
    const context: Context = { state, ...rest };
    ensureDefaultGroup(state, values.tenant_id);
    checkZones(values.availability_zone_hints ?? []);
    checkQosPolicy(values.qos_policy_id, context);
    const segment = chooseSegment(values, context);
    const mtu = chooseMtu(values.mtu ?? 0, segment.network_type);
    const row = state.networks.insert({
      ...newRow(state, values.tenant_id, 1, { description: values.description }),
      name: values.name,
      admin_state_up: values.admin_state_up,
      external: values['router:external'] ?? false,
      is_default: values.is_default ?? false,
      mtu,
      port_security_enabled: values.port_security_enabled ?? true,
      ...segment,
      qos_policy_id: values.qos_policy_id ?? null,
      dns_domain: values.dns_domain ?? '',
      availability_zone_hints: values.availability_zone_hints ?? [],
    });
    if (values.shared) shareWithAll(row, 'network', 'access_as_shared', context);
    if (row.external) shareWithAll(row, 'network', 'access_as_external', context);
    return row;
  },

  update(row, values, context) {
    const { state } = context;
    refuseProviderChange(row, values);
    checkQosPolicy(values.qos_policy_id, context);
    if (values.shared === true) shareWithAll(row, 'network', 'access_as_shared', context);
    if (values.shared === false) stopSharingNetwork(row, context);
    if (values['router:external'] !== undefined) setExternal(row, values['router:external'], context);
    const changed: Network = {
      ...row,
      ...pick(values, [
        'name',
        'admin_state_up',
        'description',
        'port_security_enabled',
        'is_default',
        'dns_domain',
      ]),
      ...(values.qos_policy_id === undefined ? {} : { qos_policy_id: values.qos_policy_id }),
      ...(values['router:external'] === undefined ? {} : { external: values['router:external'] }),
      ...(values.mtu === undefined ? {} : { mtu: chooseMtu(values.mtu, row.network_type) }),
    };
    const isNews = Object.keys(values).some((name) => !name.startsWith('provider:'));
    return state.networks.replace(isNews ? touched(state, changed) : row);
  },

  remove(row, context) {
    const { state } = context;
    const ports = state.ports.by('network', row.id).filter((port) => !isKeptByService(port));
    if (ports.length > 0)
      throw networkInUse(
        row.id,
        ports.map((port) => port.id),
      );
    removePortsOf(row, context);
    for (const subnet of state.subnets.by('network', row.id)) removeSubnetRow(subnet, context);
    for (const policy of state.rbacPolicies.by('object', row.id)) state.rbacPolicies.remove(policy.id);
    state.networks.remove(row.id);
  },
};

export function networkNotFound(id: string) {
  return refuse(404, 'NetworkNotFound', `Network ${id} could not be found.`);
}

function viewNetwork(row: Network, context: Context): JsonObject {
  const { state } = context;
  return {
    id: row.id,
    name: row.name,
    tenant_id: row.tenant_id,
    admin_state_up: row.admin_state_up,
    mtu: row.mtu,
    status: 'ACTIVE',
    subnets: state.subnets
      .by('network', row.id)
      .map((subnet) => subnet.id)
      .sort(),
    shared: isSharedWith(context, row.id),
    availability_zone_hints: row.availability_zone_hints,
    availability_zones: [],
    ipv4_address_scope: scopeOf(row, 4, context),
    ipv6_address_scope: scopeOf(row, 6, context),
    'router:external': row.external,
    description: row.description,
    port_security_enabled: row.port_security_enabled,
    qos_policy_id: row.qos_policy_id,
    dns_domain: row.dns_domain,
    // Neutron shows it for external networks only.
    ...(row.external ? { is_default: row.is_default } : {}),
    ...viewHistory(row),
    'provider:network_type': row.network_type,
    'provider:physical_network': row.physical_network,
    'provider:segmentation_id': row.segmentation_id,
  };
}

/** What every resource with a history ends with. */
export function viewHistory(row: StandardRow): JsonObject {
  return {
    tags: row.tags,
    created_at: row.created_at,
    updated_at: row.updated_at,
    revision_number: row.revision_number,
    project_id: row.tenant_id,
  };
}

/** The values that are there, of these names. */
export function pick<Values extends object, Name extends keyof Values>(
  values: Values,
  names: readonly Name[],
): Partial<Pick<Values, Name>> {
  const picked: Partial<Pick<Values, Name>> = {};
  for (const name of names) if (values[name] !== undefined) picked[name] = values[name];
  return picked;
}

function scopeOf(row: Network, version: 4 | 6, { state }: Context): string | null {
  const pools = state.subnets
    .by('network', row.id)
    .filter((subnet) => subnet.ip_version === version)
    .flatMap((subnet) => state.subnetPools.get(subnet.subnetpool_id ?? '') ?? []);
  return pools[0]?.address_scope_id ?? null;
}

/** There are zones only where there are agents, and a cloud without data plane has none. */
export function checkZones(hints: readonly string[]): void {
  const [zone] = hints;
  if (zone === undefined) return;
  throw refuse(404, 'AvailabilityZoneNotFound', `AvailabilityZone ${zone} could not be found.`);
}

/** Refuses the id of a policy that is not there, or that the caller may not use. */
export function checkQosPolicy(id: string | null | undefined, context: Context): void {
  if (id === null || id === undefined) return;
  const policy = context.state.qosPolicies.get(id);
  const isUsable =
    policy &&
    (context.who.isAdmin || policy.tenant_id === context.who.projectId || isSharedWith(context, policy.id));
  if (!isUsable) throw refuse(404, 'QosPolicyNotFound', `QoS policy ${id} could not be found.`);
}

function mostMtu(networkType: string): number {
  return PHYSICAL_MTU - (OVERHEAD[networkType] ?? 0);
}

/** 0 asks for the most that fits. */
function chooseMtu(asked: number, networkType: string): number {
  const most = mostMtu(networkType);
  if (asked > most) throw invalidInput(`Requested MTU is too big, maximum is ${most}`);
  return asked === 0 ? most : asked;
}

function refuseProviderChange(row: Network, values: Partial<NetworkInput>): void {
  const names = ['provider:network_type', 'provider:physical_network', 'provider:segmentation_id'] as const;
  const before = [row.network_type, row.physical_network, row.segmentation_id];
  const isChange = names.some((name, index) => isSet(values[name]) && values[name] !== before[index]);
  if (isChange) {
    throw invalidInput(
      'Plugin does not support updating the following provider network attributes: ' +
        'provider:physical_network, provider:network_type',
    );
  }
}

function stopSharingNetwork(row: Network, context: Context): void {
  const { state } = context;
  const others = state.ports.by('network', row.id).filter((port) => port.tenant_id !== row.tenant_id);
  const isForeign = others.some((port) => port.tenant_id !== '' && !port.device_owner.startsWith('network:'));
  if (isForeign) {
    throw conflict(
      'InvalidSharedSetting',
      `Unable to reconfigure sharing settings for network ${row.id}. Multiple tenants are using it.`,
    );
  }
  stopSharing(row, 'access_as_shared', context);
}

function setExternal(row: Network, isExternal: boolean, context: Context): void {
  const { state } = context;
  if (isExternal === row.external) return;
  if (isExternal) {
    shareWithAll(row, 'network', 'access_as_external', context);
    return;
  }
  const isUsed = state.ports
    .by('network', row.id)
    .some((port) => port.device_owner === 'network:router_gateway');
  if (isUsed) {
    throw conflict(
      'ExternalNetworkInUse',
      `External network ${row.id} cannot be updated to be made non-external, since it has existing gateway ports.`,
    );
  }
  stopSharing(row, 'access_as_external', context);
}

function networkInUse(id: string, ports: readonly string[]) {
  return conflict(
    'NetworkInUse',
    `Unable to complete operation on network ${id}. There are one or more ports still in use on the network, ` +
      `id for these ports is: ${ports.join(',')}.`,
  );
}

/** The prefix of a subnet that is stored, and so is one. */
export function storedCidr(text: string) {
  const cidr = parseCidr(text);
  if (!cidr) throw new Error(`'${text}' was stored as a prefix and is none.`);
  return cidr;
}
