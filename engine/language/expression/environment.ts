import type { RenderOptions } from './template.ts';
import type { Value } from './value.ts';

/** Where names get their values. */
export interface Scope {
  /**
   * The value of a variable, evaluated; undefined where there is none. Throws DroverError `template-cycle` for a
   * variable that refers to itself, and whatever its own template throws.
   */
  get(name: string): Value | undefined;
  /** All names, for `vars`, `varnames` and "did you mean". */
  names(): Iterable<string>;
}

/** How lookups, `include` and some filters reach the outside. Synchronous: templates are. */
export interface Ports {
  readFile(path: string): Uint8Array | undefined;
  /** undefined where there is nothing; type of what is there otherwise. */
  fileType(path: string): 'file' | 'directory' | 'link' | 'other' | undefined;
  realPath(path: string): string;
  listDirectory(path: string): readonly string[];
  environmentVariable(name: string): string | undefined;
  currentDirectory(): string;
  homeDirectory(): string;
  /** Runs a shell line (lookups `pipe` and `lines`). */
  runShell(line: string): { readonly rc: number; readonly stdout: string; readonly stderr: string };
  /** Fetches a URL (lookup `url`). */
  fetch(
    url: string,
    options: Readonly<Record<string, unknown>>,
  ): { readonly status: number; readonly body: string };
  /** Writes a file; folders that are not there are made, for their owner only. */
  writeFile(path: string, content: string, mode: number): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Minutes east of UTC at an instant. */
  timezoneOffset(atMs: number): number;
  timezoneName(atMs: number): string;
  randomBytes(count: number): Uint8Array;
}

/** What a template is evaluated in. */
export interface TemplateEnvironment {
  readonly scope: Scope;
  readonly ports: Ports;
  /** Folders in which lookups and `{% include %}` look for a relative name, in order; `subfolder` is `files`, `templates`, `vars`. */
  readonly searchPath: (subfolder: string) => readonly string[];
  /** Opens vault text; undefined where no secrets were given. */
  readonly openVault?: (content: Uint8Array, path: string) => Uint8Array;
  /** Renders the text of a template file, for the lookup `template`: `renderFile` of `template.ts`. */
  readonly renderFile?: (source: string, environment: TemplateEnvironment, options: RenderOptions) => string;
  /** Filters, tests and lookups of roles or of later packages, by name. */
  readonly extensions?: Extensions;
  /** Lookups are not run: for text that came out of other text. */
  readonly refusesLookups?: boolean;
  readonly checkMode?: boolean;
  /** Warnings (deprecated filters and the like). */
  readonly warn?: (message: string) => void;
  /** The configuration for the lookup `config`. */
  readonly configuration?: (name: string) => Value | undefined;
  /** Hosts of a pattern, for the lookup `inventory_hostnames`. */
  readonly hostsOf?: (pattern: string) => readonly string[];
}

export interface Extensions {
  readonly filters: ReadonlyMap<string, FilterFunction>;
  readonly tests: ReadonlyMap<string, FilterFunction>;
  readonly lookups: ReadonlyMap<string, LookupFunction>;
}

/** A filter or test: the value, then positional and named arguments. A test's result is taken for its truth. */
export type FilterFunction = (
  value: Value,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
) => Value;

/** A lookup: its terms, and named options. The result is the list that `wantlist=True` gives. */
export type LookupFunction = (
  terms: readonly Value[],
  named: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
) => Value[];
