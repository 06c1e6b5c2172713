import type { Module } from '../../engine/module.ts';
import { kindList, type KindEntry } from './kind-list.ts';

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

/** A module that only drover has. */
function own(name: string, load: () => Promise<Module>): ModuleEntry {
  return { name: `openstack.${name}`, aliases: [name], load };
}

/** What is done with a kind: it is exported, imported and listed. */
function kindEntries({
  name,
  plural,
  exportedByParent,
  alias,
  info,
  load,
}: KindEntry): readonly ModuleEntry[] {
  const [infoName, ...furtherInfo] = info.names;
  return [
    entry(
      infoName,
      async () => (await import('./kind/info-module.ts')).infoModule(await load(), info),
      furtherInfo,
    ),
    entry(
      `export_${exportedByParent === true ? plural : name}`,
      async () => (await import('./kind/export-module.ts')).exportModule(await load()),
      alias === undefined ? [] : [`export_${alias}`],
    ),
    entry(
      `import_${name}`,
      async () => (await import('./kind/import-module.ts')).importModule(await load()),
      alias === undefined ? [] : [`import_${alias}`],
    ),
  ];
}

/** All modules of OpenStack. */
export const openstackModules: readonly ModuleEntry[] = [
  {
    name: 'openstack.check_cloud',
    aliases: ['check_cloud'],
    load: async () => (await import('./check-cloud.ts')).checkCloud,
  },
  entry('auth_info', async () => (await import('./auth-info.ts')).authInfo),
  entry('read_resources', async () => (await import('./read-resources.ts')).readResources),
  entry(
    'validate_resource_files',
    async () => (await import('./validate-resource-files.ts')).validateResourceFiles,
  ),
  {
    name: 'openstack.verify_resources',
    aliases: ['verify_resources'],
    load: async () => (await import('./verify/verify-resources.ts')).verifyResources,
  },
  {
    name: 'openstack.check_quotas',
    aliases: ['check_quotas'],
    load: async () => (await import('./preflight/check-quotas.ts')).checkQuotas,
  },
  {
    name: 'openstack.read_run',
    aliases: ['read_run'],
    load: async () => (await import('./undo/read-run.ts')).readRun,
  },
  {
    name: 'openstack.undo_step',
    aliases: ['undo_step'],
    load: async () => (await import('./undo/undo-step.ts')).undoStep,
  },
  own('choose_kinds', async () => (await import('./bulk/choose-kinds.ts')).chooseKindsModule),
  own('read_data_dir', async () => (await import('./bulk/read-data-dir.ts')).readDataDir),
  own('export_resources', async () => (await import('./bulk/export-resources.ts')).exportResources()),
  own('import_resource', async () => (await import('./bulk/import-resource.ts')).importResource()),
  own('conversion_key', async () => (await import('./conversion/keys/conversion-key.ts')).conversionKey),
  own(
    'deploy_conversion_network',
    async () => (await import('./conversion/deploy/deploy-network.ts')).deployConversionNetwork,
  ),
  own(
    'deploy_conversion_host',
    async () => (await import('./conversion/deploy/deploy-host.ts')).deployConversionHost,
  ),
  own(
    'open_conversion_hosts',
    async () => (await import('./conversion/open/open-hosts.ts')).openConversionHosts,
  ),
  own(
    'prepare_conversion_hosts',
    async () => (await import('./conversion/content/prepare-hosts.ts')).prepareConversionHosts,
  ),
  own(
    'link_conversion_hosts',
    async () => (await import('./conversion/link/link-hosts.ts')).linkConversionHosts,
  ),
  own(
    'check_conversion_hosts',
    async () => (await import('./conversion/check/check-hosts.ts')).checkConversionHosts,
  ),
  own(
    'delete_conversion_hosts',
    async () => (await import('./conversion/remove/delete-hosts.ts')).deleteConversionHosts,
  ),
  own(
    'delete_conversion_network',
    async () => (await import('./conversion/remove/delete-network.ts')).deleteConversionNetwork,
  ),
  own(
    'clean_up_workloads',
    async () => (await import('./workload/leftovers/clean-up-workloads.ts')).cleanUpWorkloads,
  ),
  own(
    'delete_migrated_servers',
    async () => (await import('./workload/delete-migrated-servers.ts')).deleteMigratedServers,
  ),
  ...kindList.flatMap(kindEntries),
];
