import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Change, HookReport, PlannedAction, TextDiff } from '../module.ts';
import type { Span } from '../diagnostics/span.ts';

/** The events of a run, in order. Renderers are pure sinks of them; secrets were taken out where they are made. */
export type RunEvent =
  | {
      readonly type: 'run-start';
      readonly playbooks: readonly string[];
      readonly checkMode: boolean;
      readonly diffMode: boolean;
      /** `sha256:…` of the lock of roles that it runs with. */
      readonly lock?: string;
    }
  | { readonly type: 'play-start'; readonly name: string; readonly hosts: readonly string[] }
  | { readonly type: 'no-hosts-matched'; readonly name: string }
  | { readonly type: 'no-hosts-left' }
  | {
      readonly type: 'task-start';
      readonly task: TaskIdentity;
      readonly hosts: readonly string[];
    }
  | {
      readonly type: 'item';
      readonly task: TaskIdentity;
      readonly outcome: Outcome;
      readonly label: string;
      readonly index: number;
      readonly count: number;
    }
  | {
      readonly type: 'result';
      readonly task: TaskIdentity;
      readonly outcome: Outcome;
      readonly loop: boolean;
    }
  | {
      readonly type: 'retry';
      readonly task: TaskIdentity;
      readonly host: string;
      readonly left: number;
      readonly outcome: Outcome;
    }
  | {
      readonly type: 'included';
      readonly file: string;
      readonly hosts: readonly string[];
      readonly label?: string;
    }
  | {
      readonly type: 'progress';
      readonly task: TaskIdentity;
      readonly host: string;
      readonly progress: Progress;
    }
  | {
      readonly type: 'diff';
      readonly task: TaskIdentity;
      readonly host: string;
      readonly diffs: readonly TextDiff[];
    }
  /** A hook has begun, or come to its end. */
  | { readonly type: 'hook'; readonly hook: HookReport }
  | { readonly type: 'warning'; readonly message: string; readonly place?: Span }
  | { readonly type: 'diagnostics'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly type: 'interrupted'; readonly left: readonly string[] }
  | { readonly type: 'recap'; readonly stats: readonly HostStats[]; readonly elapsedMs: number };

export interface TaskIdentity {
  /** Unique in the run. */
  readonly id: number;
  /** `role : name`, rendered as far as it can be before the task runs. */
  readonly name: string;
  readonly action: string;
  readonly handler: boolean;
  readonly span?: Span;
}

export type OutcomeStatus = 'ok' | 'changed' | 'skipped' | 'failed' | 'unreachable';

export interface Outcome {
  readonly host: string;
  readonly delegatedTo?: string;
  readonly status: OutcomeStatus;
  /** It failed, and the run goes on because of ignore_errors or ignore_unreachable. */
  readonly ignored: boolean;
  /** It failed, and a rescue will run. */
  readonly rescued?: boolean;
  /** The result as JSON (censored for no_log). */
  readonly result: Readonly<Record<string, unknown>>;
  /** What a converging module planned. */
  readonly plan?: PlanOutcome;
  readonly durationMs: number;
}

export interface PlanOutcome {
  readonly action: PlannedAction;
  readonly subject?: string;
  readonly reason: string;
  readonly changes: readonly Change[];
  readonly drift: readonly Change[];
  /** How it will be done. */
  readonly notes?: readonly string[];
}

export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly unit?: string;
  readonly note?: string;
  /** Units a second, and seconds left, where they can be told. 0 a second: nothing has come for some seconds. */
  readonly rate?: number;
  readonly secondsLeft?: number;
  /** What it is about, where a task has several lines; the rest of the keys are there with it only. */
  readonly key?: string;
  /** The number of the line, unique in the run: two may have one key. */
  readonly line?: number;
  /** What is being done, in a word. */
  readonly stage?: string;
  /** Seconds since the line began. */
  readonly seconds?: number;
  /** The line has come to its end. */
  readonly isOver?: boolean;
}

export interface HostStats {
  readonly host: string;
  readonly ok: number;
  readonly changed: number;
  readonly unreachable: number;
  readonly failed: number;
  readonly skipped: number;
  readonly rescued: number;
  readonly ignored: number;
}

export type EventSink = (event: RunEvent) => void;
