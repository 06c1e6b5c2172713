/** A kind that has its place in the graph, and no table yet. */
export interface KindToCome {
  readonly plural: string;
  readonly title: string;
  readonly service: string;
  /** The kinds that its records will refer to, by their plurals. */
  readonly needs: readonly string[];
}

/** What is to come: what each refers to is as the services' API references say. */
export const kindsToCome: readonly KindToCome[] = [
  {
    plural: 'load_balancers',
    title: 'load balancers',
    service: 'load-balancer',
    needs: ['networks', 'subnets', 'floating_ips', 'qos_policies', 'secrets'],
  },
  { plural: 'dns_zones', title: 'DNS zones', service: 'dns', needs: ['projects'] },
  {
    plural: 'dns_record_sets',
    title: 'DNS record sets',
    service: 'dns',
    needs: ['dns_zones', 'floating_ips'],
  },
  {
    plural: 'stacks',
    title: 'stacks',
    service: 'orchestration',
    needs: ['flavors', 'images', 'keypairs', 'networks', 'subnets', 'security_groups', 'volume_types'],
  },
  { plural: 'object_containers', title: 'object containers', service: 'object-store', needs: ['projects'] },
  { plural: 'secrets', title: 'secrets', service: 'key-manager', needs: ['users'] },
  {
    plural: 'share_networks',
    title: 'share networks',
    service: 'shared-file-system',
    needs: ['networks', 'subnets'],
  },
  { plural: 'shares', title: 'shares', service: 'shared-file-system', needs: ['share_networks'] },
];
