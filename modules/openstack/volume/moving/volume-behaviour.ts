import { messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import { awaitStatus } from '../../kind/await-state.ts';
import { pathOf } from '../../kind/collection.ts';
import type { Completion } from '../../kind/completion.ts';
import type { Behaviour } from '../../kind/kind.ts';
import { idOf, isBody, textOf } from '../../kind/wire.ts';
import { createOne, noted, type Writer } from '../../kind/write.ts';
import { isClean, type Leftovers } from '../../workload/leftovers.ts';
import { cleanUp } from '../../workload/leftovers/clean-up.ts';
import { volumes } from '../collections.ts';
import { bringData } from './bring-data.ts';
import { INCOMPLETE } from './marks.ts';
import type { DataSource, MoveSettings, Movers } from './moving.types.ts';
import { swingVolume, type Swing } from './swing.ts';
import { removeTemporary } from './temporary.ts';

/** How the data of one volume come to the destination. */
export interface VolumeMove {
  /** The id at the source of what the data are those of. */
  readonly of: string;
  /** For messages: `volume "data1" of server "web"`. */
  readonly label: string;
  /** For the line of its progress: `web/data1`. */
  readonly key: string;
  /** GiB. */
  readonly size: number;
  /** Opened when the volume is made, not while a plan is. */
  readonly movers: (writer: Writer) => Promise<Movers>;
  readonly from: (movers: Movers) => Promise<DataSource>;
  /** What earlier runs that were cut off have left of it: it is put back first. */
  readonly left?: Leftovers;
  /** In place of a copy: both clouds see one backend. */
  readonly swing?: Swing & { readonly mark: string };
  /** A copy for later, which is not finished by this: the volume stays marked. */
  readonly isFirst?: true;
}

/**
 * What an import of a volume does beyond the table: the volume is made with a mark, its data are brought, and the mark
 * is taken off. One that has it is brought to its end by the next run.
 */
export function volumeBehaviour(move: VolumeMove): Behaviour {
  return {
    foundByMapOnly: true,
    createBody: (body) => marked(body, move),
    create: async (facts, body, writer, options) => {
      if (move.swing !== undefined) return { body: await swung(body, move, move.swing, writer), isNew: true };
      const made = await createOne(writer, volumes, body, options);
      // What has to be found again should this run be cut off.
      await facts.idMap.note({
        kind: `openstack.${volumes.name}`,
        source: move.of,
        destination: idOf(made),
        name: textOf(facts.record.params, 'name') ?? null,
      });
      return { body: await fill(made, move, writer, 'unknown'), isNew: true };
    },
    completion: (found): Promise<Completion | undefined> =>
      Promise.resolve(isIncomplete(found) ? completionOf(found, move) : undefined),
    assumed: (body) => body,
  };
}

/** Whether the data of a volume have not all come. */
export function isIncomplete(volume: Body): boolean {
  return volume['incomplete_copy_of'] !== undefined && volume['incomplete_copy_of'] !== null;
}

async function swung(
  body: Body,
  { of, label, size, movers }: VolumeMove,
  { mark, ...swing }: NonNullable<VolumeMove['swing']>,
  writer: Writer,
): Promise<Body> {
  return swingVolume({ movers: await movers(writer), swing, of, mark, label, size, body }, writer);
}

function marked(body: Body, { of, size, swing }: VolumeMove): Body {
  if (swing !== undefined) return body;
  const metadata = isBody(body['metadata']) ? body['metadata'] : {};
  return { ...body, size: body['size'] ?? size, metadata: { ...metadata, [INCOMPLETE]: of } };
}

function completionOf(found: Body, move: VolumeMove): Completion {
  return {
    reason: 'Its data have not all come yet.',
    changes: [{ pointer: '/data', before: 'a part', after: `${move.size} GiB of the source` }],
    after: { incomplete_copy_of: undefined },
    apply: (writer) => fill(found, move, writer, 'unknown'),
  };
}

/** Brings the data of a volume that is there. What a failed copy leaves is removed, unless it is to be gone on with. */
export async function fill(
  volume: Body,
  move: VolumeMove,
  writer: Writer,
  holds: 'unknown' | 'earlier',
): Promise<Body> {
  const { of, label, key } = move;
  const id = idOf(volume);
  const movers = await move.movers(writer);
  const { settings, signal } = movers;
  try {
    if (move.left !== undefined && !isClean(move.left)) await putBack(move.left, movers);
    const awaited = {
      index: writer.index,
      collection: volumes,
      id,
      label,
      timeoutMs: settings.timeoutMs,
      signal,
    };
    const ready = await awaitStatus(awaited, 'available', 'in-use');
    await bringData({ movers, from: await move.from(movers), volume: id, of, label, key, holds });
    return move.isFirst === true ? await noted(writer, volumes, ready) : await unmarked(ready, writer);
  } catch (error) {
    if (settings.cleanUp && !signal.aborted) await removeVolume(id, writer, settings, movers.context);
    throw error;
  }
}

function putBack(left: Leftovers, { source, destination, settings, context }: Movers): Promise<void> {
  const warn = (message: string): void => {
    context.warn(message);
  };
  return cleanUp(left, { source, destination }, { timeoutMs: settings.timeoutMs, warn });
}

/** The volume is what it is to be. */
export async function unmarked(volume: Body, writer: Writer): Promise<Body> {
  const id = idOf(volume);
  await writer.write({
    operation: 'update',
    collection: volumes,
    method: 'DELETE',
    path: `${pathOf(volumes, id)}/metadata/${INCOMPLETE}`,
    id,
    doneAt: [404],
    undo: 'with-parent',
  });
  const { [INCOMPLETE]: _mark, ...metadata } = isBody(volume['metadata']) ? volume['metadata'] : {};
  return noted(writer, volumes, { ...volume, metadata, incomplete_copy_of: undefined });
}

/** Removes a volume of the destination that a failed migration has made. What stands against it is told, not thrown. */
export async function removeVolume(
  id: string,
  writer: Writer,
  { timeoutMs }: Pick<MoveSettings, 'timeoutMs'>,
  context: Pick<TaskContext, 'warn'>,
): Promise<void> {
  try {
    await removeTemporary({ writer, label: 'volume', timeoutMs }, volumes, id);
  } catch (error) {
    context.warn(`A volume that a failed migration has made stays: ${messageOf(error)}`);
  }
}
