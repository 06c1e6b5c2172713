import type { Body } from '../../api/session.types.ts';
import { awaitGone, awaitStatus } from '../../kind/await-state.ts';
import { pathOf, type Collection } from '../../kind/collection.ts';
import { readList } from '../../kind/index-of-cloud.ts';
import { idOf, isBody } from '../../kind/wire.ts';
import type { Writer } from '../../kind/write.ts';
import { snapshots, volumes } from '../collections.ts';
import { MARK } from './marks.ts';

/** What a temporary thing is made for, and how long may be waited for it. */
export interface TemporaryRequest {
  readonly writer: Writer;
  /** The id at the source of the server or volume that is migrated. */
  readonly mark: string;
  readonly name: string;
  /** For messages: `snapshot of volume "root"`. */
  readonly label: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when it is there, before it is ready. */
  readonly onMade: (id: string) => void;
}

/** A snapshot of a volume, in use or not. */
export function makeSnapshot(request: TemporaryRequest, volume: string): Promise<Body> {
  return make(request, snapshots, { volume_id: volume, force: true });
}

/** A volume of a snapshot, an image or another volume. `size` in GiB. */
export function makeVolume(
  request: TemporaryRequest,
  from: Readonly<Partial<Record<'snapshot_id' | 'imageRef' | 'source_volid', string>>>,
  further: { readonly size: number; readonly volume_type?: string; readonly availability_zone?: string },
): Promise<Body> {
  return make(request, volumes, { ...from, ...further });
}

async function make(request: TemporaryRequest, collection: Collection, body: Body): Promise<Body> {
  const { writer, mark, name, label, timeoutMs, signal, onMade } = request;
  const description = 'Made by drover for a migration, and removed when that is over.';
  const asked = { ...body, name, description, metadata: { [MARK]: mark } };
  const answer = await writer.write({
    operation: 'create',
    collection,
    method: 'POST',
    path: collection.path,
    body: { [collection.one]: asked },
    findMade: async () => {
      const all = await readList(writer.index.session, collection);
      const made = all.find(
        (one) => one['name'] === name && isBody(one['metadata']) && one['metadata'][MARK] === mark,
      );
      return made === undefined ? undefined : { [collection.one]: made };
    },
  });
  const inner = answer[collection.one];
  const id = idOf(isBody(inner) ? inner : answer);
  onMade(id);
  return awaitStatus({ index: writer.index, collection, id, label, timeoutMs, signal }, 'available');
}

/** Removes a temporary thing and waits until it is gone. One that is gone already is no error. */
export async function removeTemporary(
  { writer, label, timeoutMs }: Pick<TemporaryRequest, 'writer' | 'label' | 'timeoutMs'>,
  collection: Collection,
  id: string,
): Promise<void> {
  await writer.write({
    operation: 'delete',
    collection,
    method: 'DELETE',
    path: pathOf(collection, id),
    id,
    doneAt: [404],
    undo: 'with-parent',
  });
  writer.index.loaded(collection)?.remove(id);
  await awaitGone({ index: writer.index, collection, id, label, timeoutMs });
}
