import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { staticExitCode } from './exit-code.ts';
import type { RunRequest, RunWorld } from './options.ts';
import { prepareRun } from './prepare-run.ts';

/** What can be said of playbooks without running them. The exit code is that of `--syntax-check`: 0, 1 or 4. */
export interface CheckSummary {
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: number;
}

/** Finds the problems of playbooks, of all that they import, and of what they include by name; nothing runs. */
export async function checkPlaybooks(request: RunRequest, world: RunWorld): Promise<CheckSummary> {
  const { diagnostics } = await prepareRun(request, world, { includes: true });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return { diagnostics, exitCode: errors.length === 0 ? 0 : staticExitCode(errors) };
}
