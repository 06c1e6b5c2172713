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

/** What problems that were found before anything ran come to: 1 where files, roles or variables of `-e` are not there or cannot be opened, else 4. */
export function staticExitCode(errors: readonly Diagnostic[]): number {
  return errors.every(({ code }) => generic.includes(code)) ? 1 : 4;
}

/** Ansible's exit code of a run: 2 for failed hosts, 4 for unreachable ones, 6 for both. */
export function exitCodeOf(run: RunState, diagnostics: readonly Diagnostic[]): number {
  if (run.world.signal.aborted) return 99;
  if (diagnostics.length > 0) return 1;
  return (run.failedHosts.size > 0 ? 2 : 0) | (run.unreachableHosts.size > 0 ? 4 : 0);
}
