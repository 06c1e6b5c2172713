import type { Connection, MachineWay } from './connection.types.ts';
import type { Journal, StateLines } from './journal.types.ts';
import type { Plays } from './plays.types.ts';
import type { Json } from './result.types.ts';

/** One object a key for the whole run: a session, a client, an index. It is closed when the run ends. */
export interface Pool {
  get<T>(key: string, create: () => Promise<T>, close?: (value: T) => Promise<void>): Promise<T>;
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
  readonly plays: Plays;
  /** The arguments as engine values (dictionaries keep any key and its order), for modules that pass them on. */
  readonly rawArguments: ReadonlyMap<string, unknown>;
  /** Shows how far a long work has come. To be called as often as there is something new: what is shown is thinned out. */
  progress(step: ProgressStep): void;
  warn(message: string): void;
  /** The value of a variable in the task's scope, as JSON; undefined if there is none. */
  variable(name: string): unknown;
  /** A variable as it was written: templates in it are not evaluated. An engine value; undefined if there is none. */
  written(name: string): unknown;
  /** The value of an expression in the task's scope, as an engine value. */
  evaluate(expression: string): unknown;
  /** An expression's truth, as in `when`. `variables` are on top of the task's. */
  holds(condition: unknown, variables?: Readonly<Record<string, unknown>>): boolean;
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
