import { planCopies } from '../../discovery/copy/plan-copies.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import { planCanary } from './canary.ts';
import { planAdvertisement } from './plan-advertisement.ts';
import { planAssociations } from './plan-associations.ts';
import type { PlanPart, PlanProblem, Subject, VpcPlan } from './plan.types.ts';
import { probeOperations, waitOperation } from './plan-steps.ts';
import { planTransit } from './plan-transit.ts';

/**
 * The operations that move the traffic of a VPC to its spoke gateway, in the order in which no path is broken before the
 * other one is there: advertise; move the first subnets, then the others and the main table; wait; take the routes out
 * of the transit gateways. Pure.
 */
export function planSwitch(subject: Subject): VpcPlan {
  const { view, settings } = subject;
  const copy = planCopies(view);
  const advertisement = planAdvertisement(subject);
  const associations = planAssociations(view, copy);
  const canary = planCanary(view, copy, associations, settings.canary);
  const transit = planTransit(subject);
  const first = new Set(canary.operations.map(({ id }) => id));
  const others = associations.operations.filter(({ id }) => !first.has(id));
  const moved = [...canary.operations, ...others];
  const probes = (stage: Parameters<typeof probeOperations>[2], isDue: boolean) =>
    isDue ? probeOperations(view.id, settings.probes, stage) : [];
  const hasTransit = transit.operations.length > 0;
  const parts: readonly PlanPart[] = [advertisement, associations, canary, transit];
  return {
    vpc: view.id,
    account: view.account.account_id,
    region: view.region.region,
    operations: [
      ...advertisement.operations,
      ...canary.operations,
      ...probes('canary', first.size > 0),
      ...others,
      ...probes('associations', moved.length > 0 || advertisement.operations.length > 0),
      ...(hasTransit ? waitOperation(view.id, delayOf(view)) : []),
      ...transit.operations,
      ...probes('withdrawal', hasTransit),
    ],
    problems: [...gapProblems(view), ...parts.flatMap(({ problems }) => problems)],
    notes: parts.flatMap(({ notes }) => notes),
  };
}

function delayOf({ config }: VpcView): number {
  return config.switch_traffic.delete_tgw_route_delay;
}

/** What a switch has to know: where one of these could not be read, it would leave a part of the VPC behind. */
const needed: readonly string[] = [
  'DescribeVpcs',
  'DescribeSubnets',
  'DescribeRouteTables',
  'DescribeTransitGatewayVpcAttachments',
];

function gapProblems({ id, seen }: VpcView): readonly PlanProblem[] {
  return seen.gaps
    .filter(({ action }) => needed.some((one) => action.endsWith(one)))
    .map(({ action, message }) => ({
      vpc: id,
      detail: `${id}: ${action} gave no answer: ${message}`,
      help: 'A switch has to see all of the routing: let the role make this call.',
    }));
}
