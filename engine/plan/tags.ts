/** What `--tags` and `--skip-tags` ask for. */
export interface TagSelection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** Nothing was asked for: everything runs but what is tagged `never`. */
export const everything: TagSelection = { only: [], skip: [] };

/**
 * Whether a task with these tags runs. `always` runs unless it is skipped by name; `never` only if one of the
 * task's tags is asked for by name. `tagged`, `untagged` and `all` stand for their sets on both sides.
 */
export function isSelected(tags: readonly string[], selection: TagSelection): boolean {
  const own = new Set(tags.length === 0 ? ['untagged'] : tags);
  return isAskedFor(own, selection.only) && !isSkipped(own, selection.skip);
}

function isAskedFor(own: ReadonlySet<string>, only: readonly string[]): boolean {
  const asked = only.length === 0 ? ['all'] : only;
  if (own.has('always') || asked.some((tag) => own.has(tag))) return true;
  if (own.has('never')) return false;
  return asked.includes('all') || (asked.includes('tagged') && !own.has('untagged'));
}

function isSkipped(own: ReadonlySet<string>, skip: readonly string[]): boolean {
  if (skip.length === 0) return false;
  if (skip.includes('all') && (!own.has('always') || skip.includes('always'))) return true;
  if (skip.some((tag) => own.has(tag))) return true;
  return skip.includes('tagged') && !own.has('untagged');
}
