import { ask, canAsk } from './ask.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { run } from './run.ts';

/** What is planned, asked about and then run. */
export interface Staged {
  readonly playbooks: readonly string[];
  readonly flags: FlagValues;
  /** What the run is called in `drover runs`. */
  readonly command: string;
  /** Asked once the plan stands there: `Take back run X?` */
  readonly question: string | (() => Promise<string>);
}

/** How it ended. */
export interface StagedEnd {
  readonly code: number;
  readonly isDone: boolean;
}

/**
 * Shows what playbooks would do, asks, and does it: `isDone` says whether it came to that. Nothing is asked with `--yes`; with `--check`, or if the plan
 * fails, nothing is done.
 */
export async function planAndRun({ playbooks, flags, command, question }: Staged): Promise<StagedEnd> {
  const planned = await run(playbooks, { ...flags, check: true, diff: true }, 'plan');
  if (planned !== exitCodes.ok || flags.check === true) return { code: planned, isDone: false };
  if (flags.yes !== true) {
    if (!canAsk()) {
      process.stderr.write('This is the plan. Give --yes to carry it out where nobody can be asked.\n');
      return { code: exitCodes.ok, isDone: false };
    }
    const text = typeof question === 'string' ? question : await question();
    const answer = (await ask(`${text} [y/N] `, false)).trim().toLowerCase();
    if (answer !== 'y' && answer !== 'yes') {
      process.stderr.write('Nothing was done.\n');
      return { code: exitCodes.ok, isDone: false };
    }
  }
  return { code: await run(playbooks, flags, command), isDone: true };
}
