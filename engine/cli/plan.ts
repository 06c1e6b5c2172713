import type { FlagValues } from './flags.ts';
import { run } from './run.ts';

/** `drover plan`: a run in check mode with differences, shown as what would be created, updated and left. */
export function plan(playbooks: readonly string[], flags: FlagValues): Promise<number> {
  return run(playbooks, { ...flags, check: true, diff: true }, 'plan');
}
