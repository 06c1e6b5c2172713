import type { Diagnostic } from './diagnostic.ts';
import { codeFrame } from './render-frame.ts';
import { paint, wrap } from './render-text.ts';
import { formatPlace } from './span.ts';

export interface RenderOptions {
  readonly color?: boolean;
  /** Columns; long source lines are cut to it, and sentences are wrapped. Default 100. */
  readonly width?: number;
}

/** One diagnostic: severity and summary, place, code frame, detail, help. No newline at the end. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const { color = false, width = 100 } = options;
  const { severity, summary, span, detail, help } = diagnostic;
  const tone = severity === 'error' ? 'red' : 'yellow';
  const lines = [`${paint(severity, tone, color)}: ${paint(summary, 'bold', color)}`];
  if (span !== undefined) {
    lines.push(`  ${paint('-->', 'blue', color)} ${formatPlace(span)}`);
    // The text of a decrypted file stays out of logs and screens.
    if (span.file.secret !== true) lines.push(...codeFrame(span, { color, width, tone }));
  }
  lines.push(...wrap(detail, width, '  '));
  if (help !== undefined && help !== '') {
    lines.push(
      ...wrap(`help: ${help}`, width, '  ').map((line, index) =>
        index === 0 ? line.replace('help:', paint('help:', 'green', color)) : line,
      ),
    );
  }
  return lines.join('\n');
}

/**
 * Many diagnostics, each place and message once, with a line that counts them: “2 errors and 1 warning”. Errors and
 * warnings stay in the order in which they were found.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  const texts = [...new Set(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options)))];
  if (texts.length === 0) return '';
  const shown = new Map(
    diagnostics.map((diagnostic) => [renderDiagnostic(diagnostic, options), diagnostic.severity]),
  );
  return [...texts, countLine([...shown.values()])].join('\n\n');
}

function countLine(severities: readonly Diagnostic['severity'][]): string {
  const errors = severities.filter((one) => one === 'error').length;
  const warnings = severities.length - errors;
  return [counted(errors, 'error'), counted(warnings, 'warning')].filter((part) => part !== '').join(' and ');
}

function counted(count: number, word: string): string {
  if (count === 0) return '';
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
