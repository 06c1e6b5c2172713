import { toJson } from '../language/expression/convert.ts';
import type { Value } from '../language/expression/value.ts';
import { coerceArguments, type ArgumentProblem } from '../schema/coerce-arguments.ts';
import type { Module } from '../module.ts';

/** The arguments of a call as the module wants them, or what is wrong with them. */
export interface CheckedCall {
  readonly args: Readonly<Record<string, unknown>>;
  readonly problems: readonly ArgumentProblem[];
}

/** Coerces arguments to the module's schema, and asks the module's own check where that went well. */
export function checkCall(
  module: Module,
  raw: ReadonlyMap<string, Value>,
  name: string,
  expandPath?: (path: string) => string,
): CheckedCall {
  const plain: Record<string, unknown> = {};
  for (const [key, value] of raw) plain[key] = toJson(value);
  const context = { module: name, ...(expandPath === undefined ? {} : { expandPath }) };
  const { values, problems } = coerceArguments(module.args, plain, context);
  if (problems.length > 0 || module.check === undefined) return { args: values, problems };
  // What the schema lets through is what the module's check is declared for.
  const messages = module.check(values);
  return {
    args: values,
    problems: messages.map((message) => ({ code: 'invalid-argument', pointer: '', message })),
  };
}
