import type { TaskContext } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import type { ExportRecord } from '../../files/record.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { Arguments } from '../../kind/kind.ts';
import type { DirectWay } from '../disks/plan-disks.ts';
import type { DirectParams } from '../workload.types.ts';

/** A disk of a server that is no volume, and that is read where it is. */
export interface DirectDisk {
  readonly isRoot: boolean;
  /** What tells it from the other disks of the server, wherever it is: `eph0`. */
  readonly key: string;
  /** For messages: `ephemeral disk 0`. */
  readonly name: string;
  /** `/dev/vdb`, where it is known. */
  readonly device: string | undefined;
  /** Bytes. */
  readonly size: number;
  readonly way: DirectWay;
}

/** What was found of a server's disks, in whole sentences where it is not a disk. */
export interface Direct {
  readonly disks: readonly DirectDisk[];
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** A server whose disks are read directly. */
export interface DirectRequest {
  readonly params: DirectParams;
  readonly record: ExportRecord;
  /** As it is at the source. */
  readonly server: Body;
  readonly source: IndexOfCloud;
  /** GiB that its flavor gives it beside its disk. */
  readonly ephemeralSize: number;
  readonly args: Arguments;
  readonly context: TaskContext;
}

/** Nothing was found, and why. */
export function refusedFor(...problems: readonly string[]): Direct {
  return { disks: [], problems, notes: [] };
}
