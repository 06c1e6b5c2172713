/**
 * Playbooks as they were written: parsed and checked, with places, nothing evaluated and no file followed.
 * `Raw` values come from YAML (engine values; strings may hold templates).
 */
import type { Located, Span } from '../../diagnostics/span.ts';
import type { Value } from '../expression/value.ts';

/** A value from YAML, untemplated. Dictionaries are Maps. */
export type Raw = Value;

export type RawVariables = ReadonlyMap<string, Located<Raw>>;

/**
 * What plays, roles, blocks and tasks may all say, and what is inherited: the nearest wins, but for `tags` (union),
 * `environment` and `moduleDefaults` (merged), `when` (all must hold) and `vars` (merged).
 */
export interface Keywords {
  readonly name?: Located<string>;
  readonly vars?: RawVariables;
  readonly when?: readonly Located<Raw>[];
  readonly tags?: readonly Located<string>[];
  readonly environment?: readonly Located<Raw>[];
  readonly moduleDefaults?: readonly Located<Raw>[];
  readonly collections?: readonly string[];
  readonly connection?: Located<Raw>;
  readonly remoteUser?: Located<Raw>;
  readonly port?: Located<Raw>;
  readonly become?: Located<Raw>;
  readonly becomeUser?: Located<Raw>;
  readonly becomeMethod?: Located<Raw>;
  readonly becomeFlags?: Located<Raw>;
  readonly becomeExe?: Located<Raw>;
  readonly noLog?: Located<Raw>;
  readonly checkMode?: Located<Raw>;
  readonly diff?: Located<Raw>;
  readonly ignoreErrors?: Located<Raw>;
  readonly ignoreUnreachable?: Located<Raw>;
  readonly anyErrorsFatal?: Located<Raw>;
  readonly runOnce?: Located<Raw>;
  readonly timeout?: Located<Raw>;
  readonly throttle?: Located<Raw>;
  readonly debugger?: Located<Raw>;
  /** Blocks and tasks (and roles) only. */
  readonly delegateTo?: Located<Raw>;
  readonly delegateFacts?: Located<Raw>;
}

export interface Playbook {
  readonly path: string;
  readonly entries: readonly (Play | PlaybookImport)[];
}

export interface PlaybookImport {
  readonly kind: 'import-playbook';
  readonly file: Located<Raw>;
  readonly keywords: Keywords;
  readonly span: Span;
}

export interface Play {
  readonly kind: 'play';
  readonly span: Span;
  /** The playbook's path: its folder is `playbook_dir`. */
  readonly path: string;
  readonly keywords: Keywords;
  readonly hosts: Located<Raw>;
  readonly varsFiles: readonly Located<Raw>[];
  readonly varsPrompt: readonly VarsPrompt[];
  readonly gatherFacts?: Located<Raw>;
  readonly gatherSubset?: Located<Raw>;
  readonly gatherTimeout?: Located<Raw>;
  readonly factPath?: Located<Raw>;
  readonly serial?: Located<Raw>;
  readonly strategy?: Located<Raw>;
  readonly order?: Located<Raw>;
  readonly maxFailPercentage?: Located<Raw>;
  readonly forceHandlers?: Located<Raw>;
  readonly preTasks: readonly Node[];
  readonly roles: readonly RoleReference[];
  readonly tasks: readonly Node[];
  readonly postTasks: readonly Node[];
  readonly handlers: readonly Node[];
}

export interface VarsPrompt {
  readonly name: string;
  readonly prompt: string;
  readonly defaultValue?: Raw;
  readonly private: boolean;
  readonly confirm: boolean;
  readonly unsafe: boolean;
  readonly span: Span;
}

/** A role under `roles:` or `dependencies:`; keys that are no keywords are its parameters. */
export interface RoleReference {
  readonly name: Located<Raw>;
  readonly parameters: RawVariables;
  readonly keywords: Keywords;
  readonly allowDuplicates?: boolean;
  readonly tasksFrom?: string;
  readonly varsFrom?: string;
  readonly defaultsFrom?: string;
  readonly handlersFrom?: string;
  readonly span: Span;
}

export type Node = Task | Block;

export interface Block {
  readonly kind: 'block';
  readonly keywords: Keywords;
  readonly block: readonly Node[];
  readonly rescue: readonly Node[];
  readonly always: readonly Node[];
  /** Handlers only. */
  readonly notify?: readonly Located<Raw>[];
  readonly span: Span;
}

export interface Task {
  readonly kind: 'task';
  readonly keywords: Keywords;
  /** The module's name as written; `action:` and `local_action:` are resolved to it. */
  readonly action: Located<string>;
  /** Named arguments (`module:` mapping, `k=v` words, `args:`), untemplated. A templated `args: "{{ x }}"` stands in `argsTemplate`. */
  readonly args: ReadonlyMap<string, Located<Raw>>;
  readonly argsTemplate?: Located<string>;
  /** Free text after the module: `command: ls -l`. `k=v` words were taken out of it, but in a command line only the options of command modules. */
  readonly freeForm?: Located<string>;
  readonly loop?: Loop;
  readonly loopControl: LoopControl;
  readonly register?: Located<string>;
  readonly until?: readonly Located<Raw>[];
  readonly retries?: Located<Raw>;
  readonly delay?: Located<Raw>;
  readonly changedWhen?: readonly Located<Raw>[];
  readonly failedWhen?: readonly Located<Raw>[];
  readonly notify: readonly Located<Raw>[];
  /** Handlers only: the topics that it answers to. */
  readonly listen: readonly Located<string>[];
  readonly async?: Located<Raw>;
  readonly poll?: Located<Raw>;
  readonly local: boolean;
  readonly span: Span;
}

export interface Loop {
  /** `loop`, or the lookup of `with_<lookup>`. */
  readonly kind: 'loop' | 'with';
  readonly lookup?: string;
  readonly value: Located<Raw>;
}

export interface LoopControl {
  readonly loopVar?: Located<Raw>;
  readonly indexVar?: Located<Raw>;
  readonly label?: Located<Raw>;
  readonly pause?: Located<Raw>;
  readonly extended?: Located<Raw>;
  readonly extendedAllItems?: Located<Raw>;
  /** drover's own: how many items run side by side. */
  readonly parallel?: Located<Raw>;
}
