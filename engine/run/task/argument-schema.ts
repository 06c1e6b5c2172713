import { str } from '../../language/expression/python-text.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import type { ObjectSchema, Schema } from '../../schema/types.ts';

/** The `options` of a role's argument specification (Ansible's documentation, "Role argument validation") as a schema. */
export function argumentSchema(options: Value | undefined): ObjectSchema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  if (options instanceof Map) {
    for (const [key, option] of options) {
      if (!(option instanceof Map)) continue;
      properties[str(key)] = optionSchema(option);
      if (option.get('required') === true) required.push(str(key));
    }
  }
  return { type: 'object', properties, required };
}

function optionSchema(option: Dict): Schema {
  const common = {
    description: descriptionOf(option.get('description')),
    ...(option.get('no_log') === true ? { secret: true as const } : {}),
    ...aliases(option.get('aliases')),
  };
  return { ...common, ...typed(option) };
}

function descriptionOf(value: Value | undefined): string {
  if (Array.isArray(value)) return value.map(str).join(' ');
  return value === undefined || value === null ? 'An argument of the role.' : str(value);
}

function aliases(value: Value | undefined): { readonly aliases?: readonly string[] } {
  return Array.isArray(value) ? { aliases: value.map(str) } : {};
}

type Typed = Schema extends infer S ? (S extends Schema ? Omit<S, 'description'> : never) : never;

function typed(option: Dict): Typed {
  const choices = option.get('choices');
  const type = option.get('type') ?? 'str';
  switch (type) {
    case 'int':
      return withChoices({ type: 'integer' }, choices);
    case 'float':
      return withChoices({ type: 'number' }, choices);
    case 'bool':
      return { type: 'boolean' };
    case 'path':
      return { type: 'string', format: 'path' };
    case 'list':
      return { type: 'array', items: itemSchema(option) };
    case 'dict': {
      const inner = option.get('options');
      if (!(inner instanceof Map)) return { type: 'object', properties: {}, additionalProperties: true };
      return argumentSchema(inner);
    }
    case 'str':
      return withChoices({ type: 'string' }, choices);
    default:
      return {};
  }
}

function itemSchema(option: Dict): Schema {
  const elements = option.get('elements');
  const item: Dict = new Map<Value, Value>([['type', elements ?? 'raw']]);
  for (const key of ['choices', 'options']) {
    const value = option.get(key);
    if (value !== undefined) item.set(key, value);
  }
  return optionSchema(item);
}

function withChoices(schema: Typed, choices: Value | undefined): Typed {
  if (!Array.isArray(choices)) return schema;
  return { ...schema, enum: choices.map(str) } as Typed;
}
