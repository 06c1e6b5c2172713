import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule, type TaskContext } from '../../../engine/module.ts';
import { discoveryFileOf } from '../discovery/file-name.ts';
import { connectRouting, gatewayNameOf, gatherRouting, type Routing } from './gather-routing.ts';
import { keepFolders, withoutStore } from './keep-folders.ts';
import { leftKitFiles } from './kit/kit-terraform-row.ts';
import { readKit, type KitSwitches } from './kit/read-kit.ts';
import { isSpent, retireKit, type RevertedVpc } from './kit/retire-kit.ts';
import { carryOutWorks, filesPending, type RoutingWork, type WorksDone } from './run-works.ts';
import { describePlan } from './run/describe-plan.ts';
import { readTakenBack, revertSource } from './revert-source.ts';
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
    const takenBack = await readTakenBack(routing, kit, connected.holds, context);
    const pending = await filesPending(routing, context).catch((error: unknown) => {
      // Nothing of Terraform's stands in the way of traffic that is to go back.
      context.warn(`Terraform's files of the associations cannot be compared: ${messageOf(error)}`);
      return false;
    });
    return { routing, kit, takenBack, keeping, filesPending: pending };
  },
  plan: ({ parallel, verify_timeout }, { routing, kit, takenBack, keeping, filesPending: pending }) => {
    const planned = routing.views.map((view) =>
      revertWork(revertSource(routing, view, kit.get(view.account.account_id), takenBack), routing.facts),
    );
    const plan = describePlan(planned, 'undo');
    const run = {
      parallel,
      verify_timeout,
      onFailure: 'stop' as const,
      probes: [],
      keeping: withoutStore(keeping),
    };
    const worked = new Set(plan.detail.map(({ place }) => place.vpc));
    const idle = revertedOf(routing, routing.states).filter(({ vpc }) => !worked.has(vpc));
    const isLeft = [...kit.values()].some((file) => isSpent(file, idle));
    return {
      ...plan,
      hasNotes: plan.hasNotes === true || pending || keeping.isAsked || isLeft,
      detail: { work: { works: plan.detail, way: 'undo' as const, routing, run }, kit, keeping },
    };
  },
  apply: async ({ detail: { work, kit, keeping } }, connected, context: TaskContext) => {
    const { result, states } = await carryOutWorks(work, connected, context);
    await endKit(work, kit, states, context).catch((error: unknown) => {
      // The routing is what it should be: the file can be put aside by a further run.
      context.warn(`The revert.json of the kit could not be put aside: ${messageOf(error)}`);
    });
    await keeping.store();
    return result;
  },
});

/** Before the folders go to the bucket: what is put aside here is to be put aside there, too. */
async function endKit(
  { works, routing }: RoutingWork,
  kit: KitSwitches,
  states: WorksDone['states'],
  context: Pick<TaskContext, 'controller' | 'warn'>,
): Promise<void> {
  const { files } = context.controller;
  const reverted = revertedOf(routing, states);
  for (const file of kit.values()) await retireKit(file, reverted, files);
  const ended = new Set(reverted.map(({ vpc }) => vpc));
  const operations = works.filter(({ place }) => ended.has(place.vpc)).flatMap((work) => work.operations);
  for (const path of await leftKitFiles(operations, files, routing.config.terraform.terraform_output))
    context.warn(
      `${path} was written anew since the kit's switch, and is left as it is: take out of it the associations that the kit added, if there are any, and set switch_traffic to false.`,
    );
}

function revertedOf(routing: Routing, states: WorksDone['states']): readonly RevertedVpc[] {
  return routing.views
    .filter(({ id }) => states.get(id)?.phase === 'reverted')
    .map((view) => ({ vpc: view.id, gateway: gatewayNameOf(routing, view) }));
}
