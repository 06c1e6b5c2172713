/** How operations are carried out: one row a kind says how its state is read; the rest is the same for all. */
import type { Aws } from '../../api/aws.types.ts';
import type { Controller } from '../../controller/controller.types.ts';
import type { Operation, Way } from '../operation.types.ts';

export interface Clients {
  readonly aws: Aws;
  /** Opened when it is first asked for: an operation of AWS alone needs no controller. */
  readonly controller: () => Promise<Controller>;
}

/** What is there now, in the form of an operation's `before` and `after`. */
export interface Present {
  readonly state: unknown;
  /** What stands for `$name` in calls. */
  readonly names?: Readonly<Record<string, string>>;
  /** It is on its way to another state (`associating`): to be looked at again before anything is done. */
  readonly isSettling?: boolean;
}

/** A kind whose state can be read: it is done when the state is there, whoever brought it about. */
export interface StateRow {
  read(operation: Operation, clients: Clients, signal: AbortSignal): Promise<Present>;
  /** Codes of AWS that mean "not yet": the calls are tried again, as long as the time lasts. */
  readonly notYet?: readonly string[];
}

/** A kind without a state: it is done when it was done once. */
export interface ActRow {
  act(operation: Operation, way: Way, signals: Signals): Promise<void>;
}

/** Rows by kind. */
export type Rows = Readonly<Record<string, StateRow | ActRow>>;

export interface Signals {
  /** Ends calls. */
  readonly signal: AbortSignal;
  /** The wish to end: what was begun is finished, nothing further is begun. */
  readonly stopping: AbortSignal;
}

/** What is written down, before and after: durable when a call returns. */
export interface Recorder {
  /** Whether it is noted as done (and not as undone since). */
  isDone(operation: Operation): boolean;
  intend(operation: Operation, way: Way): Promise<Intent>;
  /** The state is there already: notes it, and closes what a cut-off run has left open. Nothing if it is noted so. */
  found(operation: Operation, way: Way): Promise<void>;
}

export interface Intent {
  done(): Promise<void>;
  failed(message: string): Promise<void>;
}

/** How long states are waited for. */
export interface Patience {
  /** Until a state that was called for is seen, or a service that says "not yet" says yes. */
  readonly settleMs: number;
  /** Between two looks: the first pause, which doubles up to ten times as much. */
  readonly pollMs: number;
}

export interface ProgressOfOperations {
  readonly done: number;
  readonly total: number;
  readonly title: string;
  readonly outcome: Outcome;
}

/** `found`: it was as wanted already, and nothing was called. */
export type Outcome = 'made' | 'found';

export interface Execution extends Signals {
  readonly operations: readonly Operation[];
  readonly way: Way;
  readonly rows: Rows;
  readonly clients: Clients;
  readonly recorder: Recorder;
  readonly patience: Patience;
  /** Right before each write: throws where somebody else has taken over (a lost lease). */
  guard(): Promise<void>;
  /** Told after each operation. */
  readonly progress: (step: ProgressOfOperations) => void;
}
