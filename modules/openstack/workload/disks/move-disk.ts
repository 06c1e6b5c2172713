import type { Body } from '../../api/session.types.ts';
import type { Writer } from '../../kind/write.ts';
import {
  freeVolume,
  imageOfServer,
  lentVolume,
  snapshotOf,
  type SourceContext,
  type SourceVolume,
} from '../../volume/moving/data-sources.ts';
import { diskOfServer, fileOfHypervisor } from '../../volume/moving/direct-sources.ts';
import type { Lendings } from '../../volume/moving/lendings.ts';
import type { DataSource, Movers } from '../../volume/moving/moving.types.ts';
import type { Swing } from '../../volume/moving/swing.ts';
import type { VolumeMove } from '../../volume/moving/volume-behaviour.ts';
import { idOf } from '../../kind/wire.ts';
import type { MovedDisk } from './plan-disks.ts';

/** The server whose disks are moved. */
export interface DiskOwner {
  /** As it is at the source. */
  readonly server: Body;
  /** `server "web"` */
  readonly label: string;
  readonly name: string;
  readonly movers: (writer: Writer) => Promise<Movers>;
  /** What is taken from the server, until its owner gives it back. */
  readonly lendings: Lendings;
  /** Where both clouds see one backend. */
  readonly swing?: Swing | undefined;
}

/**
 * How one disk of a server comes to the destination. `isRunning`: a first copy, while the server runs and keeps its
 * volumes; what has changed since is sent once it has stopped.
 */
export function moveOf(disk: MovedDisk, owner: DiskOwner, isRunning: boolean): VolumeMove {
  const { server, label, name, movers, swing } = owner;
  const called = `volume "${disk.name}" of ${label}`;
  const id = idOf(server);
  const isSwung = swing !== undefined && canSwing(disk);
  return {
    of: String(disk.record._info['id']),
    label: called,
    key: `${name}/${disk.name}`,
    size: disk.size,
    movers,
    from: (opened) => Promise.resolve(sourceOf(disk, { movers: opened, mark: id }, owner, isRunning)),
    ...(isSwung ? { swing: { ...swing, mark: id } } : {}),
    ...(isRunning ? { isFirst: true as const } : {}),
  };
}

/** What has no volume at the source has nothing that changes hands: it is copied. */
export function canSwing({ way }: MovedDisk): boolean {
  return 'volume' in way;
}

function sourceOf(
  { way, boot, size, name }: MovedDisk,
  context: SourceContext,
  { server, label, lendings }: DiskOwner,
  isRunning: boolean,
): DataSource {
  if (way.way === 'image') return imageOfServer(context, { id: idOf(server), label, size });
  const direct = { movers: context.movers, label: `${name} of ${label}`, size };
  if (way.way === 'hypervisor') return fileOfHypervisor(direct, { ...way, server: idOf(server) });
  if (way.way === 'nbd') return diskOfServer(direct, way.uri, way.bytes);
  const volume: SourceVolume = { id: way.volume, label: `volume "${name}" of ${label}`, size };
  if (way.way === 'share') return freeVolume(context, volume);
  if (way.way === 'snapshot' || isRunning) return snapshotOf(context, volume);
  const { device, tag, deleteOnTermination } = boot;
  const told = { server: idOf(server), volume: volume.id, device, tag, deleteOnTermination };
  return lentVolume(context, volume, { lendings, told });
}
