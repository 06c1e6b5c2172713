import type { ObjectSchema, Schema } from '../../schema/types.ts';

/** The texts of arguments that a schema calls secret, wherever they stand in it. */
export function secretsIn(
  schema: ObjectSchema,
  args: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  const found = new Set<string>();
  collectObject(schema, args, found);
  return found;
}

function collectObject(
  schema: ObjectSchema,
  value: Readonly<Record<string, unknown>>,
  found: Set<string>,
): void {
  for (const [key, item] of Object.entries(value)) {
    const further = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    const property = schema.properties[key] ?? aliased(schema, key) ?? further;
    if (property !== undefined) collect(property, item, found);
  }
}

function aliased(schema: ObjectSchema, key: string): Schema | undefined {
  return Object.values(schema.properties).find(({ aliases }) => aliases?.includes(key) ?? false);
}

function collect(schema: Schema, value: unknown, found: Set<string>): void {
  if (schema.secret === true) {
    collectTexts(value, found);
    return;
  }
  if ('anyOf' in schema) for (const one of schema.anyOf) collect(one, value, found);
  else if (schema.type === 'array' && Array.isArray(value))
    for (const item of value) collect(schema.items, item, found);
  else if (schema.type === 'object' && isRecord(value)) collectObject(schema, value, found);
}

function collectTexts(value: unknown, found: Set<string>): void {
  if (typeof value === 'string' && value !== '') found.add(value);
  else if (typeof value === 'number') found.add(String(value));
  else if (Array.isArray(value)) for (const item of value) collectTexts(item, found);
  else if (isRecord(value)) for (const item of Object.values(value)) collectTexts(item, found);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
