import type { Discovery } from '../discovery/config/discovery.types.ts';
import { planCopies } from '../discovery/copy/plan-copies.ts';
import { regionViews, vpcsOfRegion } from '../discovery/view/views.ts';
import type { Snapshot } from '../snapshot/snapshot.types.ts';
import type { Alert, Found, RegionFacts, Rule } from './rule.types.ts';
import { rules } from './rules.ts';

/** The regions of discovery.yaml with their VPCs, as rules and reports look at them. */
export function factsOf(snapshot: Snapshot, config: Discovery): readonly RegionFacts[] {
  const regions = regionViews(snapshot, config).map((region) => ({
    ...region,
    vpcs: vpcsOfRegion(region).map((view) => ({ ...view, copy: planCopies(view) })),
  }));
  const everyVpc = regions.flatMap(({ vpcs }) => vpcs);
  return regions.map((region) => ({ ...region, everyVpc }));
}

/** All alerts: account by account, region by region, VPC by VPC, in the order of discovery.yaml. */
export function findAlerts(regions: readonly RegionFacts[]): readonly Alert[] {
  return regions.flatMap((region, index) => {
    const account = region.account.account_id;
    const isFirst = regions.findIndex((one) => one.account.account_id === account) === index;
    const ofAccount = regions.filter((one) => one.account.account_id === account);
    const place = { account, region: region.region.region };
    return [
      ...(isFirst ? raised('account', (rule) => rule.find(ofAccount), { account }) : []),
      ...raised('region', (rule) => rule.find(region), place),
      ...region.vpcs.flatMap((vpc) => raised('vpc', (rule) => rule.find(vpc), { ...place, vpc: vpc.id })),
    ];
  });
}

type RuleOf<Of extends Rule['of']> = Extract<Rule, { of: Of }>;

function raised<Of extends Rule['of']>(
  of: Of,
  find: (rule: RuleOf<Of>) => readonly Found[],
  place: Pick<Alert, 'account' | 'region' | 'vpc'>,
): readonly Alert[] {
  return Object.entries(rules).flatMap(([code, rule]) => {
    if (!isOf(rule, of)) return [];
    const { severity, help } = rule;
    return find(rule).map((found) => ({ code, severity, help, ...place, ...found }));
  });
}

function isOf<Of extends Rule['of']>(rule: Rule, of: Of): rule is RuleOf<Of> {
  return rule.of === of;
}
