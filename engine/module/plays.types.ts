/** Plays that a module runs inside of its task, on other hosts than its own: hooks. */
import type { Json } from './result.types.ts';

/** What is to be run: a role or a playbook, by the name that a person gave it. */
export type PlayName = { readonly role: string } | { readonly playbook: string };

/** A role or a playbook as this run has it: fixed when it was first asked for, whatever becomes of its source. */
export interface PlayContent {
  readonly kind: 'role' | 'playbook';
  readonly name: string;
  /** `sha256:…` of its content. */
  readonly digest: string;
  /** The role's folder, or the file of the playbook: of the cache, and not to be written to. */
  readonly path: string;
  /** Where it comes from, for people: `https://git.example.org/hooks.git (main, 8c1f0d3b7a8b)`. */
  readonly origin: string;
  /** `sha256:…` of the lock that it stands in. */
  readonly lock?: string;
  /** Folders of roles to look in first, the nearest first, and folders with `ansible_collections` in them. */
  readonly roles: readonly string[];
  readonly collections: readonly string[];
}

/** A variable as it was written: templates in it are evaluated where it is used. An engine value. */
export type WrittenVariables = ReadonlyMap<string, unknown>;

/** A host that plays run on. */
export interface PlayHost {
  readonly name: string;
  /** On top of what the inventory says of a host of this name. */
  readonly variables: WrittenVariables;
}

export interface PlayRequest {
  readonly content: PlayContent;
  /** The file of the playbook to be run: the content's own, a copy of it, or one that calls the role. */
  readonly playbook: string;
  /** Before the names of its tasks: `web pre_migration`. */
  readonly label: string;
  /** The one host of `hosts: all`. Other hosts of the inventory can be delegated to. */
  readonly host: PlayHost;
  /** As with `-e`, above those that were given there. */
  readonly variables: WrittenVariables;
  readonly checkMode: boolean;
  /** When it is aborted, calls that are under way are given up. */
  readonly deadline: AbortSignal;
}

export interface PlayFailure {
  readonly host: string;
  readonly task: string;
  readonly message: string;
}

export interface PlayOutcome {
  readonly status: 'ok' | 'changed' | 'failed' | 'unreachable' | 'interrupted';
  /** Tasks that changed something. */
  readonly changed: number;
  readonly failures: readonly PlayFailure[];
}

/** What a program that runs playbooks itself needs of a request. Values may be secret: to be kept to memory. */
export interface ExportedPlay {
  /** In the form of `ansible-inventory --list`. */
  readonly inventory: Json;
  /** All of `-e`, those of the request among them. */
  readonly extraVariables: Json;
}

/** What is told of a hook, for the report of the run. */
export interface HookReport {
  readonly phase: string;
  /** The name of the role or playbook, or the label that the hook has. */
  readonly name: string;
  /** The workload that it is about; undefined for hooks of a whole plan. */
  readonly workload?: string;
  readonly host: string;
  readonly runner: string;
  readonly state: 'begun' | 'ok' | 'changed' | 'failed' | 'unreachable' | 'interrupted' | 'skipped';
  readonly digest?: string;
  readonly lock?: string;
  readonly message?: string;
  readonly durationMs?: number;
  readonly checkMode: boolean;
}

export interface Plays {
  /** The id of the run, which a run that is gone on with keeps. */
  readonly runId: string;
  /**
   * The content of a name, checked against its digest now. `known`: the digest with which the run has had it before it
   * was resumed, for content that stands in no lock. Throws `unknown-role`, `playbook-not-found`,
   * `content-damaged`, `content-not-locked`.
   */
  find(name: PlayName, known?: string): Promise<PlayContent>;
  /** What is wrong with it that can be seen without running it: messages with their places. */
  check(request: PlayRequest): Promise<readonly string[]>;
  /** Runs it with drover's own engine. Failures are an outcome; only defects are thrown. */
  run(request: PlayRequest): Promise<PlayOutcome>;
  /** What a program of its own needs to run it. */
  export(request: PlayRequest): ExportedPlay;
  /** Tells the report of the run. */
  report(hook: HookReport): void;
}
