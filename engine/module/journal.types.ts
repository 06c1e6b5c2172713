/** What runs write down, for later ones. */

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
