import type { Kind } from './kind/kind.ts';
import { network } from './network.ts';
import { routerInterface } from './router-interface.ts';
import { router } from './router.ts';
import { securityGroupRule } from './security-group-rule.ts';
import { securityGroup } from './security-group.ts';
import { subnet } from './subnet.ts';

/** All kinds, in the order in which they are imported: each refers to those before it only. */
export const kinds: readonly Kind[] = [
  network,
  subnet,
  router,
  routerInterface,
  securityGroup,
  securityGroupRule,
];

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
