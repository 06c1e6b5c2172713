import { defineModule, type AnyConvergingModule, type TaskContext } from '../../../engine/module.ts';
import {
  connectRouting,
  gatewayNameOf,
  gatherRouting,
  stateOf,
  type Connected,
} from '../switch/gather-routing.ts';
import { runArguments } from '../switch/switch-arguments.ts';
import { operationsReturn, vpcsReturn } from '../switch/switch-returns.ts';
import { cleanupWork } from './cleanup-work.ts';
import type { CleanupOperation, CleanupSubject } from './cleanup.types.ts';
import { describeCleanup } from './describe-cleanup.ts';
import { gatherDependents } from './gather-dependents.ts';
import { openOperations } from './open-operations.ts';
import { planLeft } from './plan/left.ts';
import { planCleanup } from './plan/plan-cleanup.ts';
import { refuseGaps, refuseTooEarly, refuseWithoutSection } from './refuse.ts';
import { cleanupRows } from './rows/cleanup-rows.ts';
import { runCleanup, writeReport, type CleanupDetail } from './run-cleanup.ts';

export const vpcCleanup: AnyConvergingModule = defineModule({
  name: 'aws.vpc_cleanup',
  aliases: ['vpc_cleanup'],
  summary: 'Deletes what VPCs do not need any more after their switch.',
  description:
    'Original route tables, and what the section cleanup of the discovery.yaml names. Only VPCs whose switch is done and seen; only what nothing uses; only a list that was confirmed. Run again, it goes on. It cannot be taken back, and ends the way back of the switch.',
  args: {
    type: 'object',
    properties: {
      ...runArguments,
      verify_timeout: { ...runArguments.verify_timeout, default: 900 },
      confirm: {
        type: 'string',
        nullable: true,
        description: 'The digest of the list that is to be deleted, as the plan shows it; or yes.',
      },
      minimum_age: {
        type: 'number',
        minimum: 0,
        default: 0,
        description: 'Hours that a switch has to be old.',
      },
    },
  },
  examples: [
    {
      title: 'What was looked at, and nothing else',
      playbook: '- aws.vpc_cleanup:\n    confirm: 0123456789ab\n    minimum_age: 24\n',
    },
  ],
  returns: {
    operations: operationsReturn,
    digest: { type: 'string', description: 'Stands for the list: to confirm it by.' },
    stays: {
      type: 'array',
      items: { type: 'string', description: 'What, and why.' },
      description: 'What was asked for and stays.',
    },
    vpcs: vpcsReturn,
  },
  connect: (args, context) => connectRouting(args.vpc ?? undefined, context),
  gather: async ({ vpc, minimum_age }, connected, context) => {
    const routing = await gatherRouting(vpc ?? undefined, connected, context);
    refuseWithoutSection(routing);
    refuseGaps(routing);
    const { aws, controller } = connected;
    const vpcs = routing.views.map((view) => ({ view, state: stateOf(routing, view.id) }));
    const dependents = await gatherDependents(vpcs, aws, controller, context.signal);
    const subjects = vpcs.map(({ view, state }): CleanupSubject => {
      return { view, gatewayName: gatewayNameOf(routing, view), state, facts: routing.facts, dependents };
    });
    refuseTooEarly(subjects, minimum_age);
    return { routing, subjects, seen: await readOpen(subjects, connected, context) };
  },
  plan: ({ confirm, parallel, verify_timeout }, { routing, subjects, seen }) => {
    const planned = subjects.map((subject) =>
      cleanupWork(subject, planCleanup(subject, planLeft(subject, seen)), seen, routing.digest),
    );
    const isReport = routing.config.cleanup?.report_only === true;
    const detail: CleanupDetail = {
      planned,
      routing,
      isReport,
      confirm: confirm ?? undefined,
      parallel,
      verify_timeout,
    };
    return { ...describeCleanup(planned, isReport), detail };
  },
  apply: ({ detail }, connected, context) =>
    detail.isReport ? writeReport(detail, context) : runCleanup(detail, connected, context),
});

/** What has become of the steps that an earlier run was cut off in. */
async function readOpen(
  subjects: readonly CleanupSubject[],
  { aws, controller }: Connected,
  { signal }: TaskContext,
): Promise<ReadonlyMap<string, unknown>> {
  const read = async (operation: CleanupOperation): Promise<readonly (readonly [string, unknown])[]> => {
    const row = cleanupRows[operation.kind];
    if (row === undefined || 'act' in row) return [];
    return [[operation.id, (await row.read(operation, { aws, controller }, signal)).state]];
  };
  return new Map((await Promise.all(subjects.flatMap(openOperations).map(read))).flat());
}
