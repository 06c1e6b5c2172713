import type { Value } from '../expression/value.ts';

type Dict = Map<Value, Value>;

/**
 * A JSON Schema of a role's arguments (`args.schema.json`) in the form of `meta/argument_specs.yml`, so that one check
 * serves both. Keywords that an argument spec cannot say are for editors only.
 */
export function schemaToArgumentSpec(schema: Value): Value {
  if (!(schema instanceof Map)) return new Map();
  const spec: Dict = new Map();
  const title = schema.get('title') ?? schema.get('description');
  if (title !== undefined) spec.set('short_description', title);
  spec.set('options', optionsOf(schema));
  return spec;
}

function optionsOf(schema: Dict): Value {
  const properties = schema.get('properties');
  const required = schema.get('required');
  const options: Dict = new Map();
  if (!(properties instanceof Map)) return options;
  for (const [name, property] of properties) {
    const option = property instanceof Map ? optionOf(property) : new Map<Value, Value>();
    if (Array.isArray(required) && required.includes(name)) option.set('required', true);
    options.set(name, option);
  }
  return options;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  array: 'list',
  object: 'dict',
};

function optionOf(schema: Dict): Dict {
  const option: Dict = new Map();
  option.set('type', typeName(schema));
  for (const [from, to] of copied) {
    const value = schema.get(from);
    if (value !== undefined) option.set(to, value);
  }
  const items = schema.get('items');
  if (items instanceof Map) {
    option.set('elements', typeName(items));
    if (items.get('properties') instanceof Map) option.set('options', optionsOf(items));
  }
  if (schema.get('properties') instanceof Map && schema.get('additionalProperties') !== true) {
    option.set('options', optionsOf(schema));
  }
  if (schema.get('secret') === true || schema.get('writeOnly') === true) option.set('no_log', true);
  return option;
}

const copied = [
  ['description', 'description'],
  ['enum', 'choices'],
  ['default', 'default'],
] as const;

/** The one type that is not null; several, or none, are `raw`: anything. */
function typeName(schema: Dict): string {
  const type = schema.get('type');
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null');
  const [only] = types;
  return types.length === 1 && typeof only === 'string' ? (typeNames[only] ?? 'raw') : 'raw';
}
