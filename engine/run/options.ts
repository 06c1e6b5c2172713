import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Connection, Journal, ModuleRegistry, PlayContent, PlayName, StateLines } from '../module.ts';
import type { Ports } from '../language/expression/environment.ts';
import type { Value } from '../language/expression/value.ts';
import type { SourceFiles } from '../language/files.ts';
import type { Inventory } from '../language/inventory/inventory.ts';
import type { Raw } from '../language/playbook/ast.ts';
import type { EventSink, HostStats } from './events.ts';

/** How hosts are reached, and as whom, where no play, task or variable says it. */
export interface Reach {
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: string;
  readonly becomePassword?: string;
  /** Seconds, as written. */
  readonly timeout?: string;
  /** Words for ssh. */
  readonly commonArguments?: string;
  /** Of the remote user. */
  readonly password?: string;
}

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
  /** What else the command line says of the way to hosts. */
  readonly reach?: Reach;
  /** Further texts that nothing may show: what was asked for with `--ask-vars`. */
  readonly secrets?: readonly string[];
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
  /** Seconds to connect in, words for ssh and a password, where no variable says them. */
  readonly timeout?: string;
  readonly commonArguments?: string;
  readonly password?: string;
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
  /** Folders of roles. */
  readonly roles: readonly string[];
  /** Folders with `ansible_collections` in them. */
  readonly collections: readonly string[];
}

/** Where plays inside of a run get their content. It is the same for the whole run. */
export interface PlaySources {
  find(name: PlayName, known?: string): Promise<PlayContent>;
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
  /** Content of plays inside of the run. Without it, there are none. */
  readonly plays?: PlaySources;
  /** What `drover runs` calls the run. */
  readonly runId?: string;
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

/** A run inside of another one: what it takes over from it, rather than reading it anew. */
export interface Inside {
  readonly extraVars: ReadonlyMap<string, Raw>;
  readonly inventory: Inventory;
  /** Parts of the pattern that its plays are limited to. */
  readonly limit: readonly string[];
  /** Tasks have numbers of their own in the whole run. */
  readonly nextId: () => number;
  /** Ends calls that are under way. */
  readonly deadline: AbortSignal;
}

/** Runs playbooks: `runPlaybooks`, for those who cannot import it. */
export type RunInside = (request: RunRequest, world: RunWorld, inside: Inside) => Promise<RunSummary>;

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
