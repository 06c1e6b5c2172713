import type { FlagValues } from './flags.ts';

/** The flags with further variables, which stand above those that were given. */
export function withVariables<Flags extends FlagValues>(
  flags: Flags,
  variables: Readonly<Record<string, unknown>>,
): Flags {
  return { ...flags, extraVars: [...(flags.extraVars ?? []), JSON.stringify(variables)] };
}
