import type { TaskContext } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { makeFolder, refusedWrite } from '../files/write-file.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Arguments, Payload } from '../kind/kind.ts';
import { namedLabel } from '../kind/labels.ts';
import { idOf, isBody, textOf } from '../kind/wire.ts';
import { blobPath, sizeOf } from './data/blob-file.ts';
import { fetchBlob, type BlobWanted } from './data/fetch-blob.ts';
import { sizeText } from './data/size-text.ts';
import { dataFactsOf } from './data/sums.ts';
import { transfersOf } from './data/transfers.ts';
import { isOfOneCloud } from './properties.ts';

/** Brings the data of images to the disk, and says which images have none or lean on what stays at the source. */
export function imagePayload(args: Arguments, context: TaskContext, index: IndexOfCloud): Payload {
  return {
    async plan(bodies) {
      const { isAdmin } = await index.identity();
      const canRead = (body: Body): boolean =>
        body['status'] === 'active' || (body['status'] === 'deactivated' && isAdmin);
      const warnings = bodies.flatMap((body) => [
        ...(canRead(body) ? [] : [unreadableText(body)]),
        ...leaningTexts(body),
      ]);
      const folder = args['blobs'] === false ? undefined : args['blobs_dir'];
      const blobs =
        typeof folder === 'string' ? await missingBlobs(bodies.filter(canRead), folder, index) : [];
      return {
        reason: reasonFor(blobs),
        warnings,
        changes: blobs.map(({ path, expected: { size } }) => ({
          pointer: `/${path}`,
          before: undefined,
          after: size === undefined ? 'data' : sizeText(size),
        })),
        bring: () => bringBlobs(blobs, args, context),
      };
    },
  };
}

/** The data of an image never change, so that a file of the right size is the right one. */
async function missingBlobs(
  bodies: readonly Body[],
  folder: string,
  { session }: IndexOfCloud,
): Promise<readonly BlobWanted[]> {
  const blobs = bodies.map((body) => ({
    session,
    id: idOf(body),
    label: namedLabel('image', body),
    expected: dataFactsOf(body),
    path: blobPath(folder, idOf(body), body['name']),
  }));
  const sizes = await Promise.all(blobs.map(({ path }) => sizeOf(path)));
  return blobs.filter(
    ({ expected }, at) => sizes[at] === undefined || (expected.size ?? sizes[at]) !== sizes[at],
  );
}

function reasonFor(blobs: readonly BlobWanted[]): string | undefined {
  if (blobs.length === 0) return undefined;
  const total = blobs.reduce((sum, { expected }) => sum + (expected.size ?? 0), 0);
  return `The data of ${blobs.length} ${blobs.length === 1 ? 'image' : 'images'} (${sizeText(total)}) are to be fetched.`;
}

async function bringBlobs(
  blobs: readonly BlobWanted[],
  args: Arguments,
  context: TaskContext,
): Promise<Readonly<Record<string, unknown>>> {
  const transfers = await transfersOf(context, args);
  const failures: unknown[] = [];
  const fetch = async (blob: BlobWanted): Promise<void> => {
    const { size: total } = blob.expected;
    const step = { key: blob.label, unit: 'bytes', ...(total === undefined ? {} : { total }) };
    const onProgress = (done: number): void => {
      context.progress({ ...step, done });
    };
    try {
      await makeFolder(blob.path, context.controller.files);
      await fetchBlob(blob, { signal: context.stopping, onProgress });
    } catch (error) {
      failures.push(isOfTheDisk(error) ? refusedWrite(blob.path, error) : error);
    }
    context.progress({ ...step, isOver: true });
  };
  // One that fails does not keep the others from coming.
  await Promise.all(blobs.map((blob) => transfers.run(() => fetch(blob), context.stopping)));
  if (failures.length > 0) throw failures[0];
  return { blobs: blobs.map(({ path }) => path) };
}

function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

function unreadableText(body: Body): string {
  const status = textOf(body, 'status') ?? '';
  const label = namedLabel('image', body);
  return status === 'deactivated'
    ? `${label} (${idOf(body)}) is deactivated, so that only an administrator may read its data: its record is exported without them. Reactivate it, or export as an administrator.`
    : `${label} (${idOf(body)}) has no data (it is ${status}): its record is exported without them.`;
}

/** What of an image says nothing at another cloud. */
function leaningTexts(body: Body): readonly string[] {
  const label = `${namedLabel('image', body)} (${idOf(body)})`;
  const properties = isBody(body['properties']) ? body['properties'] : {};
  const left = Object.keys(properties).filter(isOfOneCloud);
  return [
    ...(hasVolumes(properties)
      ? [
          `${label} stands for snapshots of volumes (block_device_mapping), which are named by their ids and stay at the source: servers cannot be made of its copy. Make an image of the volume itself (openstack image create --volume).`,
        ]
      : []),
    ...(left.length === 0
      ? []
      : [
          `${label}: ${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} left out, as keys and certificates of one cloud are not there at another.`,
        ]),
    ...(body['size'] !== 0 && body['status'] === 'active' && dataFactsOf(body).sum === undefined
      ? [`${label}: the source tells no sum of its data, so that they can be compared by their size alone.`]
      : []),
  ];
}

function hasVolumes(properties: Body): boolean {
  const mapping = textOf(properties, 'block_device_mapping');
  return mapping !== undefined && /"(?:snapshot_id|volume_id)": *"/.test(mapping);
}
