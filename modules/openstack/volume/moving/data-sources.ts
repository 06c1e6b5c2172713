import type { Body } from '../../api/session.types.ts';
import { awaitStatus } from '../../kind/await-state.ts';
import { microversionFor, pathOf, type Collection } from '../../kind/collection.ts';
import { readList } from '../../kind/index-of-cloud.ts';
import { idOf, isBody, textOf } from '../../kind/wire.ts';
import { images } from '../../image/collections.ts';
import { servers } from '../../compute/collections.ts';
import { snapshots, volumes } from '../collections.ts';
import type { Attachment } from './attachment.ts';
import { allInOrder, type Step } from './in-order.ts';
import type { Lendings } from './lendings.ts';
import { MARK } from './marks.ts';
import type { DataSource, Movers, OpenedDisk } from './moving.types.ts';
import { putOnHost } from './on-host.ts';
import { makeSnapshot, makeVolume, removeTemporary, type TemporaryRequest } from './temporary.ts';

/** A volume of the source, with what is needed to name and copy it. */
export interface SourceVolume {
  readonly id: string;
  /** For messages: `volume "data1"`. */
  readonly label: string;
  /** GiB. */
  readonly size: number;
}

/** What a source of data is opened for: the id at the source of the server or volume that is migrated. */
export interface SourceContext {
  readonly movers: Movers;
  readonly mark: string;
}

/** A volume that no server has, or that several may have: it is attached to a host as it is. */
export function freeVolume({ movers }: SourceContext, volume: SourceVolume): DataSource {
  return {
    called: volume.label,
    size: volume.size,
    open: () => onHost(movers, volume.id, volume.label, []),
  };
}

/** A data volume of a server that is stopped: it is taken from the server, and given back with the others that were. */
export function lentVolume(
  { movers }: SourceContext,
  volume: SourceVolume,
  { lendings, told }: { readonly lendings: Lendings; readonly told: Attachment },
): DataSource {
  return {
    called: `${volume.label}, taken from its server and given back`,
    size: volume.size,
    open: async () => {
      await lendings.take(told, volume.label);
      return onHost(movers, volume.id, volume.label, []);
    },
  };
}

/** A volume that its server keeps (its root disk, or a running server's): a snapshot of it becomes a volume. */
export function snapshotOf(context: SourceContext, volume: SourceVolume): DataSource {
  const { movers } = context;
  return {
    called: `a snapshot of ${volume.label}`,
    size: volume.size,
    open: () =>
      building(movers, async (undo) => {
        const snapshot = await made(
          context,
          `snapshot of ${volume.label}`,
          volume.id,
          undo,
          snapshots,
          (request) => makeSnapshot(request, volume.id),
        );
        const label = `copy of ${volume.label}`;
        const copy = await made(context, label, volume.id, undo, volumes, (request) =>
          makeVolume(request, { snapshot_id: snapshot }, { size: volume.size }),
        );
        return onHost(movers, copy, label, undo);
      }),
  };
}

/** The root disk of a server that boots from an image: an image of the server becomes a volume. */
export function imageOfServer(
  context: SourceContext,
  server: { readonly id: string; readonly label: string; readonly size: number },
): DataSource {
  const { movers } = context;
  return {
    called: `an image of ${server.label}`,
    size: server.size,
    open: () =>
      building(movers, async (undo) => {
        const label = `image of ${server.label}`;
        const image = await made(context, label, server.id, undo, images, (request) =>
          makeServerImage(request, server.id),
        );
        const copy = await made(context, `volume of the ${label}`, server.id, undo, volumes, (request) =>
          makeVolume(request, { imageRef: image }, { size: server.size }),
        );
        return onHost(movers, copy, `volume of the ${label}`, undo);
      }),
  };
}

/** Builds up what a disk is read by; what there is of it is taken down again where that fails. `undo` is in order of making. */
async function building(movers: Movers, work: (undo: Step[]) => Promise<OpenedDisk>): Promise<OpenedDisk> {
  const undo: Step[] = [];
  try {
    return await work(undo);
  } catch (error) {
    const warn = (message: string): void => {
      movers.context.warn(message);
    };
    await allInOrder(undo.toReversed(), warn).catch((left: unknown) => {
      warn(left instanceof Error ? left.message : String(left));
    });
    throw error;
  }
}

/** Makes a temporary thing; how it is removed again is known before it is waited for. */
async function made(
  { movers, mark }: SourceContext,
  label: string,
  of: string,
  undo: Step[],
  collection: Collection,
  make: (request: TemporaryRequest) => Promise<Body>,
): Promise<string> {
  const { source: writer, settings, signal } = movers;
  const { timeoutMs, prefix } = settings;
  const body = await make({
    writer,
    mark,
    name: `${prefix}${of}`,
    label,
    timeoutMs,
    signal,
    onMade: (id) => {
      undo.push(() => removeTemporary({ writer, label, timeoutMs }, collection, id));
    },
  });
  return idOf(body);
}

/** Puts a volume on a host of the source. `undo` is what else there is to put back, in order of making. */
async function onHost(
  movers: Movers,
  volume: string,
  label: string,
  undo: readonly Step[],
): Promise<OpenedDisk> {
  const { source: writer, sourceHosts: hosts, settings, signal, context } = movers;
  const placed = await putOnHost({
    side: 'source',
    writer,
    hosts,
    volume,
    label,
    timeoutMs: settings.timeoutMs,
    signal,
  });
  const { address, port, user, host_keys: hostKeys } = placed.host;
  return {
    disk: placed.disk,
    link: { address, port, user, hostKeys },
    close: () =>
      allInOrder([placed.close, ...undo.toReversed()], (message) => {
        context.warn(message);
      }),
  };
}

/** Nova makes the image of a server in Glance; before 2.45 it tells where in a header. */
async function makeServerImage(request: TemporaryRequest, server: string): Promise<Body> {
  const { writer, mark, name, label, timeoutMs, signal, onMade } = request;
  const { session } = writer.index;
  const findMade = async (): Promise<Body | undefined> => {
    const all = await readList(session, images, { name });
    const found = all.find((image) => image[MARK] === mark);
    return found === undefined ? undefined : { image_id: idOf(found) };
  };
  const answer = await writer.write({
    operation: 'create',
    collection: images,
    method: 'POST',
    path: images.path,
    journaled: { [images.one]: { name, server } },
    send: async () => {
      const microversion = await microversionFor(session, servers);
      const { body, headers } = await session.call('compute', 'POST', `${pathOf(servers, server)}/action`, {
        body: { createImage: { name, metadata: { [MARK]: mark } } },
        ...(microversion === undefined ? {} : { microversion }),
        findMade,
      });
      const told = isBody(body) ? textOf(body, 'image_id') : undefined;
      const { location } = headers;
      return { id: told ?? (typeof location === 'string' ? (location.split('/').at(-1) ?? '') : '') };
    },
  });
  const id = idOf(answer);
  onMade(id);
  return awaitStatus({ index: writer.index, collection: images, id, label, timeoutMs, signal }, 'active');
}
