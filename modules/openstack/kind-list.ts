import { basename } from 'node:path';
import type { Kind } from './kind/kind.ts';
import { inImportOrder } from './kind/import-order.ts';

/** A kind by its names, loaded when it is first needed. */
export interface KindEntry {
  /** As in its collection: `network`. */
  readonly name: string;
  /** As in playbooks: `networks`. */
  readonly plural: string;
  /** Its export module is called by the plural, since it takes all that belong to a parent. */
  readonly exportedByParent?: true;
  /** As in `Kind.alias`. */
  readonly alias?: string;
  /** The module that lists such resources: its names, the first of which is its own, and the key of the result. */
  readonly info: { readonly names: readonly [string, ...string[]]; readonly result: string };
  readonly load: () => Promise<Kind>;
}

/** Every kind. This is the only list: modules, playbooks, roles, schemas and the order of import follow from it. */
export const kindList: readonly KindEntry[] = [
  {
    name: 'domain',
    plural: 'domains',
    info: { names: ['identity_domain_info', 'domains_info'], result: 'domains' },
    load: async () => (await import('./identity/domain.ts')).domain,
  },
  {
    name: 'role',
    plural: 'roles',
    info: { names: ['identity_role_info', 'roles_info'], result: 'roles' },
    load: async () => (await import('./identity/role.ts')).role,
  },
  {
    name: 'project',
    plural: 'projects',
    info: { names: ['project_info', 'projects_info'], result: 'projects' },
    load: async () => (await import('./identity/project.ts')).project,
  },
  {
    name: 'user',
    plural: 'users',
    info: { names: ['identity_user_info', 'users_info'], result: 'users' },
    load: async () => (await import('./identity/user.ts')).user,
  },
  {
    name: 'group',
    plural: 'groups',
    info: { names: ['identity_group_info', 'groups_info'], result: 'groups' },
    load: async () => (await import('./identity/group.ts')).group,
  },
  {
    name: 'user_project_role_assignment',
    plural: 'user_project_role_assignments',
    info: { names: ['user_project_role_assignments_info'], result: 'role_assignments' },
    load: async () => (await import('./identity/user-project-role-assignment.ts')).userProjectRoleAssignment,
  },
  {
    name: 'role_assignment',
    plural: 'role_assignments',
    info: {
      names: ['os_role_assignments_info', 'role_assignments_info'],
      result: 'openstack_role_assignments',
    },
    load: async () => (await import('./identity/role-assignment.ts')).roleAssignment,
  },
  {
    name: 'network',
    plural: 'networks',
    info: { names: ['networks_info'], result: 'networks' },
    load: async () => (await import('./network/network.ts')).network,
  },
  {
    name: 'subnet',
    plural: 'subnets',
    info: { names: ['subnets_info'], result: 'subnets' },
    load: async () => (await import('./network/subnet.ts')).subnet,
  },
  {
    name: 'router',
    plural: 'routers',
    info: { names: ['os_routers_info', 'routers_info'], result: 'openstack_routers' },
    load: async () => (await import('./network/router.ts')).router,
  },
  {
    name: 'router_interface',
    plural: 'router_interfaces',
    exportedByParent: true,
    info: { names: ['router_interfaces_info'], result: 'router_interfaces' },
    load: async () => (await import('./network/router-interface.ts')).routerInterface,
  },
  {
    name: 'security_group',
    plural: 'security_groups',
    info: { names: ['os_security_groups_info', 'security_groups_info'], result: 'openstack_security_groups' },
    load: async () => (await import('./network/security-group.ts')).securityGroup,
  },
  {
    name: 'security_group_rule',
    plural: 'security_group_rules',
    exportedByParent: true,
    info: { names: ['security_group_rules_info'], result: 'security_group_rules' },
    load: async () => (await import('./network/security-group-rule.ts')).securityGroupRule,
  },
  {
    name: 'address_scope',
    plural: 'address_scopes',
    info: { names: ['address_scopes_info'], result: 'address_scopes' },
    load: async () => (await import('./network/address-scope.ts')).addressScope,
  },
  {
    name: 'subnet_pool',
    plural: 'subnet_pools',
    info: { names: ['subnet_pools_info'], result: 'subnet_pools' },
    load: async () => (await import('./network/subnet-pool.ts')).subnetPool,
  },
  {
    name: 'address_group',
    plural: 'address_groups',
    info: { names: ['address_groups_info'], result: 'address_groups' },
    load: async () => (await import('./network/address-group.ts')).addressGroup,
  },
  {
    name: 'qos_policy',
    plural: 'qos_policies',
    info: { names: ['qos_policies_info'], result: 'qos_policies' },
    load: async () => (await import('./network/qos-policy.ts')).qosPolicy,
  },
  {
    name: 'rbac_policy',
    plural: 'rbac_policies',
    info: { names: ['rbac_policies_info'], result: 'rbac_policies' },
    load: async () => (await import('./network/rbac-policy.ts')).rbacPolicy,
  },
  {
    name: 'port',
    plural: 'ports',
    info: { names: ['ports_info'], result: 'ports' },
    load: async () => (await import('./network/port.ts')).port,
  },
  {
    name: 'floating_ip',
    plural: 'floating_ips',
    info: { names: ['floating_ips_info'], result: 'floating_ips' },
    load: async () => (await import('./network/floating-ip.ts')).floatingIp,
  },
  {
    name: 'trunk',
    plural: 'trunks',
    info: { names: ['trunks_info'], result: 'trunks' },
    load: async () => (await import('./network/trunk.ts')).trunk,
  },
  {
    name: 'network_quota',
    plural: 'network_quotas',
    info: { names: ['network_quotas_info'], result: 'network_quotas' },
    load: async () => (await import('./network/network-quota.ts')).networkQuota,
  },
  {
    name: 'flavor',
    plural: 'flavors',
    info: { names: ['compute_flavor_info', 'flavors_info'], result: 'flavors' },
    load: async () => (await import('./compute/flavor.ts')).flavor,
  },
  {
    name: 'keypair',
    plural: 'keypairs',
    info: { names: ['os_keypairs_info', 'keypairs_info'], result: 'openstack_keypairs' },
    load: async () => (await import('./compute/keypair.ts')).keypair,
  },
  {
    name: 'user_keypair',
    plural: 'users_keypairs',
    exportedByParent: true,
    info: { names: ['users_keypairs_info'], result: 'users_keypairs' },
    load: async () => (await import('./compute/keypair.ts')).userKeypair,
  },
  {
    name: 'server_group',
    plural: 'server_groups',
    info: { names: ['server_groups_info'], result: 'server_groups' },
    load: async () => (await import('./compute/server-group.ts')).serverGroup,
  },
  {
    name: 'compute_quota',
    plural: 'compute_quotas',
    info: { names: ['compute_quotas_info'], result: 'compute_quotas' },
    load: async () => (await import('./compute/compute-quota.ts')).computeQuota,
  },
  {
    name: 'image',
    plural: 'images',
    info: { names: ['image_info', 'images_info'], result: 'images' },
    load: async () => (await import('./image/image.ts')).image,
  },
  {
    name: 'volume_qos_specs',
    plural: 'volume_qos_specs',
    info: { names: ['volume_qos_specs_info'], result: 'volume_qos_specs' },
    load: async () => (await import('./volume/qos-specs.ts')).volumeQosSpecs,
  },
  {
    name: 'volume_type',
    plural: 'volume_types',
    info: { names: ['volume_types_info'], result: 'volume_types' },
    load: async () => (await import('./volume/volume-type.ts')).volumeType,
  },
  {
    name: 'volume_quota',
    plural: 'volume_quotas',
    info: { names: ['volume_quotas_info'], result: 'volume_quotas' },
    load: async () => (await import('./volume/volume-quota.ts')).volumeQuota,
  },
  {
    name: 'volume',
    plural: 'detached_volumes',
    info: { names: ['volume_info', 'volumes_info'], result: 'volumes' },
    load: async () => (await import('./volume/volume.ts')).volume,
  },
  {
    name: 'volume_snapshot',
    plural: 'volume_snapshots',
    info: { names: ['volume_snapshots_info'], result: 'volume_snapshots' },
    load: async () => (await import('./volume/snapshot.ts')).volumeSnapshot,
  },
  {
    name: 'server',
    plural: 'workloads',
    alias: 'workload',
    info: { names: ['server_info', 'servers_info'], result: 'servers' },
    load: async () => (await import('./compute/server.ts')).server,
  },
];

/** The kinds that a file can have records of: that of its name, or all if it has a name of its own. */
export async function kindsOfFile(path: string): Promise<readonly Kind[]> {
  const named = kindList.filter(({ plural }) => `${plural}.yml` === basename(path));
  return Promise.all((named.length > 0 ? named : kindList).map(({ load }) => load()));
}

/** All kinds, in an order in which each refers to those before it only. */
export async function allKinds(): Promise<readonly Kind[]> {
  return inImportOrder(await Promise.all(kindList.map(({ load }) => load())));
}
