import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { isSystemError, systemErrorText } from '../../diagnostics/system-error.ts';
import { formatPlace, type Span } from '../../diagnostics/span.ts';
import type { Dict, Value } from '../../language/expression/value.ts';

/**
 * The failed result of something thrown: `msg`, and where they are known `code`, `help`, `place` and the facts of
 * the call that failed; the stack as `exception` at `-vvv`. What no one threw on purpose is called a crash.
 */
export function errorResult(error: unknown, module: string, span: Span | undefined, verbosity: number): Dict {
  const result: Dict = new Map<Value, Value>([
    ['changed', false],
    ['failed', true],
  ]);
  if (error instanceof DroverError) describe(result, error);
  else if (isSystemError(error)) result.set('msg', systemErrorText(error));
  else describeCrash(result, error, module);
  const place = (error instanceof DroverError ? error.diagnostic.span : undefined) ?? span;
  if (place !== undefined) result.set('place', formatPlace(place));
  if (verbosity >= 3 && error instanceof Error && error.stack !== undefined)
    result.set('exception', error.stack);
  return result;
}

function describe(result: Dict, error: DroverError): void {
  const { code, detail, help } = error.diagnostic;
  if (code === 'host-unreachable') {
    result.delete('failed');
    result.set('unreachable', true);
  }
  result.set('msg', detail);
  result.set('code', code);
  if (help !== undefined) result.set('help', help);
  if (error.call === undefined) return;
  const call: Dict = new Map();
  for (const [key, value] of Object.entries(error.call)) if (isPlain(value)) call.set(key, value);
  result.set('call', call);
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function describeCrash(result: Dict, error: unknown, module: string): void {
  result.set('msg', `The module ${module} crashed: ${messageOf(error)}`);
  result.set('code', 'module-crashed');
  result.set('help', 'This is a defect of the module. Run again with -vvv for its stack, and report it.');
}
