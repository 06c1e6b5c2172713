import type { Module } from '../../engine/module.ts';

/** A module by its names, loaded when it is first used. */
export interface ModuleEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly load: () => Promise<Module>;
}

/** A module that OS-Migrate's playbooks know by its last name. */
function entry(name: string, load: () => Promise<Module>, further: readonly string[] = []): ModuleEntry {
  const names = [name, ...further];
  return {
    name: `openstack.${name}`,
    aliases: [...names, ...names.map((one) => `os_migrate.os_migrate.${one}`)],
    load,
  };
}

/** All modules of OpenStack, in the order of a migration. */
export const openstackModules: readonly ModuleEntry[] = [
  {
    name: 'openstack.check_cloud',
    aliases: ['check_cloud'],
    load: async () => (await import('./check-cloud.ts')).checkCloud,
  },
  entry('auth_info', async () => (await import('./auth-info.ts')).authInfo),
  entry('networks_info', async () => (await import('./network.ts')).networksInfo),
  entry('subnets_info', async () => (await import('./subnet.ts')).subnetsInfo),
  entry('os_routers_info', async () => (await import('./router.ts')).routersInfo, ['routers_info']),
  entry('os_security_groups_info', async () => (await import('./security-group.ts')).securityGroupsInfo, [
    'security_groups_info',
  ]),
  entry('read_resources', async () => (await import('./read-resources.ts')).readResources),
  entry(
    'validate_resource_files',
    async () => (await import('./validate-resource-files.ts')).validateResourceFiles,
  ),
  entry('export_network', async () => (await import('./network.ts')).exportNetwork),
  entry('import_network', async () => (await import('./network.ts')).importNetwork),
  entry('export_subnet', async () => (await import('./subnet.ts')).exportSubnet),
  entry('import_subnet', async () => (await import('./subnet.ts')).importSubnet),
  entry('export_router', async () => (await import('./router.ts')).exportRouter),
  entry('import_router', async () => (await import('./router.ts')).importRouter),
  entry(
    'export_router_interfaces',
    async () => (await import('./router-interface.ts')).exportRouterInterfaces,
  ),
  entry('import_router_interface', async () => (await import('./router-interface.ts')).importRouterInterface),
  entry('export_security_group', async () => (await import('./security-group.ts')).exportSecurityGroup),
  entry('import_security_group', async () => (await import('./security-group.ts')).importSecurityGroup),
  entry(
    'export_security_group_rules',
    async () => (await import('./security-group-rule.ts')).exportSecurityGroupRules,
  ),
  entry(
    'import_security_group_rule',
    async () => (await import('./security-group-rule.ts')).importSecurityGroupRule,
  ),
];
