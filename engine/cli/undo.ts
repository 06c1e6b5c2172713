import { withVariables } from './extra-variables.ts';
import type { FlagValues } from './flags.ts';
import { planAndRun } from './staged.ts';

/** `drover undo RUN`: shows what takes a run back, asks, and does it. */
export async function undo(name: string, flags: FlagValues): Promise<number> {
  const { code } = await planAndRun({
    playbooks: ['undo.yml'],
    flags: withVariables(flags, { drover_undo_run: name }),
    command: 'undo',
    question: `Take back run ${name}?`,
  });
  return code;
}
