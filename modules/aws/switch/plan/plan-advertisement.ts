import type { SpokeGateway } from '../../controller/controller.types.ts';
import type { SwitchOperation } from '../operation.types.ts';
import { isSameState } from '../execute/same-state.ts';
import { advertisedCidrs, normalCidrs } from './advertised-cidrs.ts';
import type { PlanPart, PlanProblem, Subject } from './plan.types.ts';

/** The spoke gateway learns to advertise the VPC: done before anything else, it takes no path away. */
export function planAdvertisement(subject: Subject): PlanPart {
  const { view, gateways, gatewayName } = subject;
  const fail = (detail: string, help: string): PlanPart => ({
    operations: [],
    problems: [{ vpc: view.id, detail, help }],
    notes: [],
  });
  const found = findGateway(view.id, gatewayName, gateways);
  if ('detail' in found) return { operations: [], problems: [found], notes: [] };
  if (!found.isUp)
    return fail(
      `${view.id}: the spoke gateway ${found.name} is not up.`,
      'Traffic would be led to a gateway that takes none. See what the controller says of it.',
    );
  const wanted = advertisedCidrs(subject);
  if ('flaws' in wanted)
    return {
      operations: [],
      problems: wanted.flaws.map(({ detail, help }) => ({
        vpc: view.id,
        detail: `${view.id}: ${detail}`,
        help,
      })),
      notes: [],
    };
  if (wanted.cidrs.length === 0)
    return fail(
      `${view.id} has no CIDR that may be advertised: none is inside of allow_vpc_cidrs.`,
      'Allow its CIDRs in config.allow_vpc_cidrs, or give it avtx_cidr or spoke_advertisement.',
    );
  const before = normalCidrs(found.advertised);
  const operations = isSameState(before, wanted.cidrs)
    ? []
    : [advertisement(view.id, found.name, before, wanted.cidrs)];
  return { operations, problems: [], notes: [] };
}

export function advertisement(
  vpc: string,
  gateway: string,
  before: readonly string[],
  after: readonly string[],
): SwitchOperation {
  const call = (cidrs: readonly string[]) => [
    { action: 'edit_gateway_advertised_cidr', input: { gateway_name: gateway, cidr: cidrs.join(',') } },
  ];
  return {
    id: `${vpc}/advertisement/${gateway}`,
    kind: 'advertisement',
    vpc,
    title: `advertisement of ${gateway}`,
    place: 'controller',
    target: { gateway },
    before,
    after,
    does: call(after),
    undoes: call(before),
    risk: 'none',
  };
}

/** The gateway of this name; where no name is known, the only one in the VPC that is not a standby. */
function findGateway(
  vpc: string,
  name: string | undefined,
  gateways: readonly SpokeGateway[],
): SpokeGateway | PlanProblem {
  if (name !== undefined) {
    const named = gateways.find((one) => one.name === name);
    return (
      named ?? {
        vpc,
        detail: `${vpc}: the controller knows no spoke gateway ${name}.`,
        help: 'Apply the Terraform files of the VPC first, or correct spoke_gw_name in the discovery.yaml.',
      }
    );
  }
  const inVpc = gateways.filter((one) => one.vpcId === vpc && !one.isHighAvailability);
  const [only] = inVpc;
  if (only !== undefined && inVpc.length === 1) return only;
  return {
    vpc,
    detail: `${vpc}: the controller has ${inVpc.length === 0 ? 'no spoke gateway' : `${inVpc.length} spoke gateways`} in it (${inVpc.map((one) => one.name).join(', ') || 'none'}).`,
    help: 'Apply the Terraform files of the VPC first, or name its gateway: spoke_gw_name in the discovery.yaml.',
  };
}
