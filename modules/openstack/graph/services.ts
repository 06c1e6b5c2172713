/** A service of OpenStack, for people. */
export interface ServiceOfCloud {
  /** As in `Collection.service`. */
  readonly name: string;
  /** The project that is known by it: `Neutron`. */
  readonly title: string;
}

/** The services whose kinds drover knows or will know, in the order in which graphs and tables show them. */
export const services: readonly ServiceOfCloud[] = [
  { name: 'identity', title: 'Keystone' },
  { name: 'network', title: 'Neutron' },
  { name: 'compute', title: 'Nova' },
  { name: 'image', title: 'Glance' },
  { name: 'block-storage', title: 'Cinder' },
  { name: 'load-balancer', title: 'Octavia' },
  { name: 'dns', title: 'Designate' },
  { name: 'orchestration', title: 'Heat' },
  { name: 'object-store', title: 'Swift' },
  { name: 'key-manager', title: 'Barbican' },
  { name: 'shared-file-system', title: 'Manila' },
];
