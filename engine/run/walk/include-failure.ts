import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { formatPlace } from '../../diagnostics/span.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import type { AttemptOutcome } from '../task/attempt.ts';

/** The failed result of an include whose files cannot be had or read; all that is wrong with them is in it. */
export function includeFailure(errors: readonly Diagnostic[], name: string): AttemptOutcome {
  const [first] = errors;
  const msg =
    errors.length <= 1
      ? (first?.detail ?? `${name} brings in nothing.`)
      : errors
          .map(({ detail, span }) => `${detail}${span === undefined ? '' : ` (${formatPlace(span)})`}`)
          .join('\n');
  const result: Dict = new Map<Value, Value>([
    ['changed', false],
    ['failed', true],
    ['msg', msg],
    ['reason', msg],
  ]);
  if (first !== undefined) {
    result.set('code', first.code);
    if (first.help !== undefined) result.set('help', first.help);
    if (first.span !== undefined) result.set('place', formatPlace(first.span));
  }
  return { result, diffs: [], ignoreErrors: false, ignoreUnreachable: false, durationMs: 0 };
}
