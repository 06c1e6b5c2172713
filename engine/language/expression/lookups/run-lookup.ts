import { DroverError } from '../../../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../environment.ts';
import { findLookup } from '../services.ts';
import type { Value } from '../value.ts';

/** Runs a lookup by name; the list is what `query` gives. Throws `unknown-lookup`. */
export function runLookup(
  name: string,
  terms: readonly Value[],
  named: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): Value[] {
  const lookup = findLookup(name, environment);
  if (lookup !== undefined) return lookup(terms, named, environment);
  throw new DroverError('unknown-lookup', {
    detail: `lookup plugin (${name}) not found`,
    help: 'See the documentation for the lookups that drover knows.',
  });
}
