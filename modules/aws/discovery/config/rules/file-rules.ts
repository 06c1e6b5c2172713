import type { FileScope, Rule } from './rule.ts';
import { first, repeated } from './repeated.ts';

const inventory = 'Add it; only an inventory goes without.';

const version = (
  key: 'terraform_version' | 'aviatrix_provider' | 'aws_provider',
  example: string,
): Rule<FileScope> => ({
  at: ['terraform', key],
  when: ({ config, isInventory }) => !isInventory && config.terraform[key] === undefined,
  says: 'is missing',
  help: `Add the versions that may be used, such as "${example}"; only an inventory goes without.`,
});

/** Rules of the file as a whole. */
export const fileRules: readonly Rule<FileScope>[] = [
  {
    at: ['aviatrix'],
    when: ({ config, isInventory }) => !isInventory && config.aviatrix === undefined,
    says: 'is missing',
    help: inventory,
  },
  version('terraform_version', '>= 1.1'),
  version('aviatrix_provider', '= 3.0.5'),
  version('aws_provider', '~> 4.33'),
  {
    at: ['terraform', 'tf_cloud'],
    when: ({
      config: {
        terraform: { tf_cloud: cloud },
      },
    }) => cloud !== undefined && cloud.workspace_name === undefined && cloud.tags === undefined,
    says: 'names neither workspace_name nor tags',
    help: 'Add one of them: the state has to be kept in a workspace.',
  },
  {
    at: ['terraform', 'tf_cloud', 'tags'],
    when: ({
      config: {
        terraform: { tf_cloud: cloud },
      },
    }) => cloud?.workspace_name !== undefined && cloud.tags !== undefined,
    says: 'stands beside workspace_name',
    help: 'Take one of the two out: a workspace is found by its name or by its tags.',
  },
  {
    at: ['terraform', 'enable_s3_backend'],
    when: ({ config: { terraform } }) => terraform.enable_s3_backend && terraform.tf_cloud !== undefined,
    says: 'is true, and the state is kept in tf_cloud, too',
    help: 'Terraform keeps its state in one place: take one of the two out.',
  },
  {
    at: ['aviatrix', 'spoke_access_key_and_secret'],
    when: ({ config: { aviatrix } }) =>
      aviatrix?.spoke_access_key_and_secret === true && aviatrix.tf_controller_access.mode === 'SSM',
    says: 'is true, which goes with mode: ENV only',
    help: 'Set it to false, or tf_controller_access.mode to ENV.',
  },
  {
    at: ['aviatrix', 'tf_controller_access', 'alias'],
    when: ({ config: { aviatrix } }) => {
      const access = aviatrix?.tf_controller_access;
      return access?.mode === 'SSM' && !/^[A-Za-z_][\w-]*$/.test(access.alias);
    },
    says: 'is no name that Terraform takes',
    help: 'Begin it with a letter, and use letters, digits, _ and - only: us_west_2.',
  },
  {
    at: ['config', 'configure_transit_gw_egress'],
    when: ({ config: { config } }) => config.configure_transit_gw_egress && !config.configure_gw_name,
    says: 'is true, which needs configure_gw_name',
    help: 'Set configure_gw_name to true, or this to false.',
  },
  {
    at: ['config', 'configure_gw_name'],
    when: ({ config: { config } }) => config.configure_gw_name && config.spoke_gw_name_format !== undefined,
    says: 'is true, and spoke_gw_name_format says that names are made',
    help: 'Take spoke_gw_name_format out, or set this to false.',
  },
  {
    at: ['config', 'add_vpc_cidr'],
    when: ({ config: { config } }) => config.configure_spoke_gw_hs && config.add_vpc_cidr,
    says: 'is true; groups of gateways never do that, and false is taken',
    help: 'Take it out.',
    isWarning: true,
  },
  {
    at: ['config', 'deploy_2_spokes_only'],
    when: ({ config: { config } }) =>
      config.configure_spoke_gw_hs && config.deploy_2_spokes_only && !config.migrate_natgw_eip,
    says: 'is true, which needs migrate_natgw_eip',
    help: 'Set migrate_natgw_eip to true, or this to false.',
  },
  {
    at: ['config', 'deploy_2_spokes_only'],
    when: ({ config: { config } }) =>
      config.configure_spoke_gw_hs &&
      config.migrate_natgw_eip &&
      config.snat_policies !== undefined &&
      !config.deploy_2_spokes_only,
    says: 'has to be true where snat_policies and migrate_natgw_eip stand together',
    help: 'Set it to true, or take snat_policies out.',
  },
  {
    at: ['config', 'deploy_dummy_spokes'],
    when: ({ config: { config } }) =>
      config.configure_spoke_gw_hs &&
      config.deploy_dummy_spokes &&
      !(config.migrate_natgw_eip && config.deploy_2_spokes_only),
    says: 'is true, which needs migrate_natgw_eip and deploy_2_spokes_only',
    help: 'Set both to true, or this to false.',
  },
  {
    at: ({ config }) => ['cleanup', 'resources', config.cleanup?.resources.indexOf('PEERING') ?? 0],
    when: ({ config }) =>
      config.cleanup?.resources.includes('PEERING') === true && !config.config.configure_gw_name,
    says: 'is PEERING, which needs config.configure_gw_name',
    help: 'Set configure_gw_name to true, or take PEERING out.',
  },
  {
    at: ({ config }) => ['account_info', first(repeatedAccounts(config)), 'account_id'],
    when: ({ config }) => repeatedAccounts(config).length > 0,
    says: 'is that of an account above',
    help: 'Put the regions of both into one: an account has one folder of files.',
  },
];

function repeatedAccounts(config: FileScope['config']): readonly number[] {
  return repeated(config.account_info.map(({ account_id }) => account_id));
}
