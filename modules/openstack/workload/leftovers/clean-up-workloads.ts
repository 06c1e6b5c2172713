import { defineModule, type AnyConvergingModule } from '../../../../engine/module.ts';
import { formatPointer } from '../../../../engine/text/json-pointer.ts';
import { authArguments } from '../../api/auth-arguments.ts';
import { claimProject } from '../../claim-project.ts';
import { cloudOfTask } from '../../cloud-of-task.ts';
import type { Side } from '../../conversion/conversion-host.types.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { writerFor } from '../../kind/write.ts';
import { argumentsOfSource, sourceArguments } from '../../source-arguments.ts';
import { findLeftovers, type Leftovers } from '../leftovers.ts';
import { workloadState } from '../workload-state.ts';
import { sourcesIn } from './candidates.ts';
import { cleanUp, leftoverTexts } from './clean-up.ts';

/** Seconds. */
const TIMEOUT = 1800;

interface Clients {
  readonly indexes: Readonly<Record<Side, IndexOfCloud>>;
  readonly timeoutMs: number;
}

interface Facts {
  readonly leftovers: Leftovers;
  readonly withIncomplete: boolean;
  readonly startsServers: boolean;
}

export const cleanUpWorkloads: AnyConvergingModule = defineModule({
  name: 'openstack.clean_up_workloads',
  aliases: ['clean_up_workloads'],
  summary: 'Removes what migrations that were cut off have left at both clouds.',
  description:
    'Snapshots, volumes and images that were to be there for a while are removed, volumes are taken from conversion hosts and given back to their servers. What there is to do follows from the journals of the data directory, and from the marks that such things bear; nothing else is touched. Migrations clean up after one another by themselves: this is for those that nobody goes on with.',
  args: {
    type: 'object',
    properties: {
      incomplete: {
        type: 'boolean',
        description:
          'Remove volumes of the destination whose data have not all come, too. Without it they stay, and the next import goes on with them.',
        default: false,
      },
      start_servers: {
        type: 'boolean',
        description:
          'Start servers of the source again that were stopped for a migration which was not ended.',
        default: true,
      },
      wait_timeout: {
        type: 'integer',
        minimum: 1,
        description: `Seconds that each thing which a cloud does may take. Default ${TIMEOUT}.`,
        nullable: true,
      },
      ...authArguments,
      ...sourceArguments,
    },
  },
  examples: [
    {
      title: 'What was left at both clouds',
      playbook: [
        '- openstack.clean_up_workloads:',
        '    auth: "{{ os_migrate_dst_auth }}"',
        '    source_auth: "{{ os_migrate_src_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    leftovers: {
      type: 'array',
      items: { type: 'string', description: 'What it is, and what becomes of it.' },
      description: 'What was left.',
    },
  },
  connect: async (args, context): Promise<Clients> => {
    const indexes = {
      source: await cloudOfTask(argumentsOfSource(args), context, 'source'),
      destination: await cloudOfTask(args, context, 'destination'),
    };
    for (const index of Object.values(indexes)) await claimProject(index, context.journal);
    return { indexes, timeoutMs: (args.wait_timeout ?? TIMEOUT) * 1000 };
  },
  gather: async (args, { indexes }, { journal, state }): Promise<Facts> => {
    const operations = await journal.earlier();
    const of = new Set(sourcesIn(operations));
    const leftovers = await findLeftovers(operations, of, indexes, { byMark: true });
    const open = await Promise.all(leftovers.stopped.map(({ id }) => workloadState(state, id).isUnderWay()));
    return {
      // A server whose migration came to its end is off because that was wanted.
      leftovers: { ...leftovers, stopped: leftovers.stopped.filter((_server, place) => open[place]) },
      withIncomplete: args.incomplete,
      startsServers: args.start_servers,
    };
  },
  plan: (_args, facts) => {
    const texts = leftoverTexts(facts.leftovers, facts);
    const { problems } = facts.leftovers;
    const result = { leftovers: texts.map(({ what, becomes }) => `${what}: ${becomes}`) };
    const common = { subject: 'what migrations have left', result, detail: facts };
    const warned = problems.length === 0 ? {} : { warnings: problems };
    if (texts.length === 0)
      return { ...common, ...warned, action: 'unchanged', reason: 'Nothing is left over.', changes: [] };
    return {
      ...common,
      ...warned,
      action: 'update',
      reason: `${texts.length} ${texts.length === 1 ? 'thing is' : 'things are'} to be put in order.`,
      changes: texts.map(({ what, is, becomes }) => ({
        pointer: formatPointer([what]),
        before: is,
        after: becomes,
      })),
    };
  },
  apply: async ({ detail }, { indexes, timeoutMs }, context) => {
    const writerAt = (side: Side) =>
      writerFor({ index: indexes[side], journal: context.journal, name: 'what migrations have left' });
    const writers = { source: writerAt('source'), destination: writerAt('destination') };
    await cleanUp({ ...detail.leftovers, problems: [] }, writers, {
      ...detail,
      timeoutMs,
      warn: (message) => {
        context.warn(message);
      },
    });
    return { changed: true };
  },
});
