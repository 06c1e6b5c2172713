import { allowsFrom, type Version } from '../../../terraform/constraint.ts';
import { settingsOf } from '../settings.ts';
import { first, repeated } from './repeated.ts';
import type { AccountScope, FileScope, RegionScope, Rule, VpcScope } from './rule.ts';

/** The first provider that knows max_hpe_performance. */
const firstWithPerformance: Version = [2, 22, 3];
const performanceHelp = 'Take it out, set hpe to true, or aviatrix_provider to 2.22.3 or later.';

/** Rules of an account. */
export const accountRules: readonly Rule<AccountScope>[] = [
  {
    at: ['max_hpe_performance'],
    when: (scope) =>
      scope.account.max_hpe_performance != null && !allowsPerformance(scope, scope.account.hpe),
    says: 'needs hpe, and aviatrix_provider 2.22.3 or later',
    help: performanceHelp,
  },
  {
    at: ({ account }) => ['regions', first(repeatedRegions(account)), 'region'],
    when: ({ account }) => repeatedRegions(account).length > 0,
    says: 'is a region that stands further up already',
    help: 'Put the VPCs of both into one.',
  },
];

/** The same for a VPC, whose hpe may be its own. */
export const performanceRule: Rule<VpcScope> = {
  at: ['max_hpe_performance'],
  when: (scope) =>
    scope.vpc.max_hpe_performance != null &&
    !allowsPerformance(scope, settingsOf(scope.account, scope.vpc).hpe),
  says: 'needs hpe, and aviatrix_provider 2.22.3 or later',
  help: performanceHelp,
};

/** Rules of a region. */
export const regionRules: readonly Rule<RegionScope>[] = [
  {
    at: ({ region }) => ['vpcs', first(repeated(region.vpcs.map(({ vpc_id }) => vpc_id))), 'vpc_id'],
    when: ({ region }) => repeated(region.vpcs.map(({ vpc_id }) => vpc_id)).length > 0,
    says: 'is a VPC that stands further up already',
    help: 'Take one of them out: a VPC has one set of gateways.',
  },
  {
    at: ['diy_tgw_id'],
    when: ({ config, region }) =>
      region.diy_tgw_id != null &&
      config.tgw === undefined &&
      (region.diy_tgw_account == null || region.diy_tgw_role == null),
    says: 'does not say in which account, and with which role',
    help: 'Add diy_tgw_account and diy_tgw_role; or tgw, with tgw_account and tgw_role.',
  },
];

function repeatedRegions(account: AccountScope['account']): readonly number[] {
  return repeated(account.regions.map(({ region }) => region));
}

/** By the newest version that is allowed, as it is for what is written. What could not be read says nothing. */
function allowsPerformance({ config }: FileScope, hpe: boolean): boolean {
  const { aviatrix_provider: constraint } = config.terraform;
  return hpe && (constraint === undefined || allowsFrom(constraint, firstWithPerformance));
}
