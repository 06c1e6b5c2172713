import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';

/** Whether colours are wanted: on a terminal, unless `--no-color`, `NO_COLOR` or a dumb terminal says no. */
export function wantsColor(stream: { readonly isTTY?: boolean }, allowed = true): boolean {
  if (!allowed || isSet('NO_COLOR') || isSet('ANSIBLE_NOCOLOR')) return false;
  if (isSet('FORCE_COLOR') || isSet('ANSIBLE_FORCE_COLOR')) return true;
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

function isSet(name: string): boolean {
  const value = process.env[name];
  return value !== undefined && value !== '' && value !== '0';
}

/** Shows diagnostics with their code frames on standard error. */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  color = wantsColor(process.stderr),
): void {
  if (diagnostics.length === 0) return;
  process.stderr.write(`${renderDiagnostics(diagnostics, { color })}\n`);
}

/** Columns of the terminal but the last, in which some wrap; Ansible's 79 elsewhere. */
export function columns(): number {
  return process.stdout.isTTY ? Math.max(20, process.stdout.columns - 1) : 79;
}

/** Lines of the terminal; 24 where it does not know. */
export function rows(): number {
  return process.stdout.isTTY && process.stdout.rows > 0 ? process.stdout.rows : 24;
}
