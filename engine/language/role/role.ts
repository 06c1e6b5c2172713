import type { Located } from '../../diagnostics/span.ts';
import type { Node, RawVariables, RoleReference } from '../playbook/ast.ts';
import type { Value } from '../expression/value.ts';

/** A role as found on disk and parsed: nothing evaluated. */
export interface Role {
  /** As it is called (`ns.coll.role` stays whole). */
  readonly name: string;
  /** Its folder, absolute. */
  readonly path: string;
  readonly defaults: RawVariables;
  readonly vars: RawVariables;
  readonly tasks: readonly Node[];
  /** The file that `tasks` came from. */
  readonly tasksFile?: string;
  readonly handlers: readonly Node[];
  readonly dependencies: readonly RoleReference[];
  readonly allowDuplicates: boolean;
  /** Of `meta/argument_specs.yml` for the entry point in use, or made from `args.schema.json`. */
  readonly argumentSpec?: Located<Value>;
}
