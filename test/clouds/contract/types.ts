/** Where the contract is checked, and who may set the stage: an administrator with a project. */
export interface ContractTarget {
  /** The address of Keystone, with `/v3`. */
  readonly authUrl: string;
  readonly admin: Login;
}

export interface Login {
  readonly username: string;
  readonly password: string;
  readonly project: string;
}

/**
 * Who makes a call: three members of three projects, a reader of the first project, the administrator, or nobody. They
 * are made for the run and go with it. Cases run side by side: the limits of a project are changed in the third only.
 */
export type Person = 'a' | 'b' | 'c' | 'reader' | 'admin' | 'nobody';

/** One call and what must come of it. */
export interface Step {
  /**
   * `POST /v2.0/networks`; words in braces are filled in. `keystone:`, `compute:`, `image:` or `volume:` before
   * the path for the others.
   */
  readonly call: string;
  /** The microversion of the call, in quotes: `'2.10'` is not `2.1`. */
  readonly version?: string;
  /** `a` if not said. */
  readonly as?: Person;
  readonly body?: unknown;
  /** A body that is no JSON, or bytes. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** Whether the call is made again, for some time, until the answer is as it must be. */
  readonly waits?: boolean;
  /** What the body must contain. */
  readonly has?: unknown;
  /** What an error must say: the text, or `/pattern/`. */
  readonly message?: string;
  /** The class of a Neutron error. */
  readonly type?: string;
  /** What the head must contain. */
  readonly head?: Readonly<Record<string, string>>;
  /** Words for later steps, and where they stand: `{net: network.id}`, `{token: 'head:x-subject-token'}`. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** A row of a table: the values to send, the status, and what it must say or contain. */
export type Row = readonly [values: unknown, status: number, expected?: unknown];

/** Many calls that differ in one object of the body only. What they make is deleted at once. */
export interface Table {
  readonly call: string;
  readonly version?: string;
  readonly as?: Person;
  /** The key of the body under which the values stand. */
  readonly member: string;
  /** Values that every row has, unless it says otherwise. */
  readonly base?: Readonly<Record<string, unknown>>;
  readonly rows: readonly Row[];
}

export interface Case {
  readonly name: string;
  readonly steps?: readonly Step[];
  readonly table?: Table;
}

/** The cases of one file. */
export interface Chapter {
  readonly name: string;
  readonly cases: readonly Case[];
}
