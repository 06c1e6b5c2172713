import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule, type TaskContext } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import { claimProject } from '../claim-project.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { servers } from '../compute/collections.ts';
import { forgetHost } from '../conversion/forget-host.ts';
import { projects } from '../identity/collections.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { idOf, isBody } from '../kind/wire.ts';
import { allKinds } from '../kind-list.ts';
import { argumentsOfSource, sourceArguments } from '../source-arguments.ts';
import { aspectOf } from './aspect.ts';
import { carryOut, forget } from './carry-out.ts';
import { changedSince } from './changed-since.ts';
import { belongingsOf, dependentsOf, type Belongings } from './dependents.ts';
import { collectionOfStep, findWritten, kindOfStep, loadFor } from './find-written.ts';
import { lookAt } from './goal.ts';
import { planStep, type StepFacts } from './plan-step.ts';
import type { UndoStep } from './steps.ts';

/** How many steps of a batch are taken side by side. */
const PARALLEL = 10;

/** Seconds. */
const TIMEOUT = 1800;

export const undoStep: AnyConvergingModule = defineModule({
  name: 'openstack.undo_step',
  aliases: ['undo_step'],
  summary: 'Takes back one write of a run.',
  description:
    'What the run made is removed, unless something that it did not make depends on it; what it changed is set as it was, unless somebody has changed it since; what it removed is made again.',
  args: {
    type: 'object',
    properties: {
      data: {
        type: 'object',
        description: 'A step, as read_run gives it.',
        properties: {},
        additionalProperties: true,
      },
      ...authArguments,
      ...sourceArguments,
      conversion_hosts_file: {
        type: 'string',
        format: 'path',
        description:
          'The file of the conversion hosts: a host whose server is removed is taken out of it. conversion/hosts.yml of the data directory.',
        nullable: true,
      },
      wait_timeout: {
        type: 'integer',
        minimum: 1,
        description: `Seconds that each thing which a cloud does may take: the removal of a server, an attachment. Default ${TIMEOUT}.`,
        nullable: true,
      },
    },
    required: ['data'],
  },
  examples: [
    {
      title: 'The first batch of a run',
      playbook: [
        '- openstack.undo_step:',
        '    data: "{{ item }}"',
        '    auth: "{{ os_migrate_dst_auth }}"',
        '  loop: "{{ journal.batches[0] }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    id: { type: 'string', description: 'The id of what the run wrote.', nullable: true },
  },
  parallel: PARALLEL,
  connect: async (args, context): Promise<Connected> => {
    // Boundary: the value comes from read_run.
    const step = args.data as unknown as UndoStep;
    const index = await cloudOfStep(step, args, context);
    await claimProject(index, context.journal, step.project);
    return {
      index,
      isChecking: context.checkMode,
      timeoutMs: (args.wait_timeout ?? TIMEOUT) * 1000,
      hostsFile: args.conversion_hosts_file ?? undefined,
    };
  },
  gather: async (args, { index, isChecking }): Promise<StepFacts> => {
    // Boundary: the value comes from read_run.
    const given = args.data as unknown as UndoStep;
    const kinds = await allKinds();
    const kind = kindOfStep(given, kinds);
    const collection = collectionOfStep(given, kind);
    const common = { collection, cloud: index.session.label };
    const aspect = given.call === undefined ? undefined : aspectOf(given.call);
    if (aspect !== undefined) {
      const goal = await lookAt(aspect, index, isChecking);
      return { ...common, ...NOTHING_FOUND, step: given, goal };
    }
    // What a step removes is taken out of the list, so that it does not stand against those that follow.
    if (kind !== undefined) await loadFor(given, kind, index);
    const found = await findWritten(given, kind, index);
    const isRemoved = given.operation === 'create' && found !== undefined;
    const { made, born } =
      isRemoved && collection === projects ? await belongingsOf(index, idOf(found), kinds) : NOTHING;
    return {
      ...common,
      step: withId(given, found === undefined ? undefined : idOf(found)),
      found,
      dependents: isRemoved ? [...made, ...(await dependentsOf(index, collection, idOf(found), kinds))] : [],
      parts: [...born, ...(isRemoved ? ((await kind?.parts?.(found, index)) ?? []) : [])],
      changed: isRemoved ? await changedSince(given, collection, found, index) : [],
      goal: undefined,
    };
  },
  plan: (_args, facts) => planStep(facts),
  apply: async ({ action, detail: facts }, { index, timeoutMs, hostsFile }, context) => {
    if (action === 'unchanged') return { changed: false };
    const { journal } = context;
    const changed = await carryOut({ facts, action, index, journal, timeoutMs });
    const { id } = facts.step;
    const isServer = facts.collection.name === servers.name && facts.step.operation === 'create';
    if (isServer && hostsFile !== undefined && id !== undefined) await forgetHost(hostsFile, id, context);
    return { changed, id: id ?? null };
  },
  assume: ({ detail }, { index }) => {
    forget(detail, index);
  },
});

interface Connected {
  readonly index: IndexOfCloud;
  readonly isChecking: boolean;
  readonly timeoutMs: number;
  /** The file of the conversion hosts. */
  readonly hostsFile: string | undefined;
}

const NOTHING: Belongings = { made: [], born: [] };
const NOTHING_FOUND = { found: undefined, dependents: [], parts: [], changed: [] } as const;

/** The cloud that the run wrote to; that of the source has credentials of its own. */
function cloudOfStep(
  { side, cloud, name }: UndoStep,
  args: Readonly<Record<string, unknown>>,
  context: TaskContext,
): Promise<IndexOfCloud> {
  if (side === 'destination') return cloudOfTask(args, context, 'destination');
  if (isBody(args['source_auth'])) return cloudOfTask(argumentsOfSource(args), context, 'source');
  throw new DroverError('openstack-config', {
    detail: `The run wrote to ${cloud ?? 'the source'}, too (${name}), and the undo is not told how to reach it.`,
    help: 'Set os_migrate_src_auth to the credentials of the source, as for the run itself.',
  });
}

/** The id that was not told to the run, where the thing was found all the same. */
function withId(step: UndoStep, id: string | undefined): UndoStep {
  if (step.id !== undefined || id === undefined || id === '' || step.call === undefined) return step;
  const filled = (path: string): string => path.replaceAll('{id}', encodeURIComponent(id));
  const { call } = step;
  const first =
    call.first === undefined ? {} : { first: call.first.map((one) => ({ ...one, path: filled(one.path) })) };
  return { ...step, id, call: { ...call, path: filled(call.path), ...first } };
}
