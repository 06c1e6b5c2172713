import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule, type TaskContext } from '../../../engine/module.ts';
import { discoveryFileOf } from '../discovery/file-name.ts';
import { connectRouting, gatewayNameOf, gatherRouting } from './gather-routing.ts';
import { keepFolders } from './keep-folders.ts';
import { readKit } from './kit/read-kit.ts';
import { retireKit } from './kit/retire-kit.ts';
import { carryOutWorks, filesPending } from './run-works.ts';
import { describePlan } from './run/describe-plan.ts';
import { revertSource } from './revert-source.ts';
import { revertWork } from './run/revert-work.ts';
import { keepArguments, runArguments } from './switch-arguments.ts';
import { operationsReturn, vpcsReturn } from './switch-returns.ts';

export const vpcRevertTraffic: AnyConvergingModule = defineModule({
  name: 'aws.vpc_revert_traffic',
  aliases: ['vpc_revert_traffic'],
  summary: 'Takes switches of VPCs back.',
  description:
    'Goes by the journals of the VPCs, from any point of a switch, last operation first: the routing is as it was before. Refuses, with the difference, what somebody has changed since. What the kit has switched is taken back by its revert.json.',
  args: { type: 'object', properties: { ...runArguments, ...keepArguments } },
  examples: [{ title: 'One VPC', playbook: '- aws.vpc_revert_traffic:\n    vpc: [vpc-0a1b2c3d4e5f60718]\n' }],
  returns: { vpcs: vpcsReturn, operations: operationsReturn },
  connect: (args, context) => connectRouting(args.vpc ?? undefined, context),
  gather: async (args, connected, context) => {
    const routing = await gatherRouting(args.vpc ?? undefined, connected, context);
    const { config } = routing;
    const keeping = keepFolders(args, config, connected.aws, context);
    const kit = await readKit(config, discoveryFileOf(context), context.controller.files);
    const pending = await filesPending(routing, context).catch((error: unknown) => {
      // Nothing of Terraform's stands in the way of traffic that is to go back.
      context.warn(`Terraform's files of the associations cannot be compared: ${messageOf(error)}`);
      return false;
    });
    return { routing, kit, keeping, filesPending: pending };
  },
  plan: ({ parallel, verify_timeout }, { routing, kit, keeping, filesPending: pending }) => {
    const planned = routing.views.map((view) =>
      revertWork(revertSource(routing, view, kit.get(view.account.account_id)), routing.facts),
    );
    const plan = describePlan(planned, 'undo');
    const run = { parallel, verify_timeout, onFailure: 'stop' as const, probes: [], keeping };
    return {
      ...plan,
      hasNotes: plan.hasNotes === true || pending || keeping.isAsked,
      detail: { work: { works: plan.detail, way: 'undo' as const, routing, run }, kit },
    };
  },
  apply: async ({ detail: { work, kit } }, connected, context: TaskContext) => {
    const { result, states } = await carryOutWorks(work, connected, context);
    const reverted = work.routing.views
      .filter(({ id }) => states.get(id)?.phase === 'reverted')
      .map((view) => ({ vpc: view.id, gateway: gatewayNameOf(work.routing, view) }));
    for (const file of kit.values()) await retireKit(file, reverted, context.controller.files);
    return result;
  },
});
