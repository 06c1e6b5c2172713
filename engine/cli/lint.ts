import { DroverError } from '../diagnostics/drover-error.ts';
import { memoryJournal } from '../run/journal.ts';
import { checkPlaybooks } from '../run/check-playbooks.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { findPlaybooks } from './playbooks.ts';
import { requestOf } from './request.ts';
import { printDiagnostics } from './terminal.ts';
import { openWorld } from './world.ts';

/** `drover lint`: finds the problems of playbooks and all that they import; runs nothing. */
export async function lint(playbooks: readonly string[], flags: FlagValues): Promise<number> {
  if (flags.output !== undefined && flags.output !== 'plain' && flags.output !== 'json') {
    throw new DroverError('bad-usage', {
      detail: `lint takes --output plain or json, not “${flags.output}”.`,
      help: 'Leave it out for plain.',
    });
  }
  const request = await requestOf(findPlaybooks(playbooks), flags);
  const journal = { ...memoryJournal(), close: () => Promise.resolve() };
  const world = openWorld({ sink: () => undefined, signal: new AbortController().signal, journal });
  const { diagnostics, exitCode } = await checkPlaybooks(request, world);
  if (flags.output === 'json') {
    const { diagnosticJson } = await import('../report/json-lines.ts');
    process.stdout.write(diagnostics.map((diagnostic) => `${diagnosticJson(diagnostic)}\n`).join(''));
  } else {
    printDiagnostics(diagnostics);
    if (diagnostics.length === 0) process.stdout.write('No problems found.\n');
  }
  return exitCode === exitCodes.ok ? exitCodes.ok : exitCodes.unreachableOrSyntax;
}
