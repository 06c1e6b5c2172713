/** The journal of a VPC, as it is kept: a line for everything that happened, and nothing is ever changed or taken out. */
import type { Operation, Way } from '../operation.types.ts';

/** What a section is about. A cleanup comes after a switch and ends the way back. */
export type Purpose = 'switch' | 'cleanup';

export type SwitchEnd = 'switched' | 'reverted' | 'cleaned';

export type LineContent =
  /** The whole plan, with the state of everything before: written once, before the first call. */
  | {
      readonly state: 'begin';
      readonly purpose: Purpose;
      readonly cycle: number;
      /** `sha256:…` of the discovery.yaml. */
      readonly config: string;
      readonly operations: readonly Operation[];
      /** Another tool has done them: they count as done from the beginning. */
      readonly isAdopted?: true;
    }
  /** What came to the plan later: transit routes that were asked for in a second run, a subnet that is new. */
  | {
      readonly state: 'extend';
      /** Earlier versions did not write it: then the operations tell. */
      readonly purpose?: Purpose;
      readonly operations: readonly Operation[];
    }
  | { readonly state: 'intend'; readonly operation: string; readonly way: Way }
  | { readonly state: 'done'; readonly operation: string; readonly way: Way }
  | { readonly state: 'failed'; readonly operation: string; readonly way: Way; readonly message: string }
  | { readonly state: 'end'; readonly as: SwitchEnd };

export type JournalLine = LineContent & {
  /** From 1; no two lines of a VPC have the same. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly run: string;
  /** The fencing token of the lease under which it was written, where there is one. */
  readonly token?: number;
};
