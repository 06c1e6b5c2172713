import type { TaskContext } from '../../../../engine/module.ts';
import type { Disk, Link } from '../../../disk/disk.types.ts';
import type { ConversionHost } from '../../conversion/conversion-host.types.ts';
import type { Writer } from '../../kind/write.ts';

/** How data are moved: what the arguments of an import say, the same for all volumes of a run. */
export interface MoveSettings {
  /** For each thing that a cloud does. */
  readonly timeoutMs: number;
  /** What names of temporary things begin with. */
  readonly prefix: string;
  /** What a failed import has made is removed again. */
  readonly cleanUp: boolean;
  /** Bytes; undefined where the size of the disk decides. */
  readonly chunkSize: number | undefined;
  readonly compress: boolean;
  /** For all copies of the run together. */
  readonly bytesPerSecond: number | undefined;
  /** Servers that are migrated side by side. */
  readonly workloadsAtOnce: number;
  readonly retries: number;
  readonly retryDelayMs: number;
}

/** What moves data: hosts at both clouds, and who may write there. */
export interface Movers {
  readonly source: Writer;
  readonly destination: Writer;
  readonly sourceHosts: readonly ConversionHost[];
  readonly destinationHosts: readonly ConversionHost[];
  readonly settings: MoveSettings;
  readonly context: TaskContext;
  /** The wish to end the run: a later one goes on. */
  readonly signal: AbortSignal;
}

/** A disk of the source that can be read until it is closed. */
export interface OpenedDisk {
  readonly disk: Disk;
  /** How a host of the destination reaches the machine. */
  readonly link: Omit<Link, 'identityFile'>;
  /** Puts all back as it was. Called once, however the copy went; not ended by the wish to end the run. */
  readonly close: () => Promise<void>;
}

/** Where the data of a volume come from, and how they can be read. */
export interface DataSource {
  /** In words: `a copy of a snapshot of volume "root"`. */
  readonly called: string;
  /** GiB. */
  readonly size: number;
  /** What it has to the byte, where that need not be whole gibibytes. */
  readonly bytes?: number;
  /** Called once a turn at the hosts is free. */
  open(): Promise<OpenedDisk>;
}
