import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** Diagnostics file by file, in the order in which the files came up, and within a file from top to bottom. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byFile = new Map<string, Diagnostic[]>();
  for (const one of diagnostics) {
    const file = one.span?.file.path ?? '';
    const known = byFile.get(file);
    if (known === undefined) byFile.set(file, [one]);
    else known.push(one);
  }
  return [...byFile.values()].flatMap((found) =>
    found.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)),
  );
}
