/** Types of records that stand in export files beside those of the kinds. */
export const otherTypes: readonly string[] = [
  'openstack.compute.Server',
  'openstack.network.ServerFloatingIP',
  'openstack.network.ServerPort',
];

/** The files that these stand in. */
export const otherFiles: readonly string[] = ['workloads.yml'];
