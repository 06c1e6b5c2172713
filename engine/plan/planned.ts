/**
 * What is to be run, as a value: plays with their sections, and in them tasks, blocks and roles, with what each
 * inherits already worked out. Static imports have been followed; dynamic includes stand as tasks.
 */
import type { Block, Keywords, Play, RawVariables, Task } from '../language/playbook/ast.ts';
import type { Layer } from './layer.ts';
import type { Role } from '../language/role/role.ts';

export interface PlannedRun {
  readonly plays: readonly PlannedPlay[];
}

export interface PlannedPlay {
  readonly play: Play;
  /** The playbook named on the command line that the play belongs to. */
  readonly playbook: string;
  /** The folder of the file that the play stands in: `playbook_dir`. */
  readonly folder: string;
  /** The play's, merged with those of the imports that led to it. */
  readonly keywords: Keywords;
  /** Variables of `import_playbook`, outermost first: they win over the play's own. */
  readonly importVars: readonly RawVariables[];
  readonly preTasks: readonly PlannedNode[];
  readonly roles: readonly PlannedNode[];
  readonly tasks: readonly PlannedNode[];
  readonly postTasks: readonly PlannedNode[];
  /** In the order of definition: of the roles first, then of the play. */
  readonly handlers: readonly PlannedNode[];
  /** Roles whose defaults and vars the whole play sees. */
  readonly publicRoles: readonly RoleInstance[];
  readonly context: NodeContext;
}

export type PlannedNode = PlannedTask | PlannedBlock | PlannedRole;

/** What all nodes of one file, block or role have in common; made once and shared. */
export interface NodeContext {
  /** Undefined only where imports of playbooks are followed. */
  readonly play: Play | undefined;
  readonly playFolder: string;
  /** With everything inherited, but for `vars`. */
  readonly keywords: Keywords;
  /** Of `import_playbook`, outermost first. */
  readonly importVars: readonly RawVariables[];
  /** Levels 16 and 17, outermost first. */
  readonly vars: readonly RawVariables[];
  /** Level 21: what dynamic includes were given, outermost first. */
  readonly includeVars: readonly Layer[];
  readonly role?: RoleInstance;
  /** Folders of the files that led here, innermost first. */
  readonly folders: readonly string[];
  /** The files that led here, outermost first: for cycles. */
  readonly files: readonly string[];
  readonly handler: boolean;
}

export interface PlannedTask {
  readonly kind: 'task';
  /** Unique in the run. */
  readonly id: number;
  readonly task: Task;
  readonly action: ActionKind;
  /** The module's canonical name; of other actions, their short name. */
  readonly module: string;
  /** With everything inherited, but for `vars`. */
  readonly keywords: Keywords;
  /** Levels 16 and 17, outermost first. */
  readonly vars: readonly RawVariables[];
  readonly context: NodeContext;
}

/** What the engine does itself, and everything else. */
export type ActionKind =
  'module' | 'meta' | 'include_tasks' | 'include_role' | 'validate_argument_spec' | 'async_status';

export interface PlannedBlock {
  readonly kind: 'block';
  readonly id: number;
  readonly keywords: Keywords;
  readonly block: readonly PlannedNode[];
  readonly rescue: readonly PlannedNode[];
  readonly always: readonly PlannedNode[];
  readonly context: NodeContext;
  readonly written: Block;
}

/** The tasks of one role at one place; its dependencies stand before it. */
export interface PlannedRole {
  readonly kind: 'role';
  readonly id: number;
  readonly instance: RoleInstance;
  readonly nodes: readonly PlannedNode[];
}

/** A role as it is called at one place. */
export interface RoleInstance {
  readonly role: Role;
  /** Roles that led here by `dependencies` or includes, outermost first. */
  readonly parents: readonly RoleInstance[];
  readonly dependencies: readonly RoleInstance[];
  /** Called by `dependencies` of another role, not by a play or an include. */
  readonly isDependency: boolean;
  /** Level 20. */
  readonly parameters: RawVariables;
  /** `vars:` of the call. */
  readonly vars: RawVariables;
  /** Of an include in a loop: what its vars may use. */
  readonly loopVariables?: Layer;
  /** Calls with one key are the same call: the role runs once a play and host, unless duplicates are allowed. */
  readonly key: string;
  readonly allowDuplicates: boolean;
}
