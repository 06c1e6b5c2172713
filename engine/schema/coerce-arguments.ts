import { coerceObject } from './coerce-object.ts';
import type { ArgumentProblem, CoerceContext } from './coerce-place.ts';
import { coerceValue } from './coerce-value.ts';
import type { ObjectSchema } from './types.ts';

export type { ArgumentProblem, CoerceContext } from './coerce-place.ts';

export interface CoercedArguments {
  /** Plain JSON values, with aliases resolved and defaults filled in. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly ArgumentProblem[];
}

/**
 * Ansible's argument-spec coercion of evaluated arguments (plain JSON values): texts become the booleans, numbers,
 * lists and dictionaries that the schema wants, aliases get their names, defaults are filled in. An argument that is
 * null counts as not given, unless it may be null. All that is wrong is found in one go, the missing arguments first.
 */
export function coerceArguments(
  schema: ObjectSchema,
  args: Readonly<Record<string, unknown>>,
  context: CoerceContext,
): CoercedArguments {
  const problems: ArgumentProblem[] = [];
  const values = coerceObject(schema, args, { context, options: [], path: [], problems }, coerceValue);
  return { values, problems: sortProblems(problems) };
}

const order = ['missing-argument', 'invalid-argument', 'unknown-argument'];

function sortProblems(problems: readonly ArgumentProblem[]): readonly ArgumentProblem[] {
  return [...problems].sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
}
