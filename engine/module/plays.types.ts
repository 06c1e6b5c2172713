/** Plays that a module runs inside of its task, on other hosts than its own: hooks. */
import type { Json, TextDiff } from './result.types.ts';

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
  /** Variables above those, as they are: what others have named or written is never evaluated as a template. */
  readonly facts: Readonly<Record<string, unknown>>;
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
  /**
   * In the form of `ansible-inventory --list`, with what stands in files beside the inventory. A text that is no
   * template is `{ __ansible_unsafe: text }` there, as in variables.
   */
  readonly inventory: Json;
  /** All of `-e`, those of the request among them. */
  readonly extraVariables: Json;
  /** The parts of the pattern that its plays are limited to. */
  readonly limit: readonly string[];
  /** How hosts are reached where no variable says it. */
  readonly reach: PlayReach;
  /** Passwords of vaults, with their ids. */
  readonly vaultPasswords: readonly { readonly id: string; readonly password: string }[];
}

/** What the command line says of the way to hosts. */
export interface PlayReach {
  readonly user?: string;
  readonly privateKeyFile?: string;
  readonly connection?: string;
  readonly timeout?: string;
  /** Words for ssh. */
  readonly commonArguments?: string;
  readonly password?: string;
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: string;
  readonly becomePassword?: string;
}

/** A task of a program that runs playbooks itself. */
export interface PlayTask {
  /** What the program knows it by. */
  readonly key: string;
  /** `role : name`. */
  readonly name: string;
  readonly action: string;
  readonly handler: boolean;
}

/** What a task of a program came to on a host. */
export interface PlayTaskOutcome {
  readonly host: string;
  readonly delegatedTo?: string;
  readonly status: 'ok' | 'changed' | 'skipped' | 'failed' | 'unreachable';
  readonly ignored: boolean;
  readonly rescued?: boolean;
  /** Censored for no_log. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly durationMs: number;
}

/** What such a program tells while it runs; the report has it as it has that of drover's own plays. */
export type PlayEvent =
  | { readonly type: 'play-start'; readonly name: string; readonly hosts: readonly string[] }
  | { readonly type: 'task-start'; readonly task: PlayTask; readonly hosts: readonly string[] }
  | {
      readonly type: 'item';
      readonly task: PlayTask;
      readonly outcome: PlayTaskOutcome;
      readonly label: string;
      readonly index: number;
      readonly count: number;
    }
  | {
      readonly type: 'result';
      readonly task: PlayTask;
      readonly outcome: PlayTaskOutcome;
      readonly loop: boolean;
    }
  | {
      readonly type: 'retry';
      readonly task: PlayTask;
      readonly host: string;
      readonly left: number;
      readonly outcome: PlayTaskOutcome;
    }
  | { readonly type: 'included'; readonly file: string; readonly hosts: readonly string[] }
  | {
      readonly type: 'diff';
      readonly task: PlayTask;
      readonly host: string;
      readonly diffs: readonly TextDiff[];
    }
  | { readonly type: 'warning'; readonly message: string };

/** Takes up what a program tells of a request. */
export interface FollowedPlay {
  tell(event: PlayEvent): void;
  /** After its end. `exitCode`: as Ansible's. `problems`: what it said of an end that no task is the cause of. */
  outcome(end: { readonly exitCode: number; readonly problems: readonly string[] }): PlayOutcome;
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
  /** A text as a vault of Ansible's, for files that such a program reads. */
  seal(text: string, password: string): string;
  /** Shows what such a program tells, and makes an outcome of it. */
  follow(request: PlayRequest): FollowedPlay;
  /** Tells the report of the run. */
  report(hook: HookReport): void;
}
