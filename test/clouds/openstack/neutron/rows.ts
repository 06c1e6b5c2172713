/** What every resource with a history has. */
export interface StandardRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly description: string | null;
  /** Without milliseconds: `2026-11-21T02:39:02Z`. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly revision_number: number;
  readonly tags: readonly string[];
  readonly standard_attr_id: number;
}

export interface Network extends StandardRow {
  readonly name: string;
  readonly admin_state_up: boolean;
  readonly external: boolean;
  readonly is_default: boolean;
  readonly mtu: number;
  readonly port_security_enabled: boolean;
  readonly network_type: string;
  readonly physical_network: string | null;
  readonly segmentation_id: number | null;
  readonly qos_policy_id: string | null;
  readonly dns_domain: string;
  readonly availability_zone_hints: readonly string[];
}

export interface Pool {
  readonly start: string;
  readonly end: string;
}

export interface Route {
  readonly destination: string;
  readonly nexthop: string;
}

export interface Subnet extends StandardRow {
  readonly name: string;
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string;
  readonly gateway_ip: string | null;
  readonly allocation_pools: readonly Pool[];
  readonly dns_nameservers: readonly string[];
  readonly host_routes: readonly Route[];
  readonly enable_dhcp: boolean;
  readonly ipv6_ra_mode: string | null;
  readonly ipv6_address_mode: string | null;
  readonly subnetpool_id: string | null;
  readonly segment_id: string | null;
  readonly service_types: readonly string[];
}

export interface FixedIp {
  readonly subnet_id: string;
  readonly ip_address: string;
}

export interface AddressPair {
  readonly ip_address: string;
  readonly mac_address: string;
}

export interface DhcpOption {
  readonly opt_name: string;
  readonly opt_value: string | null;
  readonly ip_version: number;
}

export interface Port extends StandardRow {
  readonly name: string;
  readonly network_id: string;
  readonly admin_state_up: boolean;
  readonly mac_address: string;
  readonly fixed_ips: readonly FixedIp[];
  readonly device_id: string;
  readonly device_owner: string;
  readonly status: string;
  readonly allowed_address_pairs: readonly AddressPair[];
  readonly extra_dhcp_opts: readonly DhcpOption[];
  readonly vnic_type: string;
  readonly host_id: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly port_security_enabled: boolean;
  readonly qos_policy_id: string | null;
  readonly dns_name: string;
  readonly security_groups: readonly string[];
}

export interface Gateway {
  readonly network_id: string;
  readonly enable_snat: boolean;
  /** The port that holds the addresses on the external network. */
  readonly port_id: string;
  readonly qos_policy_id: string | null;
}

export interface Router extends StandardRow {
  readonly name: string;
  readonly admin_state_up: boolean;
  readonly status: string;
  readonly gateway: Gateway | null;
  readonly routes: readonly Route[];
  readonly ha: boolean;
  readonly distributed: boolean;
  readonly flavor_id: string | null;
  readonly availability_zone_hints: readonly string[];
}

export interface FloatingIp extends StandardRow {
  readonly floating_ip_address: string;
  readonly floating_network_id: string;
  /** The port that keeps the address; owned by nobody. */
  readonly floating_port_id: string;
  readonly router_id: string | null;
  readonly port_id: string | null;
  readonly fixed_ip_address: string | null;
  readonly status: string;
  readonly qos_policy_id: string | null;
  readonly dns_name: string;
  readonly dns_domain: string;
}

export interface PortForwarding {
  readonly id: string;
  readonly tenant_id: string;
  readonly floatingip_id: string;
  readonly protocol: string;
  readonly internal_port_id: string;
  readonly internal_ip_address: string;
  /** From the first port to the last: `80:80`. */
  readonly internal_port_range: string;
  readonly external_port_range: string;
  readonly description: string;
}

export interface SecurityGroup extends StandardRow {
  readonly name: string;
  readonly stateful: boolean;
  /** Whether it is the group that every project has. */
  readonly isDefault: boolean;
}

export interface SecurityGroupRule extends StandardRow {
  readonly security_group_id: string;
  readonly direction: 'ingress' | 'egress';
  readonly ethertype: 'IPv4' | 'IPv6';
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly remote_address_group_id: string | null;
}

export interface RbacPolicy {
  readonly id: string;
  readonly tenant_id: string;
  readonly object_type: string;
  readonly object_id: string;
  readonly target_tenant: string;
  readonly action: string;
}

export interface SubnetPool extends StandardRow {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly ip_version: 4 | 6;
  readonly default_prefixlen: number;
  readonly min_prefixlen: number;
  readonly max_prefixlen: number;
  readonly default_quota: number | null;
  readonly is_default: boolean;
  readonly address_scope_id: string | null;
}

export interface AddressScope {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly ip_version: 4 | 6;
}

export interface AddressGroup {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly addresses: readonly string[];
}

export interface QosPolicy extends StandardRow {
  readonly name: string;
  readonly is_default: boolean;
}

export interface QosRule {
  readonly id: string;
  readonly tenant_id: string;
  readonly policy_id: string;
  /** The kind of rule: `bandwidth_limit`. */
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Subport {
  readonly port_id: string;
  readonly segmentation_type: string;
  readonly segmentation_id: number;
}

export interface Trunk extends StandardRow {
  readonly name: string;
  readonly admin_state_up: boolean;
  readonly port_id: string;
  readonly status: string;
  readonly sub_ports: readonly Subport[];
}
