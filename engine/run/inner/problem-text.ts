import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/** What is wrong with plays inside of a run, with the way out that there is for them. */
export function problemText({ code, detail }: Pick<Diagnostic, 'code' | 'detail'>): string {
  return code === 'unknown-module'
    ? `${detail} Modules that drover does not have run with runner: ansible, or runner: container.`
    : detail;
}
