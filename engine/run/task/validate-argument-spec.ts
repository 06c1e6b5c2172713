import { toJson } from '../../language/expression/convert.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import { coerceArguments } from '../../schema/coerce-arguments.ts';
import { argumentSchema } from './argument-schema.ts';

/** Checks variables (or `provided_arguments`) by a role's argument specification; defaults are not applied. */
export function validateArgumentSpec(
  args: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): Dict {
  const spec = args.get('argument_spec');
  const schema = argumentSchema(spec);
  const given = args.get('provided_arguments');
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    for (const key of [name, ...(property.aliases ?? [])]) {
      const value = (given instanceof Map ? given.get(key) : undefined) ?? environment.scope.get(key);
      if (value !== undefined) values[key] = toJson(value);
    }
  }
  const { problems } = coerceArguments(schema, values, { module: 'validate_argument_spec' });
  if (problems.length === 0) {
    return new Map<Value, Value>([
      ['changed', false],
      ['msg', 'The arg spec validation passed'],
      ['validate_args_context', contextOf(args)],
    ]);
  }
  const messages = problems.map(({ message }) => message);
  return new Map<Value, Value>([
    ['failed', true],
    ['changed', false],
    ['msg', `Validation of arguments failed:\n${messages.join('\n')}`],
    ['argument_errors', messages],
    ['argument_spec_data', spec ?? null],
    ['validate_args_context', contextOf(args)],
  ]);
}

function contextOf(args: ReadonlyMap<string, Value>): Value {
  return args.get('validate_args_context') ?? new Map();
}
