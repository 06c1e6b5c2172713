/** Types of records that stand inside of those of the kinds. */
export const otherTypes: readonly string[] = [
  'openstack.network.ServerFloatingIP',
  'openstack.network.ServerPort',
];
