import type { Connection, Journal } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import type { Writer } from '../../kind/write.ts';
import type { BootDisk, MigrationParams, WantedServer } from '../workload.types.ts';

/** A server that is to be made at the destination. */
export interface ServerRequest {
  readonly wanted: WantedServer;
  readonly params: MigrationParams;
  /** What it boots from, and its other disks in the order in which they were attached. */
  readonly disks: readonly BootDisk[];
  /** Of the destination. */
  readonly writer: Writer;
  /** Tells what an earlier run made for this server when it was cut off. */
  readonly journal: Pick<Journal, 'earlier'>;
  /** `server "web"` */
  readonly label: string;
  /** The id of the server at the source. */
  readonly source: string;
  /** For each wait: until the server is there, gone, stopped, and for each check. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The machine that drover runs on: commands of checks run there. */
  readonly controller: Connection;
  /** Says in a few words what is being done. */
  readonly onStage: (text: string) => void;
  readonly warn: (message: string) => void;
}

/** A port of a server at the destination, beside what is asked of it. */
export interface ServerPort {
  readonly body: Body;
  /** Its place in `wanted.ports`; undefined where Nova made a port that nobody asked for. */
  readonly place: number | undefined;
  /** This run or one before it made it for this server, so that it may be removed again. */
  readonly isOurs: boolean;
}
