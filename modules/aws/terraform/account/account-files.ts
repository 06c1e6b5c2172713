import type { Discovery, DiscoveryAccount } from '../../discovery/config/discovery.types.ts';
import { apart, block, code, set, template } from '../hcl/build.ts';
import type { Attribute, Block, Body } from '../hcl/hcl.types.ts';
import { writeHcl } from '../hcl/write-hcl.ts';
import { hasDummies, mayBeTwoOnly, type ModuleOptions } from '../module/module-options.ts';
import { cloudOf } from './partitions.ts';
import { requiredProviders } from './required-providers.ts';

export interface AccountInput {
  readonly config: Discovery;
  readonly account: DiscoveryAccount;
  readonly regions: readonly string[];
  readonly partition: string;
  readonly options: ModuleOptions;
}

/** What all VPCs of an account share, by the names of the files. */
export function accountFiles(input: AccountInput): ReadonlyMap<string, string> {
  const values = valuesOf(input);
  return new Map([
    ['main.tf', writeHcl(apart(...mainBlocks(input)))],
    ['providers.tf', writeHcl(apart(...providerBlocks(input)))],
    ['variables.tf', writeHcl(apart(...values.map(declare)))],
    [
      'versions.tf',
      writeHcl([block('terraform', [], ...cloudBlock(input), ...requiredProviders(input.options))]),
    ],
    ['terraform.tfvars', writeHcl(values)],
  ]);
}

/** The provider of a region in this account: `aws.spoke_us_east_1`. */
export function providerRef(region: string): string {
  return `aws.${aliasOf(region)}`;
}

function aliasOf(region: string): string {
  return `spoke_${region.replaceAll('-', '_')}`;
}

function declare({ name, value }: Attribute): Block {
  return block('variable', [name], set('type', code(typeof value === 'boolean' ? 'bool' : 'string')));
}

function valuesOf({ config, account, options }: AccountInput): readonly Attribute[] {
  const { aviatrix } = config;
  const access = aviatrix?.tf_controller_access;
  const group = config.config;
  return [
    set('controller_ip', aviatrix?.controller_ip ?? ''),
    set('aws_account', account.account_id),
    set('aws_account_role', account.role_name),
    set('aws_ctrl_account', aviatrix?.controller_account ?? ''),
    set('ctrl_role_app', aviatrix?.ctrl_role_app ?? ''),
    set('ctrl_role_ec2', aviatrix?.ctrl_role_ec2 ?? ''),
    set('gateway_role_app', aviatrix?.gateway_role_app ?? ''),
    set('gateway_role_ec2', aviatrix?.gateway_role_ec2 ?? ''),
    ...(access?.mode === 'SSM' && access.ssm_role !== '' ? [set('ssm_role', access.ssm_role)] : []),
    ...(group.configure_spoke_gw_hs && mayBeTwoOnly(options)
      ? [set('deploy_2_spokes_only', group.deploy_2_spokes_only)]
      : []),
    ...(group.configure_spoke_gw_hs && hasDummies(options)
      ? [set('deploy_dummy_spokes', group.deploy_dummy_spokes)]
      : []),
  ];
}

function mainBlocks(input: AccountInput): readonly (Block | undefined)[] {
  return [passwordBlock(input), onboardedAccount(input), backendBlock(input)];
}

function passwordBlock({ config }: AccountInput): Block | undefined {
  const access = config.aviatrix?.tf_controller_access;
  if (access?.mode !== 'SSM') return undefined;
  return block(
    'data',
    ['aws_ssm_parameter', 'avx-password'],
    set('name', access.password_store),
    set('provider', code(`aws.${access.alias}`)),
  );
}

function onboardedAccount({ account, partition }: AccountInput): Block | undefined {
  const cloud = cloudOf(partition);
  if (!account.onboard_account || cloud === undefined) return undefined;
  const role = (owner: string, name: string) =>
    template(`arn:${partition}:iam::`, code(`var.${owner}`), ':role/', code(`var.${name}`));
  const { prefix, cloudType } = cloud;
  return block(
    'resource',
    ['aviatrix_account', 'aws_customer'],
    set('account_name', account.account_name),
    set('cloud_type', cloudType),
    set(`${prefix}_account_number`, code('var.aws_account')),
    set(`${prefix}_iam`, true),
    set('audit_account', false),
    set(`${prefix}_role_app`, role('aws_account', 'ctrl_role_app')),
    set(`${prefix}_role_ec2`, role('aws_ctrl_account', 'ctrl_role_ec2')),
    prefix === 'aws' && set('aws_gateway_role_app', role('aws_account', 'gateway_role_app')),
    prefix === 'aws' && set('aws_gateway_role_ec2', role('aws_account', 'gateway_role_ec2')),
  );
}

function backendBlock({ config: { terraform, aws } }: AccountInput): Block | undefined {
  if (!terraform.enable_s3_backend) return undefined;
  const place =
    aws?.s3.tf_state_key === undefined
      ? []
      : [set('bucket', aws.s3.name), set('key', aws.s3.tf_state_key), set('region', aws.s3.region)];
  return block('terraform', [], block('backend', ['s3'], ...place));
}

function cloudBlock({ config: { terraform } }: AccountInput): Body {
  const cloud = terraform.tf_cloud;
  if (cloud === undefined) return [];
  const which =
    cloud.workspace_name === undefined ? set('tags', cloud.tags ?? []) : set('name', cloud.workspace_name);
  return [block('cloud', [], set('organization', cloud.organization), block('workspaces', [], which))];
}

function providerBlocks(input: AccountInput): readonly (Block | undefined)[] {
  const { config, regions, partition, options } = input;
  const access = config.aviatrix?.tf_controller_access;
  const isSsm = access?.mode === 'SSM';
  return [
    ssmProvider(input),
    block(
      'provider',
      ['aviatrix'],
      isSsm && set('username', access.username),
      isSsm && set('password', code('data.aws_ssm_parameter.avx-password.value')),
      set('controller_ip', code('var.controller_ip')),
    ),
    options.assumesRole
      ? block(
          'locals',
          [],
          set(
            'role_arn',
            template(
              `arn:${partition}:iam::`,
              code('var.aws_account'),
              ':role/',
              code('var.aws_account_role'),
            ),
          ),
        )
      : undefined,
    ...regions.map((region) => regionProvider(region, options)),
  ];
}

function ssmProvider({ config, partition }: AccountInput): Block | undefined {
  const access = config.aviatrix?.tf_controller_access;
  if (access?.mode !== 'SSM') return undefined;
  const role = template(
    `arn:${partition}:iam::`,
    code('var.aws_ctrl_account'),
    ':role/',
    code('var.ssm_role'),
  );
  return block(
    'provider',
    ['aws'],
    set('alias', access.alias),
    set('region', access.region),
    access.ssm_role !== '' && block('assume_role', [], set('role_arn', role)),
  );
}

function regionProvider(region: string, { assumesRole }: ModuleOptions): Block {
  return block(
    'provider',
    ['aws'],
    set('alias', aliasOf(region)),
    set('region', region),
    set('allowed_account_ids', [code('var.aws_account')]),
    assumesRole && block('assume_role', [], set('role_arn', code('local.role_arn'))),
  );
}
