import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import type { Located } from '../../diagnostics/span.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { str } from '../../language/expression/python-text.ts';
import { isTrue } from '../../language/expression/template.ts';
import type { Raw } from '../../language/playbook/ast.ts';

/** The first condition that does not hold; undefined if all do. One that cannot be evaluated throws, naming it and its place. */
export function failingCondition(
  conditions: readonly Located<Raw>[],
  environment: TemplateEnvironment,
): Located<Raw> | undefined {
  return conditions.find((condition) => !holds(condition, environment));
}

function holds(condition: Located<Raw>, environment: TemplateEnvironment): boolean {
  if (typeof condition.value === 'boolean') return condition.value;
  try {
    return isTrue(condition.value, environment);
  } catch (error) {
    throw conditionError(condition, error);
  }
}

function conditionError(condition: Located<Raw>, error: unknown): DroverError {
  const text = str(condition.value);
  const inner = error instanceof DroverError ? error.diagnostic : undefined;
  return new DroverError(inner?.code ?? 'template-failed', {
    detail: `The conditional check '${text}' failed. The error was: error while evaluating conditional (${text}): ${messageOf(error)}`,
    help: inner?.help,
    span: condition.span,
    cause: error,
  });
}
