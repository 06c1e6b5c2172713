/**
 * The contract that a module is written against; nothing else of the engine is known to modules.
 *
 * A converging module reads the world (`gather`), plans a change as a pure value (`plan`) and applies it (`apply`).
 * Check mode is the engine not calling `apply`. An acting module has `run` in their place.
 */
import type { DescribedObjectSchema, Infer, ObjectSchema, Schema } from './schema/types.ts';

/** What crosses the border between engine and modules: JSON values. Dictionaries are plain objects. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One field that differs. `pointer` is a JSON Pointer (RFC 6901); a missing side is undefined. */
export interface Change {
  readonly pointer: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A text before and after, for `--diff`. Binary or secret content is left out by the module, with a word in `note`. */
export interface TextDiff {
  readonly before: string;
  readonly after: string;
  readonly beforeHeader?: string;
  readonly afterHeader?: string;
}

export type PlannedAction = 'create' | 'update' | 'delete' | 'unchanged';

/** What a module would do, and why, as a value. `detail` is what `apply` needs; nobody else looks into it. */
export interface Plan<Detail = unknown> {
  readonly action: PlannedAction;
  /** What it is about, for people: `network web`. */
  readonly subject?: string;
  /** In words: why nothing is to be done, or what will be. */
  readonly reason: string;
  readonly changes: readonly Change[];
  /** Differences that cannot be mended in place (only a create could set them): reported, never tried. */
  readonly drift?: readonly Change[];
  readonly warnings?: readonly string[];
  /** How it will be done, in whole sentences, where that does not go without saying. They stand in `reason`, too. */
  readonly notes?: readonly string[];
  readonly diff?: TextDiff | readonly TextDiff[];
  /** Further keys for the task's result, known before anything is done. */
  readonly result?: Readonly<Record<string, unknown>>;
  /** Nothing changes that anybody would see, but there is something to note: `apply` is called although it is `unchanged`. */
  readonly hasNotes?: boolean;
  readonly detail: Detail;
}

/**
 * What a task gives back; it becomes the registered result. Dictionaries are plain objects, or engine values that
 * were handed to the module and are passed through untouched.
 */
export interface ModuleResult {
  readonly changed?: boolean;
  readonly failed?: boolean;
  readonly skipped?: boolean;
  readonly unreachable?: boolean;
  readonly msg?: unknown;
  readonly diff?: TextDiff | readonly TextDiff[];
  /** Become facts of the host. */
  readonly ansible_facts?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** What the engine does beyond registering the result; given back under the key `effects` and taken out there. */
export interface Effects {
  /** Variables at the level of set_fact (19), or of include_vars (18). */
  readonly setFacts?: ReadonlyMap<string, unknown>;
  readonly cacheable?: boolean;
  readonly includeVars?: ReadonlyMap<string, unknown>;
  readonly addHost?: {
    readonly name: string;
    readonly groups: readonly string[];
    readonly variables: ReadonlyMap<string, unknown>;
  };
  readonly addGroup?: { readonly name: string; readonly parents: readonly string[] };
}

export interface CommandOutcome {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The signal that ended it, if one did. */
  readonly signal?: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /**
   * Called with what the program writes, as it comes, in whole lines (ended by a line feed or a carriage return). The
   * outcome has the last 64 KiB of each stream then.
   */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /**
   * The program is ended when the connection to its machine is lost, or drover is killed: nothing of it stays behind,
   * nor of what it started. It has no standard input. A machine that cannot tell of a lost connection ends it within two
   * minutes.
   */
  readonly endsWithConnection?: boolean;
}

export type FileType = 'file' | 'directory' | 'link' | 'block' | 'character' | 'fifo' | 'socket';

export interface FileStatus {
  readonly type: FileType;
  readonly size: number;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner?: string;
  readonly group?: string;
  readonly inode: number;
  readonly device: number;
  readonly links: number;
  /** Seconds since the epoch, with fractions. */
  readonly accessed: number;
  readonly modified: number;
  readonly changed: number;
  /** Where a link points, as written. */
  readonly target?: string;
}

/** The files of the machine that a task works on. Missing files: `status` gives undefined, the others throw. */
export interface Files {
  status(path: string, options?: { readonly follow?: boolean }): Promise<FileStatus | undefined>;
  read(path: string): Promise<Uint8Array>;
  /** Writes a temporary file beside `path` and renames it, unless `unsafe`. */
  write(
    path: string,
    content: string | Uint8Array,
    options?: { readonly mode?: number; readonly unsafe?: boolean },
  ): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  makeDirectory(
    path: string,
    options?: { readonly mode?: number; readonly parents?: boolean },
  ): Promise<void>;
  remove(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  link(target: string, path: string, options: { readonly symbolic: boolean }): Promise<void>;
  changeMode(path: string, mode: number, options?: { readonly follow?: boolean }): Promise<void>;
  changeOwner(
    path: string,
    owner: string | number | undefined,
    group: string | number | undefined,
    options?: { readonly follow?: boolean },
  ): Promise<void>;
  changeTimes(path: string, accessed: number, modified: number): Promise<void>;
  realPath(path: string): Promise<string>;
}

/** The machine that a task works on. */
export interface Connection {
  readonly kind: 'local' | 'ssh';
  /** Runs a program without a shell. A program that cannot be started throws; any exit status is an outcome. */
  execute(command: readonly [string, ...string[]], options?: CommandOptions): Promise<CommandOutcome>;
  readonly files: Files;
}

/** A machine that a module reaches beside that of its task. */
export interface MachineWay {
  /** For messages. */
  readonly name: string;
  readonly address: string;
  readonly port?: number;
  readonly user: string;
  /** The path of a private key on this machine. Without it: the agent's and the usual keys. */
  readonly privateKeyFile?: string;
  /** The machine's own keys, as lines of public keys: no other one is accepted. Without it: those of known_hosts. */
  readonly hostKeys?: readonly string[];
  /** A host on the way there, `user@host:port` (several with commas between them): its key has to stand in known_hosts. */
  readonly jump?: string;
  /** Works there as root, by `sudo -n` where the user is not root. */
  readonly asRoot?: boolean;
}

/** One object a key for the whole run: a session, a client, an index. It is closed when the run ends. */
export interface Pool {
  get<T>(key: string, create: () => Promise<T>, close?: (value: T) => Promise<void>): Promise<T>;
}

/** One write to a cloud or machine, as it is journaled: before it is tried and after it is done. */
export interface JournalEntry {
  readonly operation: 'create' | 'update' | 'delete' | 'act';
  /** `openstack.network`, `openstack.router_interface` ... */
  readonly kind: string;
  readonly name: string;
  readonly id?: string;
  readonly cloud?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** What belongs to it and takes further writes: for a later run, should this one be cut off before them. */
  readonly remainder?: unknown;
  /** The project that is written to, by its id. */
  readonly project?: string;
  /** The id that the record has at the source. */
  readonly source?: string;
  /** The call that takes it back, in the module's own terms: JSON. Without it, nothing takes it back. */
  readonly undo?: unknown;
}

/** An operation with its end, if it had one: `intended` alone means that the run was cut off in between. */
export interface JournaledOperation {
  readonly number: number;
  readonly entry: JournalEntry;
  readonly state: 'intended' | 'done' | 'failed';
  readonly id?: string;
  readonly after?: unknown;
  readonly message?: string;
}

/** What one run at a time may write to. */
export interface WriteTarget {
  /** The address of the identity service, the same for all ways to name the cloud: `https://cloud.example:5000/v3`. */
  readonly cloud: string;
  /** The project's id. */
  readonly project: string;
}

export interface Journal {
  /** What earlier runs wrote, as their journals in the same place say, oldest run first. Read when first asked for. */
  earlier(): Promise<readonly JournaledOperation[]>;
  /**
   * What one earlier run wrote, in order; `last` is the newest that wrote anything. Throws `unknown-run`, and
   * `journal-unreadable` for a damaged journal. `drover runs` shows the names of the runs.
   */
  run(id: string): Promise<readonly JournaledOperation[]>;
  /**
   * What a resumed run had begun when it was cut off, and not ended; none in another run. Who finds out what became of
   * one closes it with `done` or `failed` by its number: then undo knows of it.
   */
  unfinished(): Promise<readonly JournaledOperation[]>;
  /**
   * Says that writes to a project of a cloud are to come: to be called before looking at what is there, since another
   * run may be writing to it. Throws `run-locked` if one is. Nothing in check mode; once is enough, more do no harm.
   */
  claim(target: WriteTarget): Promise<void>;
  /** Durable when it returns. The result is the number to close the entry with. */
  intend(entry: JournalEntry): Promise<number>;
  done(number: number, made: { readonly id?: string; readonly after?: unknown }): Promise<void>;
  failed(number: number, message: string): Promise<void>;
}

/**
 * Files of lines in the state folder (`<data directory>/.drover/`), which outlive the run: a small store that is only
 * ever added to. A name is a file, or a file in one folder: `id-map/a--b.jsonl`. Other names throw.
 */
export interface StateLines {
  /** The whole lines, in order, without their ends; none where there is no file. What a killed run left half is not among them. */
  read(name: string): Promise<readonly string[]>;
  /**
   * Adds a line (which has no line end in it), without the task's secrets; it is on the disk when the call returns.
   * Lines that are added side by side go there together. In check mode it is kept in memory, where `read` sees it.
   */
  append(name: string, line: string): Promise<void>;
  /** The names of the files of a folder (`id-map`), as `read` takes them, in their order; none where there is no folder. */
  names(folder: string): Promise<readonly string[]>;
}

/** How far a long work has come. */
export interface ProgressStep {
  /** Default 0: a stage that cannot be counted. */
  readonly done?: number;
  readonly total?: number;
  /** `bytes` are shown as MiB, GiB. */
  readonly unit?: string;
  readonly note?: string;
  /**
   * What it is about, where a call works on several things side by side: `web/data1`. Each key has a line of its own,
   * from its first step until `isOver`, or until the call is over.
   */
  readonly key?: string;
  /** What is being done to it, in a word: `snapshot`, `copy`, `verify`. `done` and the rate begin anew with each. */
  readonly stage?: string;
  /** The end of the line. */
  readonly isOver?: boolean;
}

/** What a module gets of the task that it runs in. */
export interface TaskContext {
  readonly signal: AbortSignal;
  /**
   * The wish to end the run. In `apply` only `signal` ends a call, so that what was begun is finished; a transfer of
   * hours that a later run can go on with heeds this one.
   */
  readonly stopping: AbortSignal;
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly verbosity: number;
  readonly host: string;
  /** The task's `environment`, for the programs and clients that it starts. */
  readonly environment: Readonly<Record<string, string>>;
  /** The machine that the task works on. */
  readonly connection: Connection;
  /** The machine that drover runs on. */
  readonly controller: Connection;
  /**
   * Another machine over SSH: one connection a way for the whole run, opened when it is first used, and again after it
   * was lost. Its calls throw `host-unreachable`.
   */
  machine(way: MachineWay): Connection;
  readonly pool: Pool;
  readonly journal: Journal;
  readonly state: StateLines;
  /** The arguments as engine values (dictionaries keep any key and its order), for modules that pass them on. */
  readonly rawArguments: ReadonlyMap<string, unknown>;
  /** Shows how far a long work has come. To be called as often as there is something new: what is shown is thinned out. */
  progress(step: ProgressStep): void;
  warn(message: string): void;
  /** The value of a variable in the task's scope, as JSON; undefined if there is none. */
  variable(name: string): unknown;
  /** The value of an expression in the task's scope, as an engine value. */
  evaluate(expression: string): unknown;
  /** An expression's truth, as in `when`. */
  holds(condition: unknown): boolean;
  /** Renders a template's text in the task's scope. `searchPath`: folders for `{% include %}`. */
  render(
    source: string,
    options?: {
      readonly path?: string;
      readonly variables?: Readonly<Record<string, unknown>>;
      readonly trimBlocks?: boolean;
      readonly lstripBlocks?: boolean;
      readonly newline?: string;
      readonly variableStart?: string;
      readonly variableEnd?: string;
      readonly blockStart?: string;
      readonly blockEnd?: string;
      readonly commentStart?: string;
      readonly commentEnd?: string;
    },
  ): string;
  /** Reads YAML or JSON as engine values (vault strings opened). */
  parseYaml(text: string, path: string): unknown;
  /** Opens a vault-encrypted file's content; other content is given back as it is. */
  openVault(content: Uint8Array, path: string): Uint8Array;
  /** Finds a file of the controller as roles and plays search for it; throws `file-not-found` naming where it looked. */
  findFile(folder: 'files' | 'templates' | 'vars' | 'tasks', name: string): string;
  /** An engine value as JSON. */
  toJson(value: unknown): Json;
  /** Hosts of a group or pattern, facts of the run: for modules such as add_host. */
  readonly inventoryHosts: readonly string[];
}

export interface Example {
  readonly title: string;
  /** A YAML list of tasks. */
  readonly playbook: string;
}

export interface ModuleSummary<S extends ObjectSchema = ObjectSchema> {
  /** The canonical name: `core.debug`, `openstack.import_network`. Its first part is its folder. */
  readonly name: string;
  /** Further names: `ansible.builtin.debug`, `debug`, `os_migrate.os_migrate.import_network`. */
  readonly aliases?: readonly string[];
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  readonly args: S;
  /** The name of the argument that takes free text: `command: ls -l`. With `parameters`, `k=v` words at its end are taken out. */
  readonly freeForm?: { readonly argument: string; readonly parameters?: boolean };
  readonly examples: readonly Example[];
  readonly returns: Readonly<Record<string, Schema | DescribedObjectSchema>>;
  /** How many items of a loop may run side by side when the task does not say (`loop_control.parallel`). Default 1. */
  readonly parallel?: number;
  /** Further checks of arguments that hold before anything runs; messages, or none. */
  readonly check?: (args: Infer<S>) => readonly string[];
  /** False: arguments with templates in them are passed as written (`assert.that`, `debug.var`). */
  readonly rawArgumentNames?: readonly string[];
}

export interface ConvergingModule<S extends ObjectSchema, Facts, Detail, Clients> extends ModuleSummary<S> {
  /** Opens or finds the clients that the module works with. */
  connect(args: Infer<S>, context: TaskContext): Promise<Clients>;
  /** Reads only. */
  gather(args: Infer<S>, clients: Clients, context: TaskContext): Promise<Facts>;
  /** Pure and synchronous. */
  plan(args: Infer<S>, facts: Facts): Plan<Detail>;
  /** The only writer. */
  apply(plan: Plan<Detail>, clients: Clients, context: TaskContext): Promise<ModuleResult>;
  /** In check mode, in place of `apply`: notes in memory what it would have made, so that later tasks can refer to it. */
  assume?(plan: Plan<Detail>, clients: Clients): void;
}

export interface ActingModule<S extends ObjectSchema> extends ModuleSummary<S> {
  /** Under check mode: `run` calls it all the same (it only reads, or heeds `checkMode` itself), `skip` does not. */
  readonly checkMode: 'run' | 'skip';
  run(args: Infer<S>, context: TaskContext): Promise<ModuleResult & { readonly effects?: Effects }>;
}

/* Modules of all shapes side by side: what their arguments and facts are stays with each definition. */
/* eslint-disable @typescript-eslint/no-explicit-any */
interface AnySummary extends Omit<ModuleSummary, 'check' | 'args'> {
  readonly args: ObjectSchema;
  readonly check?: (args: any) => readonly string[];
}

export interface AnyActingModule extends AnySummary {
  readonly checkMode: 'run' | 'skip';
  run(args: any, context: TaskContext): Promise<ModuleResult & { readonly effects?: Effects }>;
}

export interface AnyConvergingModule extends AnySummary {
  connect(args: any, context: TaskContext): Promise<any>;
  gather(args: any, clients: any, context: TaskContext): Promise<any>;
  plan(args: any, facts: any): Plan<any>;
  apply(plan: Plan<any>, clients: any, context: TaskContext): Promise<ModuleResult>;
  assume?(plan: Plan<any>, clients: any): void;
}
/* eslint-enable @typescript-eslint/no-explicit-any */

/** A module of either shape. */
export type Module = AnyConvergingModule | AnyActingModule;

/** Declares a module that converges; types of arguments follow from the literal. */
export function defineModule<const S extends ObjectSchema, Facts, Detail, Clients>(
  definition: ConvergingModule<S, Facts, Detail, Clients>,
): ConvergingModule<S, Facts, Detail, Clients> {
  return definition;
}

/** Declares a module that acts. */
export function defineAction<const S extends ObjectSchema>(definition: ActingModule<S>): ActingModule<S> {
  return definition;
}

/** Modules by name, loaded when they are first used. */
export interface ModuleRegistry {
  /** The canonical name of a name or alias. */
  resolve(name: string): string | undefined;
  load(canonical: string): Promise<Module>;
  /** Canonical names of the modules of a group (`module_defaults: {group/NAME: ...}`); undefined if there is none of that name. */
  membersOf?(group: string): readonly string[] | undefined;
  /** All canonical names, sorted. */
  readonly names: readonly string[];
  /** All names and aliases: what "did you mean" chooses from. */
  readonly allNames: readonly string[];
}
