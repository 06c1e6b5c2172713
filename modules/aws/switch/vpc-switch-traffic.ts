import { defineModule, type AnyConvergingModule, type TaskContext } from '../../../engine/module.ts';
import { discoveryFileOf } from '../discovery/file-name.ts';
import { connectRouting, gatewayNameOf, gatherRouting, stateOf } from './gather-routing.ts';
import { keepFolders } from './keep-folders.ts';
import { adoptKit } from './kit/adopt-kit.ts';
import { kitProblem, readKit } from './kit/read-kit.ts';
import type { PlanProblem } from './plan/plan.types.ts';
import { revertSource } from './revert-source.ts';
import { carryOutWorks, filesPending } from './run-works.ts';
import { describePlan } from './run/describe-plan.ts';
import { refusedVpc } from './run/idle-vpc.ts';
import type { PlannedVpc } from './run/planned.types.ts';
import { switchWork } from './run/switch-work.ts';
import { checkSwitchArguments, settingsOfSwitch, switchArguments } from './switch-arguments.ts';
import { operationsReturn, vpcsReturn } from './switch-returns.ts';
import type { VpcView } from '../discovery/view/view.types.ts';

export const vpcSwitchTraffic: AnyConvergingModule = defineModule({
  name: 'aws.vpc_switch_traffic',
  aliases: ['vpc_switch_traffic'],
  summary: 'Moves the traffic of VPCs to their spoke gateways.',
  description:
    'Advertises the VPCs, moves their subnets to the copies of their route tables, and takes them out of the transit gateways if asked to. Every operation is written down with its way back before it is tried; run again, it goes on. The sections of the discovery.yaml are its variables (-e @discovery.yaml).',
  args: { type: 'object', properties: switchArguments },
  check: checkSwitchArguments,
  examples: [
    {
      title: 'All VPCs of the discovery.yaml, one subnet of each first',
      playbook: '- aws.vpc_switch_traffic:\n    rm_static_route: true\n    canary: [auto]\n',
    },
  ],
  returns: { vpcs: vpcsReturn, operations: operationsReturn },
  connect: (args, context) => connectRouting(args.vpc ?? undefined, context),
  gather: async (args, connected, context) => {
    const routing = await gatherRouting(args.vpc ?? undefined, connected, context);
    const { config } = routing;
    const keeping = keepFolders(args, config, connected.aws, context);
    const kit = await readKit(config, discoveryFileOf(context), context.controller.files);
    return { routing, kit, keeping, filesPending: await filesPending(routing, context) };
  },
  plan: (args, { routing, kit, keeping, filesPending: pending }) => {
    const settings = settingsOfSwitch(args);
    const planned = routing.views.map((view): PlannedVpc => {
      const { id, account } = view;
      const state = stateOf(routing, id);
      const gatewayName = gatewayNameOf(routing, view);
      const file = kit.get(account.account_id);
      const problem = kitProblem(id, gatewayName, state, file);
      if (problem !== undefined && file !== undefined && args.adopt_kit)
        return adoptKit(revertSource(routing, view, file), routing.facts);
      if (problem !== undefined) return refused(problem);
      const subject = { view, gatewayName, ...routing.facts, settings };
      return switchWork(subject, state, routing.facts, routing.digest);
    });
    const strange = unknownCanaries(args.canary, routing.views).map(refused);
    const plan = describePlan([...planned, ...strange], 'do');
    const { parallel, verify_timeout, on_failure: onFailure } = args;
    const run = { parallel, verify_timeout, onFailure, probes: settings.probes, keeping };
    return {
      ...plan,
      hasNotes: plan.hasNotes === true || pending || keeping.isAsked,
      detail: { works: plan.detail, way: 'do' as const, routing, run },
    };
  },
  apply: async ({ detail }, connected, context: TaskContext) =>
    (await carryOutWorks(detail, connected, context)).result,
});

function refused(problem: PlanProblem): PlannedVpc {
  return refusedVpc(problem.vpc, [problem]);
}

/** Subnets that are to go first and are in none of the VPCs. */
function unknownCanaries(canary: readonly string[], views: readonly VpcView[]): readonly PlanProblem[] {
  const known = new Set(views.flatMap(({ subnets }) => subnets.map(({ SubnetId }) => SubnetId)));
  return canary
    .filter((subnet) => subnet !== 'auto' && !known.has(subnet))
    .map((subnet) => ({
      vpc: subnet,
      detail: `${subnet} is to go first, and is in none of the VPCs.`,
      help: 'Name subnets of the VPCs in switch_canary, or auto.',
    }));
}
