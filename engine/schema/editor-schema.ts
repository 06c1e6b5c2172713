import type { ObjectSchema, Schema } from './types.ts';

/** A JSON Schema (draft 7, which editors know) as plain data. */
export type EditorSchema = Readonly<Record<string, unknown>>;

export interface EditorOptions {
  /** A template may stand in place of any value: in playbooks, not in export files. */
  readonly templates: boolean;
}

/** A text with a template in it. */
const template: EditorSchema = { type: 'string', pattern: '\\{[{%]', description: 'A template.' };

/** A schema literal as editors read it: descriptions, enums, nulls; templates where they may stand. */
export function editorSchema(schema: Schema, options: EditorOptions): EditorSchema {
  const plain = plainSchema(schema, options);
  const { type, ...rest } = plain;
  const isOpen = type === undefined && !('anyOf' in plain);
  if (isOpen || !options.templates || type === 'string') return plain;
  const { description, default: fallback, ...checks } = rest;
  const alternatives =
    'anyOf' in checks
      ? (checks['anyOf'] as readonly unknown[])
      : [{ ...(type === undefined ? {} : { type }), ...checks }];
  return {
    description,
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [...alternatives, template],
  };
}

function plainSchema(schema: Schema, options: EditorOptions): EditorSchema {
  const common = {
    description: schema.description,
    ...('default' in schema ? { default: schema.default } : {}),
  };
  if ('anyOf' in schema) {
    const parts = schema.anyOf.map((part) => editorSchema(part, options));
    return { ...common, anyOf: schema.nullable === true ? [...parts, { type: 'null' }] : parts };
  }
  if (schema.type === undefined) return common;
  const type = schema.nullable === true ? [schema.type, 'null'] : schema.type;
  if (schema.type === 'array')
    return { ...common, type, items: editorSchema(schema.items, options), ...given(schema, ['minItems']) };
  if (schema.type === 'object') return { ...common, ...editorObject(schema, options), type };
  if (schema.type === 'string' && schema.enum !== undefined && options.templates) {
    return {
      ...common,
      anyOf: [{ enum: schema.nullable === true ? [...schema.enum, null] : schema.enum }, template],
    };
  }
  const isNullableEnum = schema.type === 'string' && schema.enum !== undefined && schema.nullable === true;
  return {
    ...common,
    type,
    ...given(schema, ['enum', 'pattern', 'minLength', 'minimum', 'maximum']),
    ...(isNullableEnum ? { enum: [...(schema.enum ?? []), null] } : {}),
  };
}

/** An object's properties, with those under other names. */
export function editorObject(schema: ObjectSchema, options: EditorOptions): EditorSchema {
  const properties = Object.entries(schema.properties).flatMap(([name, property]) => {
    const converted = editorSchema(property, options);
    const aliases = (property.aliases ?? []).map(
      (alias) =>
        [alias, { ...converted, description: `The same as ${name}. ${property.description}` }] as const,
    );
    return [[name, converted] as const, ...aliases];
  });
  const further = schema.additionalProperties ?? false;
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...requirement(schema),
    additionalProperties: typeof further === 'boolean' ? further : editorSchema(further, options),
  };
}

/** What is required, under any of its names. */
function requirement(schema: ObjectSchema): EditorSchema {
  const required = schema.required ?? [];
  const named = required.map((name) => [name, ...(schema.properties[name]?.aliases ?? [])]);
  const plain = named.filter((names) => names.length === 1).flat();
  const either = named
    .filter((names) => names.length > 1)
    .map((names) => ({ anyOf: names.map((name) => ({ required: [name] })) }));
  return {
    ...(plain.length === 0 ? {} : { required: plain }),
    ...(either.length === 0 ? {} : { allOf: either }),
  };
}

function given(schema: object, names: readonly string[]): EditorSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => names.includes(name)));
}
