import type { Located } from '../../diagnostics/span.ts';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { str } from '../../language/expression/python-text.ts';
import { evaluateValue } from '../../language/expression/template.ts';
import { Omit, PyFloat, Undefined, type Value } from '../../language/expression/value.ts';
import type { Raw } from '../../language/playbook/ast.ts';

type Written = Located<Raw> | undefined;

/** A keyword that is true or false; text counts as Ansible's conversion has it. */
export function booleanKeyword(
  written: Written,
  name: string,
  environment: TemplateEnvironment,
  otherwise: boolean,
): boolean {
  if (written === undefined) return otherwise;
  const { value } = written;
  if (typeof value === 'boolean') return value;
  const settled = evaluateField(written, name, environment);
  if (settled instanceof Omit || settled === null) return otherwise;
  const truth = truthOf(settled);
  if (truth !== undefined) return truth;
  throw invalid(name, settled, 'a truth value (true or false)', written);
}

const truths: Readonly<Record<string, boolean>> = {
  y: true,
  yes: true,
  on: true,
  '1': true,
  true: true,
  t: true,
  '1.0': true,
  n: false,
  no: false,
  off: false,
  '0': false,
  false: false,
  f: false,
  '0.0': false,
  '': false,
};

/** What a value says as a truth value; undefined where it says nothing. */
export function truthOf(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value === 1 ? true : value === 0 ? false : undefined;
  return typeof value === 'string' ? truths[value.trim().toLowerCase()] : undefined;
}

/** A keyword that is a number, in text or not. */
export function numberKeyword(
  written: Written,
  name: string,
  environment: TemplateEnvironment,
): number | undefined {
  if (written === undefined) return undefined;
  if (typeof written.value === 'number') return written.value;
  const value = evaluateField(written, name, environment);
  if (value === null || value instanceof Omit) return undefined;
  if (typeof value === 'number') return value;
  if (value instanceof PyFloat) return value.value;
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value);
  throw invalid(name, value, 'a number', written);
}

/** A keyword that is text. */
export function textKeyword(
  written: Written,
  name: string,
  environment: TemplateEnvironment,
): string | undefined {
  if (written === undefined) return undefined;
  const value = evaluateField(written, name, environment);
  if (value === null || value instanceof Omit) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return str(value);
  throw invalid(name, value, 'text', written);
}

/** The value of a keyword; errors name it and its place, in Ansible's words. */
export function evaluateField(written: Located<Raw>, name: string, environment: TemplateEnvironment): Value {
  try {
    const value = evaluateValue(written.value, environment);
    if (value instanceof Undefined) throw new DroverError('undefined-variable', { detail: value.hint });
    return value;
  } catch (error) {
    const inner = error instanceof DroverError ? error.diagnostic : undefined;
    const isUndefined = inner?.code === 'undefined-variable';
    throw new DroverError(inner?.code ?? 'template-failed', {
      detail: isUndefined
        ? `The field '${name}' has an invalid value, which includes an undefined variable. The error was: ${inner.detail}`
        : `The field '${name}' has an invalid value: ${messageOf(error)}`,
      help: inner?.help,
      span: written.span,
      cause: error,
    });
  }
}

function invalid(name: string, value: Value, wanted: string, written: Located<Raw>): DroverError {
  return new DroverError('invalid-argument', {
    detail: `the field '${name}' has an invalid value (${str(value)}): it must be ${wanted}.`,
    help: `Give ${name} ${wanted}, or a template that yields it.`,
    span: written.span,
  });
}
