import type { Keywords } from '../language/playbook/ast.ts';

/**
 * The keywords of a node inside another. The inner value wins, but tags add up, all conditions must hold, and
 * `environment` and `module_defaults` stand in a list in which later entries win. `name` and `vars` are the
 * inner node's own.
 */
export function inheritKeywords(outer: Keywords, inner: Keywords): Keywords {
  const { name: _name, vars: _vars, ...inherited } = outer;
  const merged: Keywords = { ...inherited, ...inner };
  return {
    ...merged,
    ...lists('when', outer.when, inner.when),
    ...lists('tags', outer.tags, inner.tags),
    ...lists('environment', outer.environment, inner.environment),
    ...lists('moduleDefaults', outer.moduleDefaults, inner.moduleDefaults),
  };
}

function lists<K extends string, T>(
  key: K,
  outer: readonly T[] | undefined,
  inner: readonly T[] | undefined,
): Partial<Record<K, readonly T[]>> {
  if (outer === undefined || outer.length === 0 || inner === undefined || inner.length === 0) {
    const only = inner === undefined || inner.length === 0 ? outer : inner;
    return only === undefined ? {} : ({ [key]: only } as Record<K, readonly T[]>);
  }
  return { [key]: [...outer, ...inner] } as Record<K, readonly T[]>;
}
