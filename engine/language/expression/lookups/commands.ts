import { templateError } from '../errors.ts';
import type { TemplateEnvironment } from '../environment.ts';
import { linesOf } from '../filters/text/call-method.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';

/** Lookups of what a shell command prints on the machine that drover runs on. */
export const commandLookups: readonly LookupEntry[] = [
  lookup('pipe', '', (terms, { environment }) =>
    terms.map((term) => outputOf('pipe', requireTerm(term, 'pipe'), environment).trimEnd()),
  ),
  lookup('lines', '', (terms, { environment }) =>
    terms.flatMap((term) => linesOf(outputOf('lines', requireTerm(term, 'lines'), environment))),
  ),
];

function outputOf(name: string, line: string, environment: TemplateEnvironment): string {
  const { rc, stdout, stderr } = environment.ports.runShell(line);
  if (rc === 0) return stdout;
  const said = stderr.trim();
  throw templateError(
    `lookup_plugin.${name}(${line}) returned ${rc}`,
    said === '' ? 'The command printed no error.' : `The command printed: ${said}`,
  );
}
