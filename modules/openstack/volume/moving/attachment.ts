import type { Body } from '../../api/session.types.ts';
import { awaitGone, awaitState, readNow } from '../../kind/await-state.ts';
import type { Collection } from '../../kind/collection.ts';
import { readList, type IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { isBody, textOf } from '../../kind/wire.ts';
import type { Writer } from '../../kind/write.ts';
import { volumes } from '../collections.ts';

/** A volume and the server that has it, is to have it, or had it. */
export interface Attachment {
  readonly server: string;
  readonly volume: string;
  /** `/dev/vdb`, where it is to be a certain one; most clouds choose by themselves. */
  readonly device?: string | undefined;
  readonly tag?: string | undefined;
  readonly deleteOnTermination?: boolean | undefined;
}

export interface AttachmentWait {
  /** For messages: `volume "data1"`. */
  readonly label: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The volumes of a server, as Nova has them. 2.49 took tags, 2.60 volumes of several servers, 2.79 delete_on_termination. */
function attachmentsOf(server: string): Collection {
  return {
    name: 'volume_attachment',
    title: 'attachment',
    service: 'compute',
    path: `/servers/${encodeURIComponent(server)}/os-volume_attachments`,
    many: 'volumeAttachments',
    one: 'volumeAttachment',
    microversion: '2.79',
    owned: false,
  };
}

/** What a server has, as Nova tells it now; older clouds do not tell tags, nor what goes with the server. */
export async function attachmentsAt(
  { session }: Pick<IndexOfCloud, 'session'>,
  server: string,
): Promise<readonly Attachment[]> {
  return (await readList(session, attachmentsOf(server))).flatMap((body): readonly Attachment[] => {
    const volume = textOf(body, 'volumeId');
    if (volume === undefined) return [];
    const { device, tag, delete_on_termination: isDeleted } = body;
    return [
      {
        server,
        volume,
        ...(typeof device === 'string' ? { device } : {}),
        ...(typeof tag === 'string' || tag === null ? { tag: tag ?? undefined } : {}),
        ...(typeof isDeleted === 'boolean' ? { deleteOnTermination: isDeleted } : {}),
      },
    ];
  });
}

function bodyOf({ volume, device, tag, deleteOnTermination }: Attachment): Body {
  return {
    volumeAttachment: {
      volumeId: volume,
      ...(device === undefined ? {} : { device }),
      ...(tag === undefined ? {} : { tag }),
      // Nova's own default is said by leaving it out: older clouds do not know the key.
      ...(deleteOnTermination === true ? { delete_on_termination: true } : {}),
    },
  };
}

/** Attaches a volume to a server and waits until it has it. `undo` detaches it again. */
export async function attachVolume(
  writer: Writer,
  attachment: Attachment,
  wait: AttachmentWait,
): Promise<void> {
  const { server, volume } = attachment;
  const collection = attachmentsOf(server);
  const path = `${collection.path}/${encodeURIComponent(volume)}`;
  await writer.write({
    operation: 'act',
    collection,
    method: 'POST',
    path: collection.path,
    body: bodyOf(attachment),
    journaled: { server, ...bodyOf(attachment) },
    id: volume,
    undo: { method: 'DELETE', path, needs: path },
    findMade: async () => {
      const { session } = writer.index;
      const answer = await session.call('compute', 'GET', path, { accept: [404] });
      return answer.status === 404 || !isBody(answer.body) ? undefined : answer.body;
    },
  });
  await awaitState(
    { ...wait, index: writer.index, collection: volumes, id: volume },
    { called: 'attached', holds: (body) => textOf(body, 'status') === 'in-use' && has(body, server) },
  );
}

/** The same, if the server does not have it: a run that was cut off may not have got so far as to take it away. */
export async function ensureAttached(
  writer: Writer,
  attachment: Attachment,
  wait: AttachmentWait,
): Promise<void> {
  const found = await readNow({ index: writer.index, collection: volumes, id: attachment.volume });
  if (found === undefined || !has(found, attachment.server)) await attachVolume(writer, attachment, wait);
}

/** Takes a volume from a server and waits until it is free of it. `undo` attaches it as it was. */
export async function detachVolume(
  writer: Writer,
  attachment: Attachment,
  wait: AttachmentWait,
): Promise<void> {
  const { server, volume } = attachment;
  const collection = attachmentsOf(server);
  await writer.write({
    operation: 'act',
    collection,
    method: 'DELETE',
    path: `${collection.path}/${encodeURIComponent(volume)}`,
    id: volume,
    before: { server, ...bodyOf(attachment) },
    doneAt: [404],
    undo: {
      method: 'POST',
      path: collection.path,
      body: bodyOf(attachment),
      needs: `/servers/${encodeURIComponent(server)}`,
    },
  });
  await awaitDetached(writer.index, attachment, wait);
}

/**
 * Waits until a volume is free of a server, for both services: Nova forgets an attachment after Cinder does, and refuses
 * to attach the volume elsewhere as long as it remembers.
 */
export async function awaitDetached(
  index: Pick<IndexOfCloud, 'session'>,
  { server, volume }: Attachment,
  wait: AttachmentWait,
): Promise<void> {
  await awaitState(
    { ...wait, index, collection: volumes, id: volume },
    { called: 'detached', holds: (body) => !has(body, server) && textOf(body, 'status') !== 'detaching' },
  );
  const label = `the attachment of ${wait.label}`;
  await awaitGone({ ...wait, label, index, collection: attachmentsOf(server), id: volume });
}

/** Whether a server has the volume, as Cinder sees it. */
export function has(volume: Body, server: string): boolean {
  const { attachments } = volume;
  return Array.isArray(attachments) && attachments.some((one) => isBody(one) && one['server_id'] === server);
}
