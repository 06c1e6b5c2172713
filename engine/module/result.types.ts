/** What modules plan and give back. */

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
