import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Connection, Journal, ModuleRegistry, StateLines } from '../module.ts';
import type { Ports } from '../language/expression/environment.ts';
import type { Value } from '../language/expression/value.ts';
import type { SourceFiles } from '../language/files.ts';
import type { EventSink, HostStats } from './events.ts';

/** What a person asked for on the command line. */
export interface RunRequest {
  readonly playbooks: readonly string[];
  /** `-i`, in order: paths, or host lists with a comma. Empty: ansible.cfg's, else the implicit localhost alone. */
  readonly inventories: readonly string[];
  /** `-e`, in order: `k=v ...`, JSON or YAML text, `@file`. */
  readonly extraVars: readonly string[];
  readonly limit?: string;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  /** Hosts side by side; undefined: as ansible.cfg has it. */
  readonly forks?: number;
  readonly verbosity: number;
  readonly startAtTask?: string;
  /** Asked before each task with `--step`: run it, skip it, or go on without asking. */
  readonly step?: (taskName: string) => Promise<'yes' | 'no' | 'continue'>;
  readonly prompt?: (text: string, hidden: boolean) => Promise<string>;
  /** Vault passwords with their ids (`default` where none was given). */
  readonly vaultPasswords: readonly { readonly id: string; readonly password: string }[];
  readonly remoteUser?: string;
  /** `--private-key`. */
  readonly privateKeyFile?: string;
  readonly connection?: string;
  readonly forceHandlers: boolean;
  readonly flushCache: boolean;
}

/** A host that a task is to run on, and what its variables say of the way to it (`ansible_host`, `ansible_port` ...). */
export interface ConnectionTarget {
  readonly host: string;
  /** `ssh`, or another word that stands in `ansible_connection` or `connection`. */
  readonly kind: string;
  readonly user?: string;
  /** The key file that was named on the command line. */
  readonly privateKeyFile?: string;
  readonly variable: (name: string) => string | undefined;
  /** A variable that is a list of texts, or one text. */
  readonly variables: (name: string) => readonly string[] | undefined;
  /** A setting of ansible.cfg by its Ansible name (`DEFAULT_TIMEOUT`). */
  readonly setting: (name: string) => string | number | boolean | undefined;
  readonly warn: (message: string) => void;
}

/** A connection that holds something open until the run ends, or the play resets it. */
export interface OpenConnection extends Connection {
  close?(): Promise<void>;
  /** The same machine as another user. Without it, nobody becomes another one there. */
  become?(becoming: Becoming): Connection;
}

/** Another user to be on a machine, and how. */
export interface Becoming {
  readonly user: string;
  readonly method: string;
  readonly password?: string;
  readonly flags?: string;
  readonly executable?: string;
}

/** Content of a lock, ready to be used. */
export interface LockedFolders {
  /** `sha256:…` of the lock. */
  readonly digest: string;
  /** A folder of roles. */
  readonly roles: string;
  /** A folder with `ansible_collections` in it. */
  readonly collections: string;
  /** Files of playbooks that repositories hold, by `<src>//<path>,<version>` without what is secret. */
  readonly playbooks: ReadonlyMap<string, string>;
}

/** The world that a run works in; tests hand in their own. */
export interface RunWorld {
  readonly registry: ModuleRegistry;
  readonly files: SourceFiles;
  readonly ports: Ports;
  readonly controller: Connection;
  /** Opens the way to a host that is not this machine; throws `host-unreachable`. Without it, only local ones are reached. */
  readonly connect?: (target: ConnectionTarget) => Promise<OpenConnection>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly journal: Journal;
  readonly state: StateLines;
  /** What a lock pins: searched before all else. */
  readonly locked?: LockedFolders;
  /** Folders of the roles that come with drover, searched last. */
  readonly packagedRoles: readonly string[];
  /** Aborted on the first Ctrl-C: what is being written is finished, nothing new begins. */
  readonly signal: AbortSignal;
  readonly sink: EventSink;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface RunSummary {
  readonly stats: readonly HostStats[];
  /** Ansible's: 0 ok, 1 error, 2 failed hosts, 4 unreachable hosts or static problems, 99 interrupted, 250 crash. */
  readonly exitCode: number;
  readonly diagnostics: readonly Diagnostic[];
  /** What was not done, after an interruption. */
  readonly left: readonly string[];
}

/** One line of `--list-tasks`, `--list-tags`, `--list-hosts`. */
export interface PlayListing {
  readonly playbook: string;
  readonly index: number;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly pattern: string;
  readonly tags: readonly string[];
  readonly tasks: readonly { readonly name: string; readonly tags: readonly string[] }[];
}

/** Facts gathered or set outside a run. */
export type FactMap = ReadonlyMap<string, Value>;
