import type { PlayContent, PlayName, TaskContext, WrittenVariables } from '../../engine/module.ts';
import type { Phase } from './phases.ts';

export type RunnerName = 'native' | 'ansible' | 'container';

/** What becomes of a migration whose hook has failed. */
export type OnError = 'fail' | 'continue' | 'rollback';

/** One entry of the variable `hooks`. */
export interface Hook {
  readonly phase: Phase;
  /** `pre_migration[0]`, or with the record of a workload before it: for messages, and to know it again. */
  readonly place: string;
  /** What people call it: its `name`, else that of its role or playbook. */
  readonly label: string;
  readonly content: PlayName;
  readonly vars: WrittenVariables;
  /** `workload`, `localhost`, or a host of the inventory. */
  readonly host: string;
  /** The workloads that it is for; undefined: all of them. */
  readonly workloads: readonly Selector[] | undefined;
  readonly when: unknown;
  readonly runner: RunnerName;
  /** Of the container runner: an image by its digest. */
  readonly image: string | undefined;
  /** Seconds; 0: no limit. */
  readonly timeout: number;
  /** Seconds that a server of the destination may take until it can be reached. */
  readonly wait: number;
  readonly retries: number;
  /** Seconds between two tries. */
  readonly delay: number;
  readonly onError: OnError;
  readonly become: { readonly user?: string } | undefined;
  readonly gatherFacts: boolean;
}

/** A name, or a pattern that may match anywhere in one. */
export type Selector = string | { readonly regex: string };

/** A workload that hooks are about, at some moment of its migration. */
export interface Workload {
  /** The id at the source. */
  readonly id: string;
  readonly name: string;
  /** Where it can be reached now; undefined where it cannot be. */
  readonly address: string | undefined;
  /** Keys that its host shows, as far as its cloud tells: lines of public keys. They count beside known_hosts. */
  readonly hostKeys: readonly string[];
  /** What `drover_workload` holds beside id, name and address: plain JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Of the record: `_migration_params.hooks`. */
  readonly hooks: unknown;
}

/** One try of a hook. */
export interface HookCall {
  readonly hook: Hook;
  readonly workload: Workload | undefined;
  readonly content: PlayContent;
  readonly context: TaskContext;
  readonly variables: WrittenVariables;
  /** What it is told: never templates. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly deadline: AbortSignal;
}
