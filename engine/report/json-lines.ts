import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { EventSink, RunEvent } from '../run/events.ts';

/** One JSON object a line, an event each, with the time it was made. The shapes are those of `engine/run/events.ts`. */
export function jsonLinesReport(options: {
  readonly write: (text: string) => void;
  readonly now: () => number;
}): EventSink {
  return (event: RunEvent) => {
    const line = { time: new Date(options.now()).toISOString(), ...event };
    options.write(`${JSON.stringify(line, plainSpans)}\n`);
  };
}

/** Spans without the text of their file; big integers as numbers would lose digits, so as strings. */
function plainSpans(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (isSpan(value)) return { file: value.file.path, line: value.line, column: value.column };
  return value;
}

function isSpan(value: unknown): value is Span {
  return (
    typeof value === 'object' && value !== null && 'file' in value && 'line' in value && 'start' in value
  );
}

/** A diagnostic as JSON, for `lint --output json`. */
export function diagnosticJson(diagnostic: Diagnostic): string {
  return JSON.stringify(diagnostic, plainSpans);
}
