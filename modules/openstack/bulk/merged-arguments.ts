import type { AnyConvergingModule } from '../../../engine/module.ts';
import type { Schema } from '../../../engine/schema/types.ts';

/**
 * The arguments of many modules as those of one, which hands each on to those that know it. Throws an Error where two
 * modules mean different things by one name.
 */
export function mergedArguments(modules: readonly AnyConvergingModule[]): Readonly<Record<string, Schema>> {
  const merged = new Map<string, Schema>();
  for (const module of modules) {
    for (const [name, schema] of Object.entries(module.args.properties)) {
      const known = merged.get(name);
      if (known === undefined) merged.set(name, schema);
      else if (known.type !== schema.type)
        throw new Error(`${module.name} takes another type for ${name} than the modules of other kinds.`);
    }
  }
  return Object.fromEntries(merged);
}

/** Of these arguments, those that a module knows. */
export function argumentsFor(
  module: AnyConvergingModule,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(args).filter(([name]) => Object.hasOwn(module.args.properties, name)),
  );
}
