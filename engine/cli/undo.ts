import type { FlagValues } from './flags.ts';
import { planAndRun } from './staged.ts';

/** `drover undo RUN`: shows what takes a run back, asks, and does it. */
export function undo(name: string, flags: FlagValues): Promise<number> {
  return planAndRun({
    playbooks: ['undo.yml'],
    flags: { ...flags, extraVars: [...(flags.extraVars ?? []), JSON.stringify({ drover_undo_run: name })] },
    command: 'undo',
    question: `Take back run ${name}?`,
  });
}
