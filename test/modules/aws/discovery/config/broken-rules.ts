import type { ExampleName } from './example.ts';

/** Keys that do not go together: what is changed in an example, where it is told, and how. */
export interface BrokenRule {
  readonly of: ExampleName;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly at: string;
  readonly says: RegExp;
  readonly isWarning?: true;
}

const ACCOUNT = 'account_info.0';
const VPC = 'account_info.0.regions.0.vpcs.0';
const SECOND = 'account_info.0.regions.0.vpcs.1';

type Row = readonly [changes: Readonly<Record<string, unknown>>, at: string, says: RegExp];

const classic: readonly Row[] = [
  [{ aviatrix: undefined }, 'aviatrix', /is missing/],
  [{ 'terraform.terraform_version': undefined }, 'terraform.terraform_version', /is missing/],
  [
    { 'terraform.aviatrix_provider': undefined, [`${ACCOUNT}.max_hpe_performance`]: undefined },
    'terraform.aviatrix_provider',
    /is missing/,
  ],
  [{ 'terraform.aws_provider': undefined }, 'terraform.aws_provider', /is missing/],
  [
    { 'terraform.tf_cloud.workspace_name': undefined },
    'terraform.tf_cloud',
    /neither workspace_name nor tags/,
  ],
  [{ 'terraform.tf_cloud.tags': ['a'] }, 'terraform.tf_cloud.tags', /beside workspace_name/],
  [{ 'terraform.enable_s3_backend': true }, 'terraform.enable_s3_backend', /in tf_cloud, too/],
  [
    { 'aviatrix.spoke_access_key_and_secret': true },
    'aviatrix.spoke_access_key_and_secret',
    /mode: ENV only/,
  ],
  [
    { 'aviatrix.tf_controller_access.alias': 'us west"' },
    'aviatrix.tf_controller_access.alias',
    /no name that Terraform takes/,
  ],
  [{ 'config.spoke_gw_name_format': 'HEX_CIDR' }, 'config.configure_gw_name', /names are made/],
  [
    { 'config.snat_policies.0.connection': '$transit' },
    'config.snat_policies.0.connection',
    /is \$transit, which nothing puts a name/,
  ],
  [{ 'config.snat_policies.0.new_src_ip': '$gateway' }, 'config.snat_policies.0.new_src_ip', /no address/],
  [
    { 'config.snat_policies.0.src_ip': '100.64.0.1/10' },
    'config.snat_policies.0.src_ip',
    /no CIDR: .*bits set/,
  ],
  [
    { 'terraform.aviatrix_provider': '= 2.22.2', [`${VPC}.max_hpe_performance`]: undefined },
    `${ACCOUNT}.max_hpe_performance`,
    /2\.22\.3/,
  ],
  [{ [`${ACCOUNT}.hpe`]: false }, `${ACCOUNT}.max_hpe_performance`, /needs hpe/],
  [{ [`${VPC}.hpe`]: false }, `${VPC}.max_hpe_performance`, /needs hpe/],
  [
    {
      [SECOND]: {
        vpc_id: 'vpc-0a1b2c3d4e5f60718',
        avtx_cidr: '10.1.0.0/24',
        spoke_gw_name: 'a',
        transit_gw_name: 'b',
      },
    },
    `${SECOND}.vpc_id`,
    /further up/,
  ],
  [
    { tgw: undefined, [`${ACCOUNT}.regions.0.diy_tgw_id`]: 'tgw-1' },
    `${ACCOUNT}.regions.0.diy_tgw_id`,
    /in which account/,
  ],
  [{ [`${VPC}.spoke_gw_name`]: undefined }, `${VPC}.spoke_gw_name`, /is missing, which every VPC has/],
  [{ [`${VPC}.transit_gw_name`]: undefined }, `${VPC}.transit_gw_name`, /is missing, which every VPC has/],
  [
    { 'config.configure_transit_gw_egress': false },
    `${VPC}.transit_gw_egress_name`,
    /needs config\.configure_transit_gw_egress/,
  ],
  [
    { 'config.configure_spoke_advertisement': false },
    `${VPC}.spoke_advertisement`,
    /needs config\.configure_spoke_advertisement/,
  ],
  [
    { 'config.configure_jumbo_frame': false },
    `${VPC}.enable_jumbo_frame`,
    /needs config\.configure_jumbo_frame/,
  ],
  [{ [`${VPC}.avtx_cidr`]: undefined }, `${VPC}.avtx_cidr`, /is missing/],
  [{ [`${VPC}.avtx_cidr`]: '2001:db8::/56' }, `${VPC}.avtx_cidr`, /is IPv6/],
  [{ [`${VPC}.avtx_cidr`]: '10.101.0.0/28' }, `${VPC}.avtx_cidr`, /smallest subnet/],
  [{ [`${VPC}.avtx_cidr`]: '172.16.0.0/24' }, `${VPC}.avtx_cidr`, /in none of config\.allow_vpc_cidrs/],
  [{ [`${VPC}.avtx_subnets`]: ['10.101.0.0/26'] }, `${VPC}.avtx_subnets`, /configure_spoke_gw_hs: true only/],
  [{ [`${VPC}.number_of_spokes`]: 2 }, `${VPC}.number_of_spokes`, /configure_spoke_gw_hs: true only/],
  [{ [`${VPC}.eips`]: ['203.0.113.10'] }, `${VPC}.eips`, /has 1 addresses; 2 are needed/],
  [{ [`${VPC}.spoke_ha`]: false }, `${VPC}.eips`, /has 2 addresses; 1 are needed/],
  [{ [`${VPC}.encrypt`]: false }, `${VPC}.encrypt_key`, /encrypt is not true/],
];

const group: readonly Row[] = [
  [
    { 'config.configure_transit_gw_egress': true },
    'config.configure_transit_gw_egress',
    /needs configure_gw_name/,
  ],
  [{ 'config.deploy_2_spokes_only': true }, 'config.deploy_2_spokes_only', /needs migrate_natgw_eip/],
  [{ 'config.deploy_dummy_spokes': true }, 'config.deploy_dummy_spokes', /needs migrate_natgw_eip and/],
  [
    { 'config.migrate_natgw_eip': true, 'config.snat_policies': [], ...natVpcs() },
    'config.deploy_2_spokes_only',
    /has to be true/,
  ],
  [{ 'cleanup.resources': ['NAT', 'PEERING'] }, 'cleanup.resources.1', /needs config\.configure_gw_name/],
  [{ [`${VPC}.spoke_gw_name`]: 'a' }, `${VPC}.spoke_gw_name`, /no VPC may have it/],
  [{ [`${VPC}.transit_gw_name`]: 'a' }, `${VPC}.transit_gw_name`, /no VPC may have it/],
  [{ [`${VPC}.avtx_cidr`]: '10.101.0.0/25' }, `${VPC}.avtx_cidr`, /too small for a group/],
  [
    { 'config.migrate_natgw_eip': true, ...natVpcs(), [`${VPC}.avtx_cidr`]: undefined },
    `${VPC}.avtx_cidr`,
    /which migrate_natgw_eip needs/,
  ],
  [
    { 'config.migrate_natgw_eip': true, ...natVpcs(), [`${VPC}.gw_zones`]: ['a'] },
    `${VPC}.gw_zones`,
    /does not go with migrate_natgw_eip/,
  ],
  [
    { 'config.migrate_natgw_eip': true, ...natVpcs(), [`${VPC}.avtx_subnets`]: ['10.0.0.0/26'] },
    `${VPC}.avtx_subnets`,
    /does not go with migrate_natgw_eip/,
  ],
  [
    { 'config.migrate_natgw_eip': true, ...natVpcs(), [`${VPC}.number_of_spokes`]: 2 },
    `${VPC}.number_of_spokes`,
    /does not go with migrate_natgw_eip/,
  ],
  [{ [`${VPC}.number_of_spokes`]: 3 }, `${VPC}.number_of_spokes`, /beside avtx_subnets/],
  [{ [`${SECOND}.number_of_spokes`]: undefined }, `${SECOND}.number_of_spokes`, /and so is avtx_subnets/],
  [{ [`${VPC}.gw_zones`]: ['a', 'b'] }, `${VPC}.gw_zones`, /fewer zones/],
  [{ [`${VPC}.gw_zones`]: [], [`${VPC}.avtx_subnets`]: subnets(7) }, `${VPC}.avtx_subnets`, /more than six/],
  [{ [`${VPC}.avtx_subnets.1`]: '2001:db8::/64' }, `${VPC}.avtx_subnets`, /IPv6 subnet/],
  [{ [`${VPC}.eips`]: ['203.0.113.1', '203.0.113.2'] }, `${VPC}.eips`, /has 2 addresses; 3 are needed/],
  [
    {
      'account_info.1': {
        account_id: '123456789012',
        regions: [{ region: 'us-east-2', vpcs: [{ vpc_id: 'vpc-3', number_of_spokes: 1 }] }],
      },
    },
    'account_info.1.account_id',
    /an account above/,
  ],
  [
    { 'account_info.0.regions.1': { region: 'us-east-1', vpcs: [{ vpc_id: 'vpc-3', number_of_spokes: 1 }] } },
    'account_info.0.regions.1.region',
    /further up/,
  ],
];

const warnings: readonly (Row & readonly unknown[])[] = [
  [{ 'config.add_vpc_cidr': true }, 'config.add_vpc_cidr', /never do that/],
  [{ 'account_info.0.regions.0.region': 'me-south-3' }, 'account_info.0.regions.0.region', /does not know/],
];

/** Each cross-check, broken once. */
export const brokenRules: readonly BrokenRule[] = [
  ...classic.map(([changes, at, says]): BrokenRule => ({ of: 'classic', changes, at, says })),
  ...group.map(([changes, at, says]): BrokenRule => ({ of: 'group', changes, at, says })),
  ...warnings.map(([changes, at, says]): BrokenRule => ({ of: 'group', changes, at, says, isWarning: true })),
];

/** VPCs as they are where the gateways get the addresses of NAT gateways. */
function natVpcs(): Readonly<Record<string, unknown>> {
  const vpc = (number: number): unknown => ({ vpc_id: `vpc-${number}`, avtx_cidr: `10.${number}.0.0/24` });
  return { [VPC]: vpc(1), [SECOND]: vpc(2) };
}

function subnets(count: number): readonly string[] {
  return Array.from({ length: count }, (_one, index) => `10.101.${index}.0/26`);
}
