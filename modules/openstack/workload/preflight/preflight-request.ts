import type { TaskContext } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import type { ExportRecord } from '../../files/record.ts';
import type { IdMap } from '../../kind/id-map.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { Direct } from '../direct/direct.types.ts';
import type { DiskPlan } from '../disks/plan-disks.ts';
import type { MigrationParams, WantedServer } from '../workload.types.ts';

/** A server that is to be migrated, before anything is touched. */
export interface PreflightRequest {
  readonly record: ExportRecord;
  readonly wanted: WantedServer;
  readonly params: MigrationParams;
  readonly disks: DiskPlan;
  /** What was found of the disks that are read directly, where any are. */
  readonly direct?: Direct | undefined;
  /** As it is at the source. */
  readonly server: Body;
  readonly source: IndexOfCloud;
  readonly destination: IndexOfCloud;
  /** The server at the destination that an earlier run has begun. */
  readonly found: Body | undefined;
  /** `server "web"` */
  readonly label: string;
  readonly context: Pick<TaskContext, 'pool'>;
  /** Tells which volumes are there already. */
  readonly idMap?: Pick<IdMap, 'ofSource'>;
  /** How many servers of the run are migrated side by side. */
  readonly atOnce: number;
  /** A server that runs may be stopped. */
  readonly mayStop: boolean;
}

/** What was seen, in whole sentences. */
export interface Preflight {
  /** What stands against it, each with a way out. */
  readonly problems: readonly string[];
  /** What will be otherwise than at the source. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** One of the things that are looked at. Reads only. */
export type Check = (request: PreflightRequest) => Promise<Partial<Preflight>>;

/** Whether it has data that are copied while it does not run. */
export function needsStop({ disks }: Pick<PreflightRequest, 'disks'>): boolean {
  return disks.moved.length > 0;
}

/** Names in a sentence: `a, b and 3 more`. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
