import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import type { JournaledOperation } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import { awaitGone, awaitStatus, readNow } from '../../kind/await-state.ts';
import { pathOf, type Collection } from '../../kind/collection.ts';
import { idOf, isBody, textOf } from '../../kind/wire.ts';
import { noted, type Writer } from '../../kind/write.ts';
import { volumes } from '../collections.ts';
import type { Movers } from './moving.types.ts';
import { swingNoteOf } from './swing-journal.ts';
import { makeVolume, removeTemporary } from './temporary.ts';

/** Both clouds see one backend: a clone of the volume changes hands there, and no byte goes over a link. */
export interface Swing {
  /** The host of Cinder's at the destination that is to have the volume: `cinder@backend#pool`. */
  readonly host: string;
  /** What the backend calls a volume of the source: `volume-{id}`. */
  readonly nameTemplate: string;
}

interface Swinging {
  readonly movers: Movers;
  readonly swing: Swing;
  /** The id of the volume at the source. */
  readonly of: string;
  readonly mark: string;
  /** For messages: `volume "data1"`. */
  readonly label: string;
  /** GiB. */
  readonly size: number;
  /** What the volume is to be at the destination. */
  readonly body: Body;
}

/** Volumes that a backend has and no Cinder knows of. 3.8 gave them a resource of their own. */
const manageable: Collection = { ...volumes, path: '/manageable_volumes', microversion: '3.8' };

/**
 * Gives a clone of a volume of the source to the destination. The source keeps its own. Only administrators may do so at
 * either cloud. Should the destination not take it, the source gets the clone back and removes it.
 */
export async function swingVolume(swinging: Swinging, writer: Writer): Promise<Body> {
  const { movers, of } = swinging;
  const { journal } = movers.context;
  const given = givenUp(await journal.earlier(), of) ?? (await giveUp(swinging));
  return take(swinging, given, writer);
}

/** A clone that the source has given up: no cloud knows of it. */
interface GivenUp {
  readonly clone: string;
  /** Where the source had it. */
  readonly host: string | undefined;
}

/** One that a run which was cut off gave up, and nobody has taken. */
function givenUp(operations: readonly JournaledOperation[], of: string): GivenUp | undefined {
  const last = operations
    .filter(({ state }) => state === 'done')
    .flatMap((operation) => swingNoteOf(operation) ?? [])
    .findLast((note) => note.of === of);
  return last?.step === 'given up' ? { clone: last.clone, host: last.host ?? undefined } : undefined;
}

async function giveUp({ movers, swing, of, mark, label, size }: Swinging): Promise<GivenUp> {
  const { source: writer, settings, signal } = movers;
  const { timeoutMs, prefix } = settings;
  const clone = await makeVolume(
    {
      writer,
      mark,
      name: `${prefix}${of}`,
      label: `clone of ${label}`,
      timeoutMs,
      signal,
      onMade: () => undefined,
    },
    { source_volid: of },
    { size },
  );
  const id = idOf(clone);
  const known = await readNow({ index: writer.index, collection: volumes, id });
  const host = textOf(known ?? {}, 'os-vol-host-attr:host');
  try {
    await writer.write({
      operation: 'act',
      collection: volumes,
      method: 'POST',
      path: `${pathOf(volumes, id)}/action`,
      body: { 'os-unmanage': {} },
      id,
      journaled: { swing: { step: 'given up', of, clone: id, host: host ?? null } },
      undo: {
        impossible: `the backend has it as ${nameOf(swing, id)}, and no cloud knows of it. Run the import again, which takes it, and take that run back.`,
      },
    });
  } catch (error) {
    await removeTemporary({ writer, label: `clone of ${label}`, timeoutMs }, volumes, id);
    throw error;
  }
  await awaitGone({
    index: writer.index,
    collection: volumes,
    id,
    label: `clone of ${label}`,
    timeoutMs,
    signal,
  });
  return { clone: id, host };
}

async function take(swinging: Swinging, given: GivenUp, writer: Writer): Promise<Body> {
  const { movers, swing, of, label, body } = swinging;
  const { settings, signal } = movers;
  const { name, description, volume_type: type, availability_zone: zone, metadata, bootable } = body;
  const ref = { 'source-name': nameOf(swing, given.clone) };
  try {
    const answer = await writer.write({
      operation: 'create',
      collection: manageable,
      method: 'POST',
      path: manageable.path,
      body: {
        volume: {
          host: swing.host,
          ref,
          ...defined({ name, description, volume_type: type, availability_zone: zone, metadata, bootable }),
        },
      },
      undo: { method: 'DELETE', path: `${volumes.path}/{id}` },
      journaled: { swing: { step: 'taken', of, clone: given.clone } },
    });
    const inner = answer['volume'];
    const id = idOf(isBody(inner) ? inner : answer);
    const awaited = {
      index: writer.index,
      collection: volumes,
      id,
      label,
      timeoutMs: settings.timeoutMs,
      signal,
    };
    return await noted(writer, volumes, await awaitStatus(awaited, 'available'));
  } catch (error) {
    await takeBack(swinging, given);
    throw error;
  }
}

/** The destination did not take it: the source has it again, and removes it, as it was only a clone. */
async function takeBack({ movers, swing, label, of }: Swinging, given: GivenUp): Promise<void> {
  const { source: writer, settings, context } = movers;
  const { timeoutMs } = settings;
  try {
    if (given.host === undefined) throw new Error('the source does not say where it had it');
    const answer = await writer.write({
      operation: 'create',
      collection: manageable,
      method: 'POST',
      path: manageable.path,
      body: { volume: { host: given.host, ref: { 'source-name': nameOf(swing, given.clone) } } },
      undo: 'with-parent',
      journaled: { swing: { step: 'taken back', of, clone: given.clone } },
    });
    const inner = answer['volume'];
    const id = idOf(isBody(inner) ? inner : answer);
    await awaitStatus({ index: writer.index, collection: volumes, id, label, timeoutMs }, 'available');
    await removeTemporary({ writer, label, timeoutMs }, volumes, id);
  } catch (error) {
    context.warn(
      `${label}: its clone ${nameOf(swing, given.clone)} stays on the backend, and no cloud knows of it: ${messageOf(error)}`,
    );
  }
}

function nameOf({ nameTemplate }: Swing, id: string): string {
  return nameTemplate.replaceAll('{id}', id);
}

function defined(values: Body): Body {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** What the arguments say of swings; throws `data-not-movable` where they say nothing. */
export function swingOf(args: Readonly<Record<string, unknown>>, label: string): Swing {
  const host = args['swing_host'];
  const template = args['swing_name_template'];
  if (typeof host !== 'string' || host === '')
    throw new DroverError('data-not-movable', {
      detail: `${label} is to change hands on a backend that both clouds see (storage: swing), but nothing says where.`,
      help: 'Set os_migrate_dst_volume_host to the host of Cinder at the destination, as `cinder get-pools` of an administrator shows it: host@backend#pool.',
    });
  return { host, nameTemplate: typeof template === 'string' ? template : 'volume-{id}' };
}
