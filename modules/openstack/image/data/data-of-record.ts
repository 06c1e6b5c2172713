import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import { sessionFor } from '../../api/session-for.ts';
import type { Session } from '../../api/session.types.ts';
import type { Bytes } from '../../api/stream-request.ts';
import { sourceIdOf, type ExportRecord } from '../../files/record.ts';
import { pathOf } from '../../kind/collection.ts';
import type { Arguments } from '../../kind/kind.ts';
import { isBody, textOf } from '../../kind/wire.ts';
import { argumentsOfSource } from '../../source-arguments.ts';
import { images } from '../collections.ts';
import { blobPath, readBlob, sizeOf } from './blob-file.ts';
import { dataFactsOf, type DataFacts } from './sums.ts';

/** Where the data of an image come from. */
export interface ImageData {
  /** For people: a path, or the cloud's label. */
  readonly from: string;
  readonly expected: DataFacts;
  /** Opens them from the start. */
  readonly open: (signal: AbortSignal) => Bytes;
}

/** What the record says of the data: whether there are any, and their sums. */
export function factsInRecord({ params, _info: info }: ExportRecord): DataFacts {
  return dataFactsOf({
    size: info['size'],
    checksum: info['checksum'],
    os_hash_algo: params['hash_algo'],
    os_hash_value: params['hash_value'],
  });
}

/** Whether the image had data at the source. */
export function hasDataAtSource(record: ExportRecord): boolean {
  const status = textOf(record._info, 'status');
  const { sum } = factsInRecord(record);
  return status === undefined ? sum !== undefined : ['active', 'deactivated'].includes(status);
}

/**
 * The data that belong to a record: the blob on the disk, or else the source itself, if its credentials are among the
 * arguments. Throws `image-data-missing` where there is neither.
 */
export async function dataOfRecord(
  record: ExportRecord,
  label: string,
  args: Arguments,
  context: TaskContext,
): Promise<ImageData> {
  const expected = factsInRecord(record);
  const id = sourceIdOf(record);
  const folder = args['blobs_dir'];
  const path =
    typeof folder === 'string' && id !== undefined ? blobPath(folder, id, record.params['name']) : undefined;
  const size = path === undefined ? undefined : await sizeOf(path);
  if (path !== undefined && size !== undefined && (expected.size ?? size) === size)
    return { from: path, expected: { ...expected, size }, open: (signal) => readBlob(path, signal) };
  const blob =
    size === undefined
      ? `There is no blob ${path ?? 'on the disk'}`
      : `The blob ${path ?? ''} has ${size} bytes, and the record speaks of ${String(expected.size)}`;
  const session = await sourceSession(args, context);
  if (session === undefined || id === undefined)
    throw missing(label, `${blob}, and the import has no credentials of the source`);
  return dataAtSource(session, id, expected, (why) => missing(label, `${blob}, and ${why}`));
}

async function dataAtSource(
  session: Session,
  id: string,
  expected: DataFacts,
  refuse: (why: string) => Error,
): Promise<ImageData> {
  const answer = await session.call(images.service, 'GET', pathOf(images, id), { accept: [404] });
  if (answer.status === 404 || !isBody(answer.body))
    throw refuse(`${session.label} has no image ${id} any more`);
  const { isAdmin } = await session.identity();
  const status = textOf(answer.body, 'status') ?? '';
  if (status !== 'active' && !(status === 'deactivated' && isAdmin))
    throw refuse(`the image ${id} of ${session.label} cannot be read, as it is ${status}`);
  const told = dataFactsOf(answer.body);
  return {
    from: session.label,
    expected: {
      size: expected.size ?? told.size,
      sum: expected.sum ?? told.sum,
      md5: expected.md5 ?? told.md5,
    },
    open: (signal) => fromSource(session, id, signal),
  };
}

async function* fromSource(session: Session, id: string, signal: AbortSignal): Bytes {
  const data = await session.download(images.service, `${pathOf(images, id)}/file`, { signal });
  yield* data.bytes;
}

function missing(label: string, why: string): DroverError {
  return new DroverError('image-data-missing', {
    detail: `${label}: its data cannot be had. ${why}.`,
    help: 'Export the images with os_migrate_export_images_blobs: true, or give os_migrate_src_auth to the import, so that the data go from cloud to cloud.',
  });
}

/** The arguments of the source, by the names that the session knows them by. */
async function sourceSession(args: Arguments, context: TaskContext): Promise<Session | undefined> {
  if (!isBody(args['source_auth'])) return undefined;
  return sessionFor(argumentsOfSource(args), context, { label: 'source' });
}
