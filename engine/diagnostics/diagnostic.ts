import { catalogue, type DiagnosticCode } from './catalogue/index.ts';
import type { Span } from './span.ts';

export type Severity = 'error' | 'warning';

/**
 * One thing that is wrong, as a value: diagnostics are collected and shown together.
 * The catalogue gives the constant summary of the code; `detail` says what is wrong here and why,
 * `help` what to do about it. Both are full sentences.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly summary: string;
  readonly detail: string;
  readonly help?: string;
  readonly span?: Span;
}

export interface DiagnosticParts {
  readonly detail: string;
  readonly help?: string | undefined;
  readonly span?: Span | undefined;
  readonly severity?: Severity;
}

/** A diagnostic of the catalogue's `code`. */
export function diagnostic(code: DiagnosticCode, parts: DiagnosticParts): Diagnostic {
  return {
    code,
    severity: parts.severity ?? 'error',
    summary: catalogue[code],
    detail: parts.detail,
    ...(parts.help === undefined ? {} : { help: parts.help }),
    ...(parts.span === undefined ? {} : { span: parts.span }),
  };
}

/** Collects diagnostics while a pass goes on after an error. */
export interface DiagnosticSink {
  report(code: DiagnosticCode, parts: DiagnosticParts): void;
}

/** A sink that keeps what it is given, in order. */
export function collectDiagnostics(): DiagnosticSink & { readonly diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  return { diagnostics, report: (code, parts) => void diagnostics.push(diagnostic(code, parts)) };
}
