import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RunState } from './run-state.ts';

/** Things that are not there are Ansible's generic error; all else is an error of parsing. */
const generic: readonly Diagnostic['code'][] = [
  'playbook-not-found',
  'bad-usage',
  'file-not-found',
  'file-unreadable',
  'unknown-role',
  'vault-password',
];

/**
 * What problems that were found before anything ran come to: 5 where `-e` is no dictionary, 1 where files or roles are
 * not there or cannot be opened, else 4.
 */
export function staticExitCode(errors: readonly Diagnostic[]): number {
  if (errors.every(({ code }) => code === 'bad-usage')) return 5;
  return errors.every(({ code }) => generic.includes(code)) ? 1 : 4;
}

/** Ansible's exit code of a run: 4 if a host could not be reached, else 2 if one failed; 2 if a failure ended it for all. */
export function exitCodeOf(run: RunState, diagnostics: readonly Diagnostic[]): number {
  if (run.world.signal.aborted) return 99;
  if (diagnostics.length > 0) return 1;
  if (run.unreachableHosts.size > 0 && !run.isBrokenOff) return 4;
  return run.failedHosts.size > 0 ? 2 : 0;
}
