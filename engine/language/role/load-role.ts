import type { Span } from '../../diagnostics/span.ts';
import type { SourceFiles } from '../files.ts';
import type { ParseOptions } from '../playbook/parse-playbook.ts';
import type { Role } from './role.ts';

export interface RoleRequest {
  readonly name: string;
  /** Where the role is called, for the message if it is missing. */
  readonly span?: Span | undefined;
  /** Folders that hold roles, in order: `playbook/roles`, configured ones, the playbook's folder, those of drover. */
  readonly searchPath: readonly string[];
  /** Collections to look in for a name without dots (`collections:`). */
  readonly collections?: readonly string[] | undefined;
  readonly tasksFrom?: string | undefined;
  readonly varsFrom?: string | undefined;
  readonly defaultsFrom?: string | undefined;
  readonly handlersFrom?: string | undefined;
}

/** Finds and reads a role. Undefined if it is missing (reported with where it was looked for). */
export function loadRole(
  _request: RoleRequest,
  _options: ParseOptions & { readonly files: SourceFiles },
): Role | undefined {
  throw new Error('being written');
}
