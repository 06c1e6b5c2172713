import type { TaskContext } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import type { IdMap } from '../kind/id-map.ts';
import type { Arguments } from '../kind/kind.ts';
import type { NameMaps } from '../kind/name-maps.ts';
import type { Writer } from '../kind/write.ts';
import type { Swing } from '../volume/moving/swing.ts';
import type { DiskPlan } from './disks/plan-disks.ts';
import type { Leftovers } from './leftovers.ts';
import type { ServerHooks } from './server-hooks.ts';
import type { MigrationParams, WantedServer } from './workload.types.ts';

/** A server that is migrated, and all that this takes. */
export interface Migration {
  readonly args: Arguments;
  readonly context: TaskContext;
  /** Of the destination. */
  readonly writer: Writer;
  /** The server as it is at the source. */
  readonly server: Body;
  readonly name: string;
  /** `server "web"` */
  readonly label: string;
  readonly params: MigrationParams;
  readonly wanted: WantedServer;
  readonly disks: DiskPlan;
  readonly idMap: IdMap;
  readonly nameMaps: NameMaps;
  /** Where both clouds see one backend, and volumes change hands there. */
  readonly swing: Swing | undefined;
  /** What earlier runs that were cut off have left of it. */
  readonly left: Leftovers;
  readonly hooks: ServerHooks;
}

/** What a migration came to, for the task's result. */
export interface Migrated {
  /** The server at the destination. */
  readonly server: Body;
  /** Seconds from the stop of the source to the server that passed its checks; undefined where it was not stopped. */
  readonly downtime: number | undefined;
}
