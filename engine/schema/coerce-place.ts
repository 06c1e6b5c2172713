export interface CoerceContext {
  /** The name in messages: `network`, `ansible.builtin.copy`. */
  readonly module: string;
  /** Expands `~` and environment variables in paths. */
  readonly expandPath?: ((path: string) => string) | undefined;
}

/** What is wrong with an argument. */
export interface ArgumentProblem {
  readonly code: 'unknown-argument' | 'missing-argument' | 'invalid-argument';
  /** JSON Pointer of the argument as it is written (under its alias, if it has one). */
  readonly pointer: string;
  /** In Ansible's words. */
  readonly message: string;
  readonly help?: string;
}

/** Where in the arguments a value stands, and what goes wrong there. */
export interface Place {
  readonly context: CoerceContext;
  /** Names of the options that lead here, for messages. */
  readonly options: readonly string[];
  /** Keys and indexes that lead here. */
  readonly path: readonly (string | number)[];
  readonly problems: ArgumentProblem[];
}
