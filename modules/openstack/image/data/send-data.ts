import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Bytes } from '../../api/stream-request.ts';
import { pathOf } from '../../kind/collection.ts';
import { bodiesAt, isBody } from '../../kind/wire.ts';
import { images } from '../collections.ts';
import type { ImageData } from './data-of-record.ts';
import { lookUntilNot, statusOf, type ImageThere } from './look.ts';

/** How long a cloud may work on data that it has been sent, in milliseconds. */
const WORK_MS = 3_600_000;

/** What is answered where a cloud wants data to come another way. */
const OTHER_WAY: ReadonlySet<number> = new Set([403, 405, 410, 501]);

/**
 * Sends data to an image: at once, or, where the cloud refuses that, to its staging area, from where it imports them
 * itself. What reading the data throws is thrown.
 */
export async function sendData(
  there: ImageThere,
  open: () => Bytes,
  { expected: { size } }: Pick<ImageData, 'expected'>,
): Promise<void> {
  const { session, id, signal } = there;
  const options = { signal, ...(size === undefined ? {} : { size }) };
  const path = pathOf(images, id);
  try {
    await session.upload(images.service, `${path}/file`, open, options);
  } catch (error) {
    if (!isOtherWay(error) || !(await canStage(there))) throw error;
    await session.upload(images.service, `${path}/stage`, open, options);
    await importStaged(there);
  }
}

function isOtherWay(error: unknown): boolean {
  return error instanceof DroverError && OTHER_WAY.has(error.call?.status ?? 0);
}

/** Whether the cloud imports what was put into its staging area. */
async function canStage({ session, signal }: ImageThere): Promise<boolean> {
  const { body } = await session.call(images.service, 'GET', '/info/import', { signal, accept: [403, 404] });
  const methods = isBody(body) ? body['import-methods'] : undefined;
  const names = isBody(methods) ? methods['value'] : undefined;
  return Array.isArray(names) && names.includes('glance-direct');
}

async function importStaged(there: ImageThere): Promise<void> {
  const { session, id, signal } = there;
  await session.call(images.service, 'POST', `${pathOf(images, id)}/import`, {
    body: { method: { name: 'glance-direct' } },
    signal,
    // An import that is under way is not begun again.
    findMade: async () => {
      const image = await lookUntilNot(there, [], 0);
      return ['uploading', 'queued'].includes(statusOf(image)) ? undefined : {};
    },
  });
  const image = await lookUntilNot(there, ['uploading', 'importing', 'saving'], WORK_MS);
  if (statusOf(image) === 'active') return;
  throw new DroverError('openstack-failed', {
    detail: `${session.label} did not import the data that it was sent for the image ${id}: it is ${statusOf(image)}.${await whyNot(there)}`,
    help: "The fault is on the cloud's side: Glance's log has more. Run the same playbook again when it is mended.",
  });
}

/** What the cloud says of the last import. */
async function whyNot({ session, id, signal }: ImageThere): Promise<string> {
  const { body } = await session.call(images.service, 'GET', `${pathOf(images, id)}/tasks`, {
    signal,
    accept: [403, 404],
  });
  const message = isBody(body) ? bodiesAt(body, 'tasks').at(-1)?.['message'] : undefined;
  return typeof message === 'string' && message !== '' ? ` It says: ${message}` : '';
}
