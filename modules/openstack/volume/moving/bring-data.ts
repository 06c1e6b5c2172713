import { copyDisk } from '../../../disk/copy-disk.ts';
import { usualChunkSize } from '../../../disk/chunks.ts';
import type { CopyProgress, CopyReport, CopyRequest, Ledger } from '../../../disk/disk.types.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { pathOf } from '../../kind/collection.ts';
import { volumes } from '../collections.ts';
import { thenPutBack } from './in-order.ts';
import type { DataSource, Movers, OpenedDisk } from './moving.types.ts';
import { putOnHost, type OnHost } from './on-host.ts';
import { shareOfLimit } from './share-of-limit.ts';

/** The data of a volume, on their way from one cloud to another. */
export interface Bringing {
  readonly movers: Movers;
  readonly from: DataSource;
  /** The id of the volume at the destination. */
  readonly volume: string;
  /** The id at the source of what the data are those of: what is remembered of the copy is called by both. */
  readonly of: string;
  /** For messages: `volume "data1" of server "web"`. */
  readonly label: string;
  /** For the line of its progress: `web/data1`. */
  readonly key: string;
  /** Whether an earlier copy of the same disk is there, of which only what differs has to be sent. */
  readonly holds: CopyRequest['destinationHolds'];
}

const GIB = 1024 ** 3;

/**
 * Copies the data of a disk into a volume of the destination, through the hosts. Both volumes are free again when it
 * returns or throws, and what was made for the copy is gone. The report goes to the journal.
 */
export async function bringData(bringing: Bringing): Promise<CopyReport> {
  const { movers, from, volume, of, label, key, holds } = bringing;
  const { destination, settings, context, signal } = movers;
  const { timeoutMs } = settings;
  const warn = (message: string): void => {
    context.warn(`${label}: ${message}`);
  };
  const size = from.bytes ?? from.size * GIB;
  const stage = stages(context, key, size);
  let read: OpenedDisk | undefined;
  let written: OnHost | undefined;
  const copy = async (): Promise<CopyReport> => {
    stage('attach');
    // Before the source is touched: what cannot be written to need not be read.
    written = await putOnHost({
      side: 'destination',
      writer: destination,
      hosts: movers.destinationHosts,
      volume,
      label,
      timeoutMs,
      signal,
    });
    read = await from.open();
    const { host, disk } = written;
    const limit = await shareOfLimit(context.pool, settings.bytesPerSecond);
    try {
      return await journaledCopy(bringing, {
        label,
        source: read.disk,
        destination: disk,
        link: { ...read.link, identityFile: linkKeyOf(host) },
        size,
        destinationHolds: holds,
        ledger: ledgerOf(context, of, volume),
        settings: {
          chunkSize: settings.chunkSize ?? usualChunkSize(size),
          compress: settings.compress,
          ...(limit === undefined ? {} : { bytesPerSecond: limit.share }),
          retries: settings.retries,
          retryDelayMs: settings.retryDelayMs,
        },
        warn: (message) => {
          context.warn(message);
        },
        onProgress: (progress) => {
          stage(progress.stage, progress);
        },
        signal,
      });
    } finally {
      limit?.leave();
    }
  };
  const tell = (what: string | undefined): Promise<void> => {
    stage(what);
    return Promise.resolve();
  };
  const putBack = () => [
    () => tell('detach'),
    async () => written?.close(),
    async () => read?.close(),
    () => tell(undefined),
  ];
  return thenPutBack(copy, putBack, warn);
}

/** The copy as one operation of the journal, about the volume of the destination. */
async function journaledCopy({ movers, volume, from }: Bringing, request: CopyRequest): Promise<CopyReport> {
  let report: CopyReport | undefined;
  await movers.destination.write({
    operation: 'act',
    collection: volumes,
    method: 'PUT',
    path: pathOf(volumes, volume),
    id: volume,
    journaled: { data: from.called, size: request.size },
    undo: 'with-parent',
    send: async () => {
      report = await copyDisk(request);
      return { ...report };
    },
  });
  if (report === undefined) throw new Error('a copy that succeeded has a report');
  return report;
}

function ledgerOf({ state }: Pick<TaskContext, 'state'>, of: string, volume: string): Ledger {
  const name = `copies/${of.replaceAll(/[^\w.-]/g, '_')}--${volume}.jsonl`;
  return { read: () => state.read(name), append: (line) => state.append(name, line) };
}

function linkKeyOf({ link_key: key, name }: OnHost['host']): string {
  if (key !== undefined) return key;
  throw new DroverError('conversion-host-missing', {
    detail: `The conversion host "${name}" of the destination has no key for the hosts of the source: its record names no link_key.`,
    help: 'Run playbooks/deploy_conversion_hosts.yml, which links them, or name the key of your own host in os_migrate_dst_conversion_hosts.',
  });
}

/** Tells where one copy stands; `undefined` says that it is over. */
function stages(
  context: TaskContext,
  key: string,
  size: number,
): (stage: string | undefined, progress?: CopyProgress) => void {
  return (stage, progress) => {
    context.progress({
      key,
      unit: 'bytes',
      done: progress?.done ?? 0,
      ...(stage === undefined ? { isOver: true } : { stage }),
      ...(progress === undefined ? {} : { total: progress.total ?? size }),
    });
  };
}
