import type { ObjectSchema } from './types.ts';

export interface CoerceContext {
  /** The name in messages: `network`, `ansible.builtin.copy`. */
  readonly module: string;
  /** Expands `~` and environment variables in paths. */
  readonly expandPath?: (path: string) => string;
}

export interface CoercedArguments {
  /** Plain JSON values, with aliases resolved and defaults filled in. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly ArgumentProblem[];
}

export interface ArgumentProblem {
  readonly code: 'unknown-argument' | 'missing-argument' | 'invalid-argument';
  /** JSON Pointer of the argument. */
  readonly pointer: string;
  /** In Ansible's words. */
  readonly message: string;
  readonly help?: string;
}

/** Ansible's argument-spec coercion of evaluated arguments (plain JSON values). */
export function coerceArguments(
  _schema: ObjectSchema,
  _args: Readonly<Record<string, unknown>>,
  _context: CoerceContext,
): CoercedArguments {
  throw new Error('being written');
}
