import { ask, canAsk } from './ask.ts';
import { extraVarsOf } from './asked.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { findPlaybooks } from './playbooks.ts';
import { lockForRun, type RunLock } from './roles/for-run.ts';
import { run } from './run.ts';
import { readVaultPasswords } from './vault-passwords.ts';

/** What is planned, asked about and then run. */
export interface Staged {
  readonly playbooks: readonly string[];
  readonly flags: FlagValues;
  /** What the run is called in `drover runs`. */
  readonly command: string;
  /** Whether roles of people are run: then plan and run take the same lock of them. */
  readonly hasRoles: boolean;
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
export async function planAndRun({
  playbooks,
  flags,
  command,
  question,
  hasRoles,
}: Staged): Promise<StagedEnd> {
  const lock = (hasRoles ? await lockOnce(playbooks, flags) : undefined) ?? 'no lock';
  const planned = await run(playbooks, { ...flags, check: true, diff: true }, 'plan', lock);
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
  return { code: await run(playbooks, flags, command, lock), isDone: true };
}

/** A branch may move between the plan and the run: what was shown is what is run. */
async function lockOnce(playbooks: readonly string[], flags: FlagValues): Promise<RunLock | undefined> {
  const { signal, release } = interruptSignal();
  const warn = (message: string): void => void process.stderr.write(`[WARNING]: ${message}\n`);
  try {
    const request = {
      playbooks: findPlaybooks(playbooks),
      extraVars: extraVarsOf(flags),
      vaultPasswords: await readVaultPasswords(flags),
    };
    return await lockForRun({ request, flags, resumed: undefined, signal, warn });
  } finally {
    release();
  }
}
