import {
  defineModule,
  type AnyConvergingModule,
  type Plan,
  type TaskContext,
} from '../../../engine/module.ts';
import type { Infer } from '../../../engine/schema/types.ts';
import type { Aws, Place } from '../api/aws.types.ts';
import { openAws } from '../api/open-aws.ts';
import { discoveryOf } from '../discovery/from-variables.ts';
import { changePolicy, missingPermissions } from './change-policy.ts';
import { documentText } from './document.ts';
import { identitiesOf, type Identity } from './identities-of.ts';
import { iamArguments } from './iam-arguments.ts';
import { planRoles, type FoundRole, type PolicyWork, type RoleWork } from './plan-roles.ts';
import { readPolicy } from './read-policy.ts';
import type { PlannedNeed } from './resource-forms.ts';
import { ownPermissions } from './statements.ts';

interface Clients {
  readonly aws: Aws;
  readonly identities: readonly Identity[];
}

interface Detail {
  readonly works: readonly PolicyWork[];
  readonly verifies: boolean;
}

export const migrationIam: AnyConvergingModule = defineModule({
  name: 'aws.migration_iam',
  aliases: ['aws_migration_iam'],
  summary: 'Gives the roles of a discovery.yaml the permissions that a migration takes, and takes them back.',
  description:
    'Adds statements of its own (Sid DroverMigration…) to the policy of each role, with no more than the phases need, in the regions of the discovery.yaml. With state absent it makes the version before the default again if that says the same, else a version without them. Versions are kept: neither the default nor the newest is ever deleted.',
  args: { type: 'object', properties: iamArguments },
  examples: [
    {
      title: 'For the switch and its way back',
      playbook: '- aws.migration_iam:\n    phases: [discovery, switch, revert]\n',
    },
    {
      title: 'For exactly the switch that is planned',
      playbook:
        "- aws.vpc_switch_traffic:\n  check_mode: true\n  register: switch\n- aws.migration_iam:\n    phases: [discovery, switch, revert]\n    operations: '{{ switch.operations }}'\n",
    },
    { title: 'When the migration is over', playbook: '- aws.migration_iam:\n    state: absent\n' },
  ],
  returns: {
    policies: {
      type: 'array',
      items: {
        type: 'object',
        description: 'A policy.',
        properties: {
          account: { type: 'string', description: 'Its account.' },
          role: { type: 'string', description: 'The role that it is attached to.' },
          policy: { type: 'string', description: 'Its ARN.' },
          statements: { type: 'integer', description: "How many statements of drover's it is to have." },
        },
      },
      description: 'The policies, one a role.',
    },
  },
  connect: async (_args, context): Promise<Clients> => ({
    aws: await openAws(context),
    identities: identitiesOf(discoveryOf(context, { isInventory: true })),
  }),
  gather: (args, { aws, identities }) =>
    Promise.all(
      identities.map(async (identity): Promise<FoundRole> => {
        const { account, role, regions } = identity;
        const place = placeOfIam(account, args.admin_role ?? role, regions);
        return { identity, place, policy: await readPolicy(aws, place, role, args.policy) };
      }),
    ),
  plan: (args, found: readonly FoundRole[]): Plan<Detail> => {
    const { state, phases, make_room: makeRoom, operations } = args;
    const works = planRoles(found, {
      state,
      phases,
      makeRoom,
      ...(operations === undefined || operations === null
        ? {}
        : { plannedFor: (identity) => needsOf(operations, identity) }),
    });
    const changed = works.filter(({ step }) => step !== undefined);
    return {
      action: changed.length > 0 ? 'update' : 'unchanged',
      subject: 'policies of the roles of the migration',
      reason: works.map(reasonFor).join('; '),
      changes: changed.map(({ place, roles, step }) => ({
        pointer: `/${place.account}/${namesOf(roles).join(',')}`,
        before: ownPermissions(step?.before.Statement ?? []),
        after: ownPermissions(step?.after.Statement ?? []),
      })),
      diff: changed.flatMap(({ policy, step }) =>
        step === undefined
          ? []
          : [
              {
                before: documentText(step.before),
                after: documentText(step.after),
                beforeHeader: policy.arn,
                afterHeader: policy.arn,
              },
            ],
      ),
      result: {
        policies: works.flatMap(({ policy, roles, statements }) =>
          roles.map(({ identity: { account, role } }) => ({
            account,
            role,
            policy: policy.arn,
            statements: statements.length,
          })),
        ),
      },
      detail: { works, verifies: args.verify },
    };
  },
  apply: async ({ detail: { works, verifies } }, { aws }, context) => {
    for (const { place, policy, step } of works)
      if (step !== undefined) await changePolicy(aws, place, policy, step, context.journal);
    if (verifies) for (const work of works.flatMap(({ roles }) => roles)) await verify(aws, work, context);
    return { changed: works.some(({ step }) => step !== undefined) };
  },
});

type PlannedOperation = NonNullable<Infer<typeof iamArguments.operations>>[number];

function needsOf(
  operations: readonly PlannedOperation[],
  { account, role }: Identity,
): readonly PlannedNeed[] {
  return operations
    .filter((one) => one.account === account && one.role === role)
    .flatMap(({ needs, region = '' }) => needs.map((need) => ({ ...need, region })));
}

/** IAM is of all regions: it is called in one that the account uses. */
function placeOfIam(account: string, role: string, regions: readonly string[]): Place {
  const region = regions[0] ?? 'us-east-1';
  return { account, region, ...(role === '' ? {} : { role }) };
}

function namesOf(roles: readonly RoleWork[]): readonly string[] {
  return roles.map(({ identity }) => identity.role);
}

function reasonFor({ place, policy, roles, statements, step }: PolicyWork): string {
  const where = `${policy.name} of role${roles.length === 1 ? '' : 's'} ${namesOf(roles).join(', ')} in ${place.account}`;
  if (step === undefined) return `${where} is as it should be`;
  if (step.restores !== undefined) return `${where}: version ${step.restores} becomes the default again`;
  const room = step.deletes === undefined ? '' : `, after version ${step.deletes} is deleted`;
  return statements.length > 0
    ? `${where}: a new version with ${statements.length} statements of drover${room}`
    : `${where}: a new version without the statements of drover${room}`;
}

async function verify(aws: Aws, work: RoleWork, context: TaskContext): Promise<void> {
  const { identity, place, statements } = work;
  if (statements.length === 0) return;
  const missing = await missingPermissions(aws, place, identity.role, statements, context.stopping);
  const role = `role ${identity.role} in ${identity.account}`;
  if (missing === undefined)
    context.warn(
      `Whether ${role} has the permissions was not checked: iam:SimulatePrincipalPolicy is not allowed.`,
    );
  else if (missing.length > 0)
    context.warn(
      `The policy gives ${role} these permissions, but a boundary or a policy of the organization stands against them: ${missing.join(', ')}.`,
    );
}
