import { defineModule, type AnyConvergingModule, type Journal, type Plan } from '../../../engine/module.ts';
import { didYouMean } from '../../../engine/schema/suggest.ts';
import type { Aws, Place } from '../api/aws.types.ts';
import { openAws } from '../api/open-aws.ts';
import { describeQuota, named, planQuota, type QuotaStep } from './plan-quotas.ts';
import { quotaPlaces } from './quota-places.ts';
import { findQuota, knownQuotas, type WantedQuota } from './quota-table.ts';
import { readQuota, type Quota } from './read-quotas.ts';
import { awaitVerdict, requestQuota } from './request-quotas.ts';

const names = knownQuotas.map(({ name }) => name);

/** What `apply` needs: each quota with what is to be asked for, and how long is waited. */
interface Detail {
  readonly steps: readonly QuotaStep[];
  readonly waitMs: number;
}

export const quota: AnyConvergingModule = defineModule({
  name: 'aws.quota',
  aliases: ['aws_quota'],
  summary: 'Lists quotas of AWS, and has them raised.',
  description: `Shows limit, use and open requests of quotas. With \`desired\` it asks AWS for a higher limit, unless it is as high already or as much was asked for. Quotas with a name: ${names.join(', ')}; any other by its service and code (vpc/L-F678F1CE). Where one holds for each of several things (the routes of each table), the fullest counts.`,
  args: {
    type: 'object',
    properties: {
      quota: {
        type: 'array',
        items: { type: 'string', minLength: 1, description: 'A name, or service/code.' },
        default: names,
        description: 'The quotas; none: all that have a name.',
      },
      desired: {
        type: 'integer',
        minimum: 1,
        description: 'The limit that is to be asked for. Without it they are only listed.',
      },
      wait: {
        type: 'integer',
        minimum: 0,
        default: 0,
        description: 'How many seconds to wait for the decision of AWS.',
      },
      account: {
        type: 'string',
        description: 'The account; without it those of the discovery.yaml (-e @discovery.yaml).',
      },
      role: { type: 'string', minLength: 1, description: 'The role to assume in the account.' },
      region: {
        type: 'string',
        minLength: 1,
        description: 'The region; without it those of the discovery.yaml.',
      },
    },
  },
  check: ({ quota: wanted, desired }) => [
    ...wanted
      .filter((name) => findQuota(name) === undefined)
      .map(
        (name) =>
          `${`There is no quota ${name}. ${didYouMean(name, names)}`.trim()} Those with a name: ${names.join(', ')}; any other: service/L-CODE.`,
      ),
    ...(desired !== undefined && wanted.length !== 1
      ? ['With desired, one quota is to be named: quota: [eip].']
      : []),
  ],
  examples: [
    {
      title: 'Enough elastic IPs, waiting for ten minutes',
      playbook:
        "- aws.quota:\n    account: '123456789012'\n    role: aviatrix-role-app\n    region: us-east-1\n    quota: [eip]\n    desired: 20\n    wait: 600\n",
    },
  ],
  returns: {
    quotas: {
      type: 'array',
      items: {
        type: 'object',
        description: 'A quota.',
        properties: {
          account: { type: 'string', description: 'The account.' },
          region: { type: 'string', description: 'The region.' },
          name: { type: 'string', description: 'As it was asked for.' },
          title: { type: 'string', description: 'What AWS calls it.' },
          service: { type: 'string', description: 'Its service.' },
          code: { type: 'string', description: 'Its code.' },
          value: { type: 'number', description: 'The limit.' },
          used: { type: 'number', description: 'How much of it is used, where it can be counted.' },
          adjustable: { type: 'boolean', description: 'Whether AWS raises it.' },
          requests: {
            type: 'array',
            items: { type: 'object', description: 'A request.', properties: {}, additionalProperties: true },
            description: 'What was asked for, the newest first: id, desired, status, case.',
          },
        },
      },
      description: 'The quotas, as they were found.',
    },
  },
  connect: async (args, context) => ({ aws: await openAws(context), places: quotaPlaces(args, context) }),
  gather: (args, { aws, places }: { readonly aws: Aws; readonly places: readonly Place[] }) => {
    const wanted = args.quota.map(findQuota).filter((found): found is WantedQuota => found !== undefined);
    return Promise.all(places.flatMap((place) => wanted.map((one) => readQuota(aws, place, one))));
  },
  plan: ({ desired, wait }, quotas: readonly Quota[]): Plan<Detail> => {
    const steps = quotas.map((found) => planQuota(found, desired));
    const asked = steps.filter((step) => step.desired !== undefined);
    const isWaiting = wait > 0 && desired !== undefined && steps.some(({ open }) => open !== undefined);
    return {
      action: asked.length > 0 ? 'update' : 'unchanged',
      subject: desired === undefined ? 'quotas' : `quota ${quotas[0]?.name ?? ''}`,
      reason: steps.map(({ reason }) => reason).join('; '),
      changes: asked.map((step) => ({
        pointer: `/${step.quota.place.account}/${step.quota.place.region}/${step.quota.name}`,
        before: step.quota.value,
        after: step.desired,
      })),
      warnings: steps.flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
      result: { quotas: quotas.map(shown), msg: quotas.map(describeQuota) },
      ...(isWaiting ? { hasNotes: true } : {}),
      detail: { steps, waitMs: wait * 1000 },
    };
  },
  apply: async ({ detail: { steps, waitMs } }, { aws }, context) => {
    const ports = {
      aws,
      signal: context.stopping,
      progress: (note: string) => {
        context.progress({ note });
      },
      warn: (message: string) => {
        context.warn(message);
      },
    };
    const requests = [];
    for (const step of steps) {
      const made = await journaled(step, aws, context.journal);
      const open = made ?? step.open;
      if (open === undefined) continue;
      const decided = waitMs > 0 ? await awaitVerdict(step.quota, open, waitMs, ports) : open;
      requests.push({ ...decided, quota: named(step.quota) });
    }
    return { changed: steps.some(({ desired }) => desired !== undefined), requests };
  },
});

/** A request cannot be taken back by a call, so that its entry has no way back. */
async function journaled(step: QuotaStep, aws: Aws, journal: Journal): ReturnType<typeof requestQuota> {
  if (step.desired === undefined) return undefined;
  const { name, place, value } = step.quota;
  const number = await journal.intend({
    operation: 'act',
    kind: 'aws.quota',
    name: named(step.quota),
    cloud: `aws:${aws.partitionOf(place.region)}`,
    project: place.account,
    before: { [name]: value },
    after: { [name]: step.desired },
  });
  try {
    const made = await requestQuota(aws, step);
    await journal.done(number, made === undefined ? {} : { id: made.id });
    return made;
  } catch (error) {
    await journal.failed(number, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function shown({ place, name, title, service, code, value, used, isAdjustable, requests }: Quota): object {
  return {
    account: place.account,
    region: place.region,
    name,
    title,
    service,
    code,
    value,
    ...(used === undefined ? {} : { used }),
    adjustable: isAdjustable,
    requests: requests.map(({ id, desired, status, caseId }) => ({
      id,
      desired,
      status,
      ...(caseId === undefined ? {} : { case: caseId }),
    })),
  };
}
