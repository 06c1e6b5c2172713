import type { Diagnostic } from './diagnostic.ts';

export interface RenderOptions {
  readonly color?: boolean;
  /** Columns; long source lines are cut to it. Default 100. */
  readonly width?: number;
}

/** One diagnostic: place and summary, code frame, detail, help. No newline at the end. */
export function renderDiagnostic(_diagnostic: Diagnostic, _options?: RenderOptions): string {
  throw new Error('being written');
}

/** Many diagnostics, with a line that counts them. */
export function renderDiagnostics(_diagnostics: readonly Diagnostic[], _options?: RenderOptions): string {
  throw new Error('being written');
}
