/** Calls of the machine's programs that a plan consists of, and what comes of them. */
import type { CommandOutcome, ModuleResult } from '../../engine/module.ts';
import { outcomeResult } from './program-result.ts';
import type { Programs } from './programs.ts';

export interface Call {
  readonly words: readonly [string, ...string[]];
  /** What it reads; secrets go this way, never among the words. */
  readonly stdin?: string;
}

export interface CallsOutcome extends CommandOutcome {
  /** The call that failed, where one did. */
  readonly failed?: Call;
}

/** One call after another; what they print together. It ends with the first that fails, whose outcome it is then. */
export async function makeCalls(calls: readonly Call[], programs: Programs): Promise<CallsOutcome> {
  let [stdout, stderr] = ['', ''];
  for (const call of calls) {
    const { words, stdin } = call;
    const outcome = await programs.run(words, stdin === undefined ? {} : { stdin });
    if (outcome.rc !== 0) return { ...outcome, failed: call };
    stdout += outcome.stdout;
    stderr += outcome.stderr;
  }
  return { rc: 0, stdout, stderr };
}

/** The failure of a program, told with all that it printed. `msg` is what it says of it unless the module has words of its own. */
export function callFailure(outcome: CommandOutcome, msg?: string): ModuleResult {
  const said = outcome.stderr.trim() || outcome.stdout.trim();
  return { ...outcomeResult(outcome), changed: false, failed: true, msg: msg ?? said };
}
