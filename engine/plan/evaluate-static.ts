import { DroverError, messageOf } from '../diagnostics/drover-error.ts';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { Located } from '../diagnostics/span.ts';
import type { TemplateEnvironment } from '../language/expression/environment.ts';
import { evaluateValue } from '../language/expression/template.ts';
import type { Value } from '../language/expression/value.ts';
import type { Raw } from '../language/playbook/ast.ts';

/** The value of a template that must be known before anything runs; reports what fails, with what it may use. */
export function evaluateStatic(
  raw: Located<Raw>,
  environment: TemplateEnvironment,
  sink: DiagnosticSink,
): Value | undefined {
  try {
    return evaluateValue(raw.value, environment);
  } catch (error) {
    const inner = error instanceof DroverError ? error.diagnostic : undefined;
    sink.report(inner?.code ?? 'template-failed', {
      detail: `${messageOf(error)}. This is needed before any task runs, when there are neither facts nor variables of hosts.`,
      help: 'Use variables of -e or of the play here, or an include in place of an import.',
      span: raw.span,
    });
    return undefined;
  }
}
