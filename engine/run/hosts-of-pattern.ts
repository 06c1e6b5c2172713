import { hostsOfParts, patternHosts } from '../language/inventory/host-pattern.ts';
import type { RunState } from './run-state.ts';

/** Names of the hosts of a pattern in the inventory as it stands now. */
export function hostsOfPattern(pattern: string | readonly string[], run: RunState): readonly string[] {
  return patternHosts(pattern, run.inventory);
}

/** The same within `--limit`. */
export function limitedHosts(pattern: string | readonly string[], run: RunState): readonly string[] {
  const names = hostsOfPattern(pattern, run);
  if (run.limit === undefined) return names;
  const allowed = new Set(hostsOfParts(run.limit, run.inventory));
  return names.filter((name) => allowed.has(name));
}
