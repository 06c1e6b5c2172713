import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import { claimProject } from '../claim-project.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { projects } from '../identity/collections.ts';
import type { Belonging, Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { idOf } from '../kind/wire.ts';
import { deleteOne, writerFor, type FirstCall, type Writer } from '../kind/write.ts';
import { allKinds } from '../kind-list.ts';
import { belongingsOf, dependentsOf, type Belongings } from './dependents.ts';
import { collectionOfStep, findWritten, kindOfStep, loadFor } from './find-written.ts';
import { planStep, type StepFacts } from './plan-step.ts';
import type { UndoStep } from './steps.ts';

/** How many steps of a batch are taken side by side. */
const PARALLEL = 10;

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
  connect: async (args, context) => {
    const index = await cloudOfTask(args, context, 'destination');
    // Boundary: the value comes from read_run.
    await claimProject(index, context.journal, (args.data as unknown as UndoStep).project);
    return index;
  },
  gather: async (args, index): Promise<StepFacts> => {
    // Boundary: the value comes from read_run.
    const given = args.data as unknown as UndoStep;
    const kinds = await allKinds();
    const kind = kindOfStep(given, kinds);
    const collection = collectionOfStep(given, kind);
    // What a step removes is taken out of the list, so that it does not stand against those that follow.
    if (kind !== undefined) await loadFor(given, kind, index);
    const found = await findWritten(given, kind, index);
    const isRemoved = given.operation === 'create' && found !== undefined;
    const { made, born } =
      isRemoved && collection === projects ? await belongingsOf(index, idOf(found), kinds) : NOTHING;
    return {
      step: withId(given, found === undefined ? undefined : idOf(found)),
      collection,
      cloud: index.session.label,
      found,
      dependents: isRemoved ? [...made, ...(await dependentsOf(index, collection, idOf(found), kinds))] : [],
      parts: [...born, ...(isRemoved ? ((await kind?.parts?.(found, index)) ?? []) : [])],
    };
  },
  plan: (_args, facts) => planStep(facts),
  apply: async ({ action, detail: { step, collection, found, parts } }, index, { journal }) => {
    const { call } = step;
    if (call === undefined || action === 'unchanged') return { changed: false };
    const writer = writerFor({ index, journal, name: step.name });
    try {
      for (const part of parts) await removePart(part, writer);
      await clearTheWay(step, call.first ?? [], collection, writer);
      await writer.write({
        operation: action === 'create' ? 'act' : action,
        collection,
        method: call.method,
        path: call.path,
        ...(call.body === undefined ? {} : { body: call.body }),
        ...(call.headers === undefined ? {} : { headers: call.headers }),
        ...(step.id === undefined ? {} : { id: step.id }),
        ...(found === undefined ? {} : { before: found }),
        undo: { impossible: 'it took back a write of another run. Run the import again in its place.' },
      });
    } catch (error) {
      // Somebody else has removed it in the meantime.
      if (!(error instanceof DroverError) || error.code !== 'openstack-not-found') throw error;
    }
    forget(step, collection, index);
    return { changed: true, id: step.id ?? null };
  },
  assume: ({ detail: { step, collection } }, index) => {
    forget(step, collection, index);
  },
});

const PART = { impossible: 'it belonged to what is gone.' };
const NOTHING: Belongings = { made: [], born: [] };

/** A part that somebody else has removed meanwhile does not stand in the way of the whole. */
async function removePart({ collection, body }: Belonging, writer: Writer): Promise<void> {
  try {
    await deleteOne(writer, collection, body, PART);
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== 'openstack-not-found') throw error;
  }
}

/** What is enabled or protected cannot be removed as it is. */
async function clearTheWay(
  { id }: UndoStep,
  calls: readonly FirstCall[],
  collection: Collection,
  writer: Writer,
): Promise<void> {
  for (const call of calls)
    await writer.write({
      operation: 'update',
      collection,
      ...call,
      ...(id === undefined ? {} : { id }),
      undo: { impossible: 'it is the first step of a removal.' },
    });
}

function forget({ operation, id, call }: UndoStep, collection: Collection, index: IndexOfCloud): void {
  const gone = operation === 'create' ? id : operation === 'act' ? call?.needs?.split('/').at(-1) : undefined;
  if (gone !== undefined) index.loaded(collection)?.remove(gone);
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
