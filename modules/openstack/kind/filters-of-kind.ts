import { pluralOf } from './labels.ts';
import type { Kind } from './kind.ts';

/** Which of two phases: the variables that select may be called otherwise in each. */
export type Phase = 'export' | 'import';

/** The variable that says which of a kind are exported and imported: `os_migrate_networks_filter`. */
export function filterOf(kind: Kind, kinds: readonly Kind[], phase: Phase): string {
  const { parent, plural, roles } = kind;
  const own = phase === 'export' ? (roles?.exportFilter ?? roles?.filter) : roles?.filter;
  if (own !== undefined) return own;
  if (parent === undefined) return `os_migrate_${plural}_filter`;
  const parentKind = kinds.find(({ collection }) => collection === parent.collection);
  if (parentKind !== undefined && parentKind !== kind) return filterOf(parentKind, kinds, phase);
  return `os_migrate_${pluralOf(parent.collection.name)}_filter`;
}

/** What of a record its filter is compared with: `params.name`. */
export function filteredOf({ parent, roles }: Kind): string {
  return roles?.filtered ?? (parent === undefined ? 'params.name' : `params.${parent.reference}.name`);
}

/** All variables that an import selects by, and what of a record each is compared with. */
export function importFilters(kind: Kind, kinds: readonly Kind[]): Readonly<Record<string, string>> {
  return { [filterOf(kind, kinds, 'import')]: filteredOf(kind), ...kind.roles?.furtherFilters };
}
