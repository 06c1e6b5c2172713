import type { ServiceName } from '../seed/whole/clients.ts';

/** A list of a cloud's API, and what of it belongs to the project of every kind. */
export interface Collection {
  readonly name: string;
  readonly service: ServiceName;
  /** ${project} is the id of the project, and ${user} that of the user who came with it. */
  readonly path: string;
  /** The key of the list in the answer, or of its only resource. */
  readonly key: string;
  /** What is listed for all is chosen by its name. */
  readonly isNamed?: true;
  /** The key under which each item is wrapped once more. */
  readonly wrapped?: string;
  /** More of each: the key that it gets, the path below, and the key of the answer. */
  readonly parts?: readonly {
    readonly as: string;
    readonly path: string;
    readonly key: string;
    /** What is asked of those only for which this key of the resource is false. */
    readonly unless?: string;
  }[];
  /** What the cloud chooses, beside ids and times. */
  readonly chosen?: readonly string[];
}

/** Everything that a project of every kind has, or brings. */
export const COLLECTIONS: readonly Collection[] = [
  { name: 'domains', service: 'identity', path: '/domains', key: 'domains', isNamed: true },
  { name: 'roles', service: 'identity', path: '/roles', key: 'roles', isNamed: true },
  { name: 'projects', service: 'identity', path: '/projects', key: 'projects', isNamed: true },
  {
    name: 'users',
    service: 'identity',
    path: '/users',
    key: 'users',
    isNamed: true,
    chosen: ['password_expires_at'],
  },
  {
    name: 'groups',
    service: 'identity',
    path: '/groups',
    key: 'groups',
    isNamed: true,
    parts: [{ as: 'members', path: '/groups/${id}/users', key: 'users' }],
  },
  {
    name: 'role assignments',
    service: 'identity',
    path: '/role_assignments?scope.project.id=${project}',
    key: 'role_assignments',
  },
  {
    name: 'flavors',
    service: 'compute',
    path: '/flavors/detail?is_public=None',
    key: 'flavors',
    isNamed: true,
    parts: [
      {
        as: 'access',
        path: '/flavors/${id}/os-flavor-access',
        key: 'flavor_access',
        unless: 'os-flavor-access:is_public',
      },
    ],
    chosen: ['flavor_id'],
  },
  {
    name: 'keypairs',
    service: 'compute',
    path: '/os-keypairs',
    key: 'keypairs',
    wrapped: 'keypair',
    isNamed: true,
  },
  {
    name: "user's keypairs",
    service: 'compute',
    path: '/os-keypairs?user_id=${user}',
    key: 'keypairs',
    wrapped: 'keypair',
    isNamed: true,
  },
  {
    name: 'server groups',
    service: 'compute',
    path: '/os-server-groups',
    key: 'server_groups',
  },
  { name: 'compute quotas', service: 'compute', path: '/os-quota-sets/${project}', key: 'quota_set' },
  {
    name: 'images',
    service: 'image',
    path: '/images?owner=${project}',
    key: 'images',
    parts: [{ as: 'members', path: '/images/${id}/members', key: 'members' }],
    chosen: ['direct_url', 'locations', 'stores'],
  },
  { name: 'volume QoS specs', service: 'volume', path: '/qos-specs', key: 'qos_specs', isNamed: true },
  {
    name: 'volume types',
    service: 'volume',
    path: '/types?is_public=None',
    key: 'volume_types',
    isNamed: true,
    parts: [
      {
        as: 'access',
        path: '/types/${id}/os-volume-type-access',
        key: 'volume_type_access',
        unless: 'is_public',
      },
    ],
  },
  { name: 'volume quotas', service: 'volume', path: '/os-quota-sets/${project}', key: 'quota_set' },
  {
    name: 'volumes',
    service: 'volume',
    path: '/volumes/detail',
    key: 'volumes',
    // Volumes are made elsewhere; what is moved here is what they are called and described by.
    chosen: ['os-vol-host-attr:host', 'os-vol-mig-status-attr:migstat', 'service_uuid', 'provider_id'],
  },
  {
    name: 'volume snapshots',
    service: 'volume',
    path: '/snapshots/detail',
    key: 'snapshots',
  },
  { name: 'network quotas', service: 'network', path: '/quotas/${project}', key: 'quota' },
  ...(
    [
      ['address scopes', '/address-scopes', 'address_scopes', []],
      ['subnet pools', '/subnetpools', 'subnetpools', []],
      ['address groups', '/address-groups', 'address_groups', []],
      ['QoS policies', '/qos/policies', 'policies', []],
      ['networks', '/networks', 'networks', ['provider:segmentation_id']],
      ['subnets', '/subnets', 'subnets', []],
      // Addresses of an external network are its cloud's own.
      ['routers', '/routers', 'routers', ['external_fixed_ips']],
      ['security groups', '/security-groups', 'security_groups', ['security_group_rules']],
      ['security group rules', '/security-group-rules', 'security_group_rules', []],
      ['RBAC policies', '/rbac-policies', 'rbac_policies', []],
      ['ports', '/ports', 'ports', ['dns_assignment']],
      ['trunks', '/trunks', 'trunks', []],
      ['floating IPs', '/floatingips', 'floatingips', ['floating_ip_address']],
    ] as const
  ).map(([name, path, key, chosen]): Collection => ({
    name,
    service: 'network',
    path: `${path}?project_id=\${project}`,
    key,
    chosen,
  })),
];
