import type { Keywords } from '../language/playbook/ast.ts';

/**
 * The keywords of a node inside another. The inner value wins, but tags add up, all conditions must hold, and
 * `environment` and `module_defaults` stand in a list in which later entries win. `name` and `vars` are the
 * inner node's own.
 */
export function inheritKeywords(outer: Keywords, inner: Keywords): Keywords {
  const { name: _name, vars: _vars, ...inherited } = outer;
  const when = joined(outer.when, inner.when);
  const tags = joined(outer.tags, inner.tags);
  const environment = joined(outer.environment, inner.environment);
  const moduleDefaults = joined(outer.moduleDefaults, inner.moduleDefaults);
  return {
    ...inherited,
    ...inner,
    ...(when === undefined ? {} : { when }),
    ...(tags === undefined ? {} : { tags }),
    ...(environment === undefined ? {} : { environment }),
    ...(moduleDefaults === undefined ? {} : { moduleDefaults }),
  };
}

function joined<T>(
  outer: readonly T[] | undefined,
  inner: readonly T[] | undefined,
): readonly T[] | undefined {
  if (outer === undefined || outer.length === 0) return inner;
  return inner === undefined || inner.length === 0 ? outer : [...outer, ...inner];
}
