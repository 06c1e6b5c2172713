/** Types of records that stand in export files beside those of the kinds. */
export const otherTypes: readonly string[] = [
  'openstack.compute.Flavor',
  'openstack.compute.Keypair',
  'openstack.compute.Server',
  'openstack.identity.Project',
  'openstack.identity.UserProjectRoleAssignment',
  'openstack.image.Image',
  'openstack.network.ServerFloatingIP',
  'openstack.network.ServerPort',
  'openstack.network.ServerVolume',
  'openstack.user.User',
];

/** The files that these stand in. */
export const otherFiles: readonly string[] = [
  'detached_volumes.yml',
  'flavors.yml',
  'images.yml',
  'keypairs.yml',
  'projects.yml',
  'user_project_role_assignments.yml',
  'users.yml',
  'users_keypairs.yml',
  'workloads.yml',
];
