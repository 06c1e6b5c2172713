import type { Ids } from '../store/ids.ts';
import { createJournal, type Journal } from '../store/journal.ts';
import { createTable, type Table } from '../store/table.ts';
import type { Rule } from './policy/rules.ts';
import { ruleKey } from './resources/rule-checks.ts';
import type {
  AddressGroup,
  AddressScope,
  FloatingIp,
  Network,
  Port,
  PortForwarding,
  QosPolicy,
  QosRule,
  RbacPolicy,
  Router,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  SubnetPool,
  Trunk,
} from './rows.ts';

export interface NetworkSettings {
  readonly ids: Ids;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Aliases of the extensions that are on. */
  readonly extensions: ReadonlySet<string>;
  /** Limits by the name of the resource; -1 is none. */
  readonly quotas: Readonly<Record<string, number>>;
  /** The most items of a list answer; 0 for no limit. */
  readonly pageLimit: number;
  /** Rules that are not the usual ones, by name such as `create_network:shared`. */
  readonly policy: Readonly<Record<string, Rule>>;
  /** What `dns_assignment` ends with. */
  readonly dnsDomain: string;
  /** Where the identity service is, for the header of a 401. */
  readonly identityPath: string;
}

/** Everything that the networking service knows. */
export interface NetworkState extends NetworkSettings {
  readonly journal: Journal;
  readonly networks: Table<Network>;
  readonly subnets: Table<Subnet>;
  readonly ports: Table<Port>;
  readonly routers: Table<Router>;
  readonly floatingIps: Table<FloatingIp>;
  readonly portForwardings: Table<PortForwarding>;
  readonly securityGroups: Table<SecurityGroup>;
  readonly securityGroupRules: Table<SecurityGroupRule>;
  readonly rbacPolicies: Table<RbacPolicy>;
  readonly subnetPools: Table<SubnetPool>;
  readonly addressScopes: Table<AddressScope>;
  readonly addressGroups: Table<AddressGroup>;
  readonly qosPolicies: Table<QosPolicy>;
  readonly qosRules: Table<QosRule>;
  readonly trunks: Table<Trunk>;
  /** Limits of single projects. */
  readonly projectQuotas: Table<ProjectQuota>;
  readonly nextNumber: () => number;
}

export interface ProjectQuota {
  /** The project. */
  readonly id: string;
  readonly limits: Readonly<Record<string, number>>;
}

/** A networking service without networks. */
export function createNetworkState(settings: NetworkSettings): NetworkState {
  const journal = createJournal();
  let number = 0;
  return {
    ...settings,
    journal,
    networks: createTable<Network>(journal, {
      tenant,
      segment: (row) => [`${row.network_type}/${row.physical_network ?? ''}/${row.segmentation_id ?? ''}`],
    }),
    subnets: createTable<Subnet>(journal, { tenant, network }),
    ports: createTable<Port>(journal, {
      tenant,
      network,
      subnet: (row) => row.fixed_ips.map((ip) => ip.subnet_id),
      address: (row) => row.fixed_ips.map((ip) => `${ip.subnet_id}/${ip.ip_address}`),
      mac: (row) => [`${row.network_id}/${row.mac_address}`],
      device: (row) => (row.device_id === '' ? [] : [row.device_id]),
      group: (row) => row.security_groups,
    }),
    routers: createTable<Router>(journal, { tenant }),
    floatingIps: createTable<FloatingIp>(journal, {
      tenant,
      port: (row) => (row.port_id === null ? [] : [row.port_id]),
      floatingPort: (row) => [row.floating_port_id],
      router: (row) => (row.router_id === null ? [] : [row.router_id]),
    }),
    portForwardings: createTable<PortForwarding>(journal, {
      floatingIp: (row) => [row.floatingip_id],
      port: (row) => [row.internal_port_id],
    }),
    securityGroups: createTable<SecurityGroup>(journal, { tenant }),
    securityGroupRules: createTable<SecurityGroupRule>(journal, {
      tenant,
      group: (row) => [row.security_group_id],
      remote: (row) => (row.remote_group_id === null ? [] : [row.remote_group_id]),
      key: (row) => [ruleKey(row)],
    }),
    rbacPolicies: createTable<RbacPolicy>(journal, { object: (row) => [row.object_id], tenant }),
    subnetPools: createTable<SubnetPool>(journal, { tenant }),
    addressScopes: createTable<AddressScope>(journal, { tenant }),
    addressGroups: createTable<AddressGroup>(journal, { tenant }),
    qosPolicies: createTable<QosPolicy>(journal, { tenant }),
    qosRules: createTable<QosRule>(journal, { policy: (row) => [row.policy_id] }),
    trunks: createTable<Trunk>(journal, {
      tenant,
      parent: (row) => [row.port_id],
      child: (row) => row.sub_ports.map((each) => each.port_id),
    }),
    projectQuotas: createTable<ProjectQuota>(journal),
    nextNumber: () => (number += 1),
  };
}

function tenant(row: { readonly tenant_id: string }): readonly string[] {
  return [row.tenant_id];
}

function network(row: { readonly network_id: string }): readonly string[] {
  return [row.network_id];
}
