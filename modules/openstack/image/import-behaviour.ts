import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import type { Completion } from '../kind/completion.ts';
import { pathOf } from '../kind/collection.ts';
import type { Wanted } from '../kind/import-facts.ts';
import type { Arguments, Behaviour, Preparation } from '../kind/kind.ts';
import { namedLabel } from '../kind/labels.ts';
import { idOf, textOf } from '../kind/wire.ts';
import { deleteOne, noted, type Undo, type Writer } from '../kind/write.ts';
import { images } from './collections.ts';
import { bringData } from './data/bring-data.ts';
import { dataOfRecord, factsInRecord, hasDataAtSource, type ImageData } from './data/data-of-record.ts';
import { sizeText } from './data/size-text.ts';
import { dataFactsOf, isSameData } from './data/sums.ts';
import { transfersOf } from './data/transfers.ts';
import { settleMembers } from './members.ts';
import { updateByPatch } from './patch.ts';

/** What an import of one record does beyond the table: the data are found, brought and checked. */
export function importBehaviour(args: Arguments, context: TaskContext): Behaviour {
  /** The data that are to be brought, once the plan is being made. */
  let data: ImageData | undefined;

  const bring = (image: Body, writer: Writer, undo: Undo, isOurs: boolean): Promise<Body> =>
    data === undefined
      ? Promise.resolve(image)
      : upload({ image, data, writer, undo, isOurs }, args, context);

  return {
    update: updateByPatch,
    createBody: ({ os_hash_algo: _algorithm, os_hash_value: _sum, properties, ...body }) => ({
      ...body,
      ...(typeof properties === 'object' ? properties : {}),
    }),
    async prepare(preparation) {
      const { record, found, label, options } = preparation;
      const settled = settleSums(preparation, settleVisibility(preparation));
      if (options.fields !== undefined || !lacksData(found)) return settled;
      if (!hasDataAtSource(record)) return withWarning(settled, noDataText(preparation));
      data = await dataOfRecord(record, label, args, context);
      const { size } = data.expected;
      const much = size === undefined ? '' : ` (${sizeText(size)})`;
      return { ...settled, notes: [...settled.notes, `Its data${much} come from ${data.from}.`] };
    },
    // Read by the next run, should this one be cut off before the data have come.
    remainder: ({ record }) => (data === undefined ? undefined : { data: factsInRecord(record) }),
    afterCreate: (made, _facts, writer) => bring(made, writer, 'with-parent', true),
    async completion(found, _facts, remainder): Promise<Completion | undefined> {
      if (data === undefined) return undefined;
      const isOurs = (await remainder()) !== undefined;
      return {
        reason: 'Its data are not there yet.',
        changes: [{ pointer: '/data', before: textOf(found, 'status'), after: `from ${data.from}` }],
        after: { status: 'active' },
        apply: (writer) => bring(found, writer, NO_WAY_BACK, isOurs),
      };
    },
  };
}

const NO_WAY_BACK: Undo = {
  impossible: 'Glance has no call that takes the data of an image away: the image as a whole can be deleted.',
};

/** States in which an image has no data, or not all of them. */
const WITHOUT_DATA: ReadonlySet<string> = new Set(['queued', 'saving', 'uploading', 'importing']);

function lacksData(found: Body | undefined): boolean {
  return found === undefined || WITHOUT_DATA.has(textOf(found, 'status') ?? '');
}

function withWarning(wanted: Wanted, warning: string): Wanted {
  return { ...wanted, warnings: [...wanted.warnings, warning] };
}

function noDataText({ record, found }: Preparation): string {
  const status = textOf(record._info, 'status');
  const why = status === undefined ? 'the record tells of none' : `it was ${status} at the source`;
  return found === undefined
    ? `It is made without data: ${why}.`
    : `It has no data, and there are none to bring: ${why}.`;
}

/** Only administrators make an image public, and what is not shared has no members. */
function settleVisibility(preparation: Preparation): Wanted {
  const { wanted, found, isAdmin } = preparation;
  const asked = wanted.values.get('visibility');
  const isOut = asked === 'public' && !isAdmin && found?.['visibility'] !== 'public';
  const values = new Map(wanted.values);
  if (isOut) values.delete('visibility');
  const settled = isOut
    ? withWarning(
        { ...wanted, values },
        'visibility is left out: only an administrator may make an image public.',
      )
    : wanted;
  const visibility = settled.values.get('visibility') ?? found?.['visibility'] ?? 'shared';
  return settleMembers({ ...preparation, wanted: settled }, visibility);
}

/** Sums by different algorithms say nothing of one another; those of the same data are no difference. */
function settleSums({ record, found }: Preparation, wanted: Wanted): Wanted {
  const values = new Map(wanted.values);
  const isOther =
    found !== undefined &&
    !lacksData(found) &&
    isSameData(factsInRecord(record), dataFactsOf(found)) === false;
  // Which algorithm a cloud takes is its own affair.
  values.delete('hash_algo');
  if (!isOther) values.delete('hash_value');
  if (!isOther) return { ...wanted, values };
  return withWarning(
    { ...wanted, values },
    'Its data are others than those of the record, and stay as they are. Rename one of the two, or delete the image at the destination.',
  );
}

interface Upload {
  readonly image: Body;
  readonly data: ImageData;
  readonly writer: Writer;
  readonly undo: Undo;
  /** Whether drover has made the image, and so may remove it. */
  readonly isOurs: boolean;
}

async function upload(
  { image, data, writer, undo, isOurs }: Upload,
  args: Arguments,
  context: TaskContext,
): Promise<Body> {
  const id = idOf(image);
  const label = namedLabel('image', image);
  const { size: total } = data.expected;
  const transfers = await transfersOf(context, args);
  const signal = context.stopping;
  try {
    const after = await transfers.run(
      () =>
        writer.write({
          operation: 'act',
          collection: images,
          method: 'PUT',
          path: `${pathOf(images, id)}/file`,
          id,
          journaled: { data: data.expected, from: data.from },
          undo,
          send: () =>
            bringData({
              session: writer.index.session,
              id,
              label,
              data,
              signal,
              onProgress: (done) => {
                context.progress({
                  key: label,
                  done,
                  ...(total === undefined ? {} : { total }),
                  unit: 'bytes',
                });
              },
            }),
        }),
      signal,
    );
    return await noted(writer, images, after);
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== 'image-data-differ' || !isOurs) throw error;
    await deleteOne(writer, images, image, 'with-parent');
    throw new DroverError(error.code, {
      detail: `${error.message} The image was removed from ${writer.index.session.label} again.`,
      help: error.diagnostic.help,
      cause: error,
    });
  }
}
