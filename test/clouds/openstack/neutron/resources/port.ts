import type { JsonObject } from '../../http/exchange.ts';
import { portAttributes } from '../attributes/ports.ts';
import type { Context } from '../context.ts';
import { conflict, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import type { AddressPair, DhcpOption, FixedIp, Network, Port } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { asInteger } from '../values/convert.ts';
import { isSet, type Unset } from '../values/unset.ts';
import { automaticAddresses, usualAddresses, wantedAddresses, type WantedIp } from './addresses.ts';
import { checkQosPolicy, networkNotFound, pick } from './network.ts';
import { changedAddresses } from './port-address-change.ts';
import { refuseForeignNetwork } from './ownership.ts';
import { viewPort } from './port-view.ts';
import { changedGroups, changedPairs, checkSecurity, newGroups, pairsOf } from './port-security.ts';
import { disassociate } from './floating-rows.ts';

export interface PortInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly network_id: string;
  readonly admin_state_up: boolean;
  readonly mac_address: string | null | Unset;
  readonly fixed_ips: readonly WantedIp[] | Unset;
  readonly device_id: string;
  readonly device_owner: string;
  readonly allowed_address_pairs?:
    readonly (Omit<AddressPair, 'mac_address'> & Partial<AddressPair>)[] | Unset;
  readonly extra_dhcp_opts?:
    readonly (Omit<DhcpOption, 'ip_version'> & { readonly ip_version?: number })[] | null;
  readonly 'binding:vnic_type'?: string;
  readonly 'binding:host_id'?: string | null | Unset;
  readonly 'binding:profile'?: JsonObject | null | Unset;
  readonly port_security_enabled?: boolean | Unset;
  readonly qos_policy_id?: string | null;
  readonly dns_name?: string;
  readonly security_groups?: readonly string[] | Unset;
  readonly tags?: readonly string[];
}

export const portKind: Kind<Port, PortInput> = {
  member: 'port',
  collection: 'ports',
  path: 'ports',
  attributes: portAttributes,
  hasQuota: true,
  hasTags: true,
  table: (state) => state.ports,
  view: viewPort,
  isVisible: (row, context) =>
    row.tenant_id === context.who.projectId ||
    context.state.networks.get(row.network_id)?.tenant_id === context.who.projectId,
  notFound: portNotFound,
  beforeCreate: (values, context) => {
    refuseForeignNetwork('port', values, context);
  },

  create(values, context) {
    const network = context.state.networks.get(values.network_id);
    if (!network) throw networkNotFound(values.network_id);
    return insertPort(values, network, context);
  },

  update(row, values, context) {
    const { state } = context;
    checkQosPolicy(values.qos_policy_id, context);
    if (isSet(values.mac_address)) refuseUsedMac(row.network_id, values.mac_address, row.id, context);
    const plain = {
      ...row,
      ...pick(values, ['name', 'description', 'admin_state_up', 'device_id', 'device_owner', 'dns_name']),
      ...(isSet(values.mac_address) ? { mac_address: values.mac_address } : {}),
      ...(values.qos_policy_id === undefined ? {} : { qos_policy_id: values.qos_policy_id }),
      ...(isSet(values.port_security_enabled) ? { port_security_enabled: values.port_security_enabled } : {}),
      ...(values['binding:vnic_type'] === undefined ? {} : { vnic_type: values['binding:vnic_type'] }),
      ...bindingOf(values, row),
    };
    const fixed_ips = changedAddresses(row, values, plain, context);
    const changed: Port = {
      ...plain,
      fixed_ips,
      security_groups: changedGroups(row, values, plain.port_security_enabled, context),
      allowed_address_pairs: changedPairs(row, values, plain),
      extra_dhcp_opts: changedOptions(row, values),
    };
    checkSecurity(changed, isSet(values.security_groups));
    return state.ports.replace(touched(state, changed));
  },

  remove(row, context) {
    refuseServicePort(row, context);
    refuseTrunkPort(row, context);
    removePort(row, context);
  },
};

export function portNotFound(id: string) {
  return refuse(404, 'PortNotFound', `Port ${id} could not be found.`);
}

/** Makes a port, also for the service itself. */
export function insertPort(values: PortInput, network: Network, context: Context): Port {
  const { state } = context;
  checkQosPolicy(values.qos_policy_id, context);
  const mac = isSet(values.mac_address) ? values.mac_address : freeMac(network, context);
  refuseUsedMac(network.id, mac, undefined, context);
  const isTrusted = values.device_owner.startsWith('network:');
  const hasSecurity = isSet(values.port_security_enabled)
    ? values.port_security_enabled
    : network.port_security_enabled && !isTrusted;
  const asker = { network, mac, deviceOwner: values.device_owner };
  const fixed_ips = isSet(values.fixed_ips)
    ? withAutomatic(wantedAddresses(values.fixed_ips, asker, context), automaticAddresses(asker, context))
    : usualAddresses(asker, context);
  const port: Port = {
    // Tags are taken at birth, says the API; they are not kept.
    ...newRow(state, values.tenant_id, 1, { description: values.description }),
    name: values.name,
    network_id: network.id,
    admin_state_up: values.admin_state_up,
    mac_address: mac,
    fixed_ips,
    device_id: values.device_id,
    device_owner: values.device_owner,
    status: 'DOWN',
    allowed_address_pairs: pairsOf(values.allowed_address_pairs, mac),
    extra_dhcp_opts: (values.extra_dhcp_opts ?? []).map(dhcpOption),
    vnic_type: values['binding:vnic_type'] ?? 'normal',
    host_id: '',
    profile: {},
    port_security_enabled: hasSecurity,
    qos_policy_id: values.qos_policy_id ?? null,
    dns_name: values.dns_name ?? '',
    security_groups: newGroups(values, hasSecurity, isTrusted, context),
  };
  const bound: Port = { ...port, ...bindingOf(values, port) };
  checkSecurity(bound, isSet(values.security_groups));
  return state.ports.insert(bound);
}

/** Takes a port away, and a floating address from it. */
export function removePort(row: Port, context: Context): void {
  for (const floating of context.state.floatingIps.by('port', row.id)) disassociate(floating, context);
  removeForwardings(row, context);
  context.state.ports.remove(row.id);
}

/** A floating IP whose last forwarding goes is at no router any more. */
function removeForwardings(row: Port, { state }: Context): void {
  for (const forwarding of state.portForwardings.by('port', row.id)) {
    state.portForwardings.remove(forwarding.id);
    const floating = state.floatingIps.get(forwarding.floatingip_id);
    if (floating && state.portForwardings.count('floatingIp', floating.id) === 0)
      state.floatingIps.replace({ ...floating, router_id: null });
  }
}

function withAutomatic(wanted: readonly FixedIp[], automatic: readonly FixedIp[]): FixedIp[] {
  const more = automatic.filter((ip) => !wanted.some((each) => each.subnet_id === ip.subnet_id));
  return [...wanted, ...more];
}

function freeMac(network: Network, { state }: Context): string {
  for (;;) {
    const mac = state.ids.mac();
    if (state.ports.count('mac', `${network.id}/${mac}`) === 0) return mac;
  }
}

function refuseUsedMac(networkId: string, mac: string, own: string | undefined, { state }: Context): void {
  const isUsed = state.ports.by('mac', `${networkId}/${mac}`).some((port) => port.id !== own);
  if (!isUsed) return;
  throw conflict(
    'MacAddressInUse',
    `Unable to complete operation for network ${networkId}. The mac address ${mac} is in use.`,
  );
}

function dhcpOption(option: Omit<DhcpOption, 'ip_version'> & { readonly ip_version?: number }): DhcpOption {
  return {
    opt_name: option.opt_name,
    opt_value: option.opt_value,
    ip_version: asInteger(option.ip_version) ?? 4,
  };
}

/** Options are merged by name; null takes one away. */
function changedOptions(row: Port, values: Partial<PortInput>): readonly DhcpOption[] {
  if (!isSet(values.extra_dhcp_opts)) return row.extra_dhcp_opts;
  const given = values.extra_dhcp_opts.map(dhcpOption);
  const kept = row.extra_dhcp_opts.filter(
    (old) => !given.some((each) => each.opt_name === old.opt_name && each.ip_version === old.ip_version),
  );
  return [...kept, ...given.filter((option) => option.opt_value !== null)];
}

/** A port is active as soon as it is on a host: every host of this cloud binds it at once. */
function bindingOf(values: Partial<PortInput>, row: Port): Pick<Port, 'host_id' | 'profile' | 'status'> {
  const host = values['binding:host_id'];
  const profile = values['binding:profile'];
  const host_id = typeof host === 'symbol' || host === undefined ? row.host_id : (host ?? '');
  return {
    host_id,
    profile: isSet(profile) ? profile : row.profile,
    status: host_id === '' ? row.status : 'ACTIVE',
  };
}

const SERVICE_OWNERS = ['network:router_interface', 'network:router_gateway', 'network:floatingip'];

/** Ports of routers and floating addresses go with those. */
function refuseServicePort(row: Port, { state }: Context): void {
  const isOfService = SERVICE_OWNERS.some((owner) => row.device_owner.startsWith(owner));
  const isAlive = state.routers.get(row.device_id) ?? state.floatingIps.get(row.device_id);
  if (!isOfService || !isAlive) return;
  throw conflict(
    'ServicePortInUse',
    `Port ${row.id} cannot be deleted directly via the port API: has device owner ${row.device_owner}.`,
  );
}

/** Ports of a trunk stay as long as it does. */
function refuseTrunkPort(row: Port, { state }: Context): void {
  const [parent] = state.trunks.by('parent', row.id);
  if (parent) {
    throw conflict(
      'PortInUseAsTrunkParent',
      `Port ${row.id} is currently a parent port for trunk ${parent.id}.`,
    );
  }
  const [child] = state.trunks.by('child', row.id);
  if (child) {
    throw conflict('PortInUseAsSubPort', `Port ${row.id} is currently a subport for trunk ${child.id}.`);
  }
}
