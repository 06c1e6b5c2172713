/** A switch, or a revert, of several VPCs: what was planned, and what came of it. */
import type { Clients, Patience, Rows, Signals } from '../execute/execute.types.ts';
import type { JournalPorts } from '../journal/vpc-journal.ts';
import type { LinesPlace, RemoteLines } from '../journal/vpc-lines.ts';
import type { Operation, Way } from '../operation.types.ts';

/** What is to be done with a VPC. */
export interface VpcWork {
  readonly place: LinesPlace;
  readonly region: string;
  /** `sha256:…` of the discovery.yaml. */
  readonly config: string;
  /** The number of the last line of the journal that it was planned from. */
  readonly last: number;
  readonly way: Way;
  /** Default: a switch, or its way back. A cleanup begins a section of its own, and is never taken back. */
  readonly purpose?: 'cleanup';
  /** A new section begins with these; or they are added to the one that there is. */
  readonly begins: readonly Operation[];
  readonly extends: readonly Operation[];
  /** What another tool has switched, to be taken over into the journal first. */
  readonly adopts: readonly Operation[];
  /** What is to be carried out, in the order of the plan. Those that are as wanted already are only noted. */
  readonly operations: readonly Operation[];
  /** What is taken back if one of them fails, in the order of the plan. */
  readonly takenBack: readonly Operation[];
  /** The ids of operations about what was deleted since: there is nothing to take back. */
  readonly gone?: readonly string[];
}

/** What keeps others from a VPC while it is written to. */
export interface Hold {
  readonly token?: number;
  readonly remote?: RemoteLines;
  /** Throws where somebody else has taken over. */
  check(): Promise<void>;
  release(): Promise<void>;
}

export interface RunPorts extends Signals, Pick<JournalPorts, 'state' | 'journal' | 'run'> {
  readonly rows: Rows;
  readonly clients: Clients;
  readonly patience: Patience;
  /** How many VPCs side by side. */
  readonly parallel: number;
  readonly onFailure: 'revert' | 'stop';
  hold(place: LinesPlace): Promise<Hold>;
  progress(
    vpc: string,
    step: { readonly done: number; readonly total: number; readonly title: string },
  ): void;
  warn(message: string): void;
}

export interface VpcOutcome {
  readonly vpc: string;
  readonly account: string;
  readonly region: string;
  /** `taken back`: an operation failed, and the routing is as it was before the run. */
  readonly state: 'switched' | 'reverted' | 'cleaned' | 'taken back' | 'failed' | 'interrupted';
  /** How many operations changed something. */
  readonly made: number;
  readonly error?: unknown;
  /** Why the way back did not succeed either. */
  readonly backError?: unknown;
}
