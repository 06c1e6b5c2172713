import { diagnostic, type Diagnostic, type DiagnosticParts } from './diagnostic.ts';
import type { DiagnosticCode } from './catalogue/index.ts';

/** What a person needs to know of a failed call to a service; without secrets. */
export interface CallFacts {
  readonly service?: string;
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  readonly requestId?: string;
}

export interface DroverErrorParts extends DiagnosticParts {
  readonly cause?: unknown;
  readonly call?: CallFacts;
}

/**
 * The one kind of error that drover throws on purpose: it carries a diagnostic of the catalogue.
 * `message` is the diagnostic's detail, which is what a task's result shows as `msg`.
 */
export class DroverError extends Error {
  readonly diagnostic: Diagnostic;
  readonly call: CallFacts | undefined;

  constructor(code: DiagnosticCode, parts: DroverErrorParts) {
    super(parts.detail, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'DroverError';
    this.diagnostic = diagnostic(code, parts);
    this.call = parts.call;
  }

  get code(): DiagnosticCode {
    return this.diagnostic.code;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
