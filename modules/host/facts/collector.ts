/** A fact collector: what it reads of a machine, and a pure function that makes facts of it. */
export interface Reading {
  /** A file's text; undefined where there is none or it cannot be read. */
  readonly text: (path: string) => string | undefined;
  /** What a command printed; undefined where it cannot be run or fails. */
  readonly output: (name: string) => string | undefined;
  /** The environment of the task on that machine. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Collector {
  /** Names of `gather_subset` that it belongs to, the first being its own. */
  readonly subsets: readonly [string, ...string[]];
  readonly files?: readonly string[];
  readonly commands?: Readonly<Record<string, readonly [string, ...string[]]>>;
  readonly parse: (reading: Reading) => Readonly<Record<string, unknown>>;
}
