import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import type { Located, Span } from '../../diagnostics/span.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { str } from '../../language/expression/python-text.ts';
import { evaluateValue, isTemplate } from '../../language/expression/template.ts';
import { Omit, Undefined, type Value } from '../../language/expression/value.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import type { TaskFrame } from './frame.ts';
import { moduleDefaults } from './module-defaults.ts';

/** The arguments of one call: `module_defaults` first, then `args` that are a template, then what is written. */
export function evaluateArguments(frame: TaskFrame, environment: TemplateEnvironment): Map<string, Value> {
  const args = moduleDefaults(frame, environment);
  const template = frame.task.task.argsTemplate;
  if (template !== undefined) addTemplate(args, template, environment);
  for (const { name, written, isTemplated } of frame.analysis.args) {
    const value = isTemplated ? evaluateAt(written, environment) : written.value;
    args.set(nameOf(name, written.span, environment), value);
  }
  for (const [name, value] of args) if (value instanceof Omit) args.delete(name);
  return args;
}

/** `set_fact` may be told the names of its variables by templates. */
function nameOf(name: string, span: Span, environment: TemplateEnvironment): string {
  return isTemplate(name) ? str(evaluateAt({ value: name, span }, environment)) : name;
}

/** A value of a task; errors name the place where it is written, in Ansible's words. */
export function evaluateAt(written: Located<Raw>, environment: TemplateEnvironment): Value {
  try {
    const value = evaluateValue(written.value, environment);
    if (value instanceof Undefined) throw new DroverError('undefined-variable', { detail: value.hint });
    return value;
  } catch (error) {
    throw argumentError(error, written.span);
  }
}

function addTemplate(
  args: Map<string, Value>,
  written: Located<string>,
  environment: TemplateEnvironment,
): void {
  const value = evaluateAt(written, environment);
  if (value === null || value instanceof Omit) return;
  if (!(value instanceof Map)) {
    throw new DroverError('wrong-type', {
      detail: 'The template of args does not give a dictionary.',
      help: 'Let it give a dictionary of arguments.',
      span: written.span,
    });
  }
  for (const [name, one] of value) if (typeof name === 'string') args.set(name, one);
}

function argumentError(error: unknown, span: Span): DroverError {
  if (!(error instanceof DroverError))
    return new DroverError('template-failed', { detail: messageOf(error), span, cause: error });
  const { code, detail, help } = error.diagnostic;
  return new DroverError(code, {
    detail:
      code === 'undefined-variable'
        ? `The task includes an option with an undefined variable. The error was: ${detail}`
        : detail,
    help,
    span,
    cause: error,
  });
}
