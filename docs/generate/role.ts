import type { Schema } from '../../engine/schema/types.ts';

/** A variable that a role takes. */
export interface Variable {
  readonly name: string;
  /** With `default`, the role's defaults have it. */
  readonly schema: Schema;
  readonly isRequired?: true;
}

/** A role as people read of it and as it runs. */
export interface Role {
  /** `export_networks`; the playbook is called the same. */
  readonly name: string;
  /** A line, for its arguments: `Exports networks of the source project`. */
  readonly title: string;
  /** What the play is called: `Export networks`. */
  readonly playTitle: string;
  /** What it does, for its README. */
  readonly description: string;
  readonly variables: readonly Variable[];
  /** YAML: the list of tasks, and what it depends on. */
  readonly tasks: string;
  readonly dependencies: string;
  /** What it is made from, for the comment in its files. */
  readonly from: string;
  /** False: a playbook of another name runs it. */
  readonly playbook?: false;
}
