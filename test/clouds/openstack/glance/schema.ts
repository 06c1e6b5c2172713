import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../http/exchange.ts';
import { pythonRepr } from '../neutron/values/python.ts';
import { badRequest } from './errors.ts';
import { pretty } from './pretty.ts';

/** What the schemas of Glance say of one value. */
interface ValueSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly items?: ValueSchema;
  readonly required?: readonly string[];
}

interface Flaw {
  readonly message: string;
  readonly keyword: string;
  readonly schema: ValueSchema;
  /** Where the schema stands, and the value. */
  readonly schemaPath: readonly (string | number)[];
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** The schemas as the real service gives them: `image`, `images`, `member`, `members`, `task`, `tasks`. */
export function readSchemas(): Readonly<Record<string, JsonObject>> {
  const text = readFileSync(join(import.meta.dirname, 'schemas.json'), 'utf8');
  // Boundary: the file is part of this folder.
  return JSON.parse(text) as Readonly<Record<string, JsonObject>>;
}

/** Refuses an image, or a part of one, that is not as the schema says with 400, in the words of Python's jsonschema. */
export function checkImage(schema: JsonObject, values: JsonObject): void {
  const flaw = flawOf(schema, values);
  if (!flaw) return;
  throw badRequest(
    `Provided object does not match schema 'image': ${flaw.message}\n\n` +
      `Failed validating ${pythonRepr(flaw.keyword)} in schema${subscripts(flaw.schemaPath)}:\n` +
      `${indented(pretty(flaw.schema))}\n\nOn instance${subscripts(flaw.path)}:\n${indented(pretty(flaw.value))}`,
  );
}

/** What is wrong nearest to the top counts; of several the first in the order of the schema. */
function flawOf(schema: JsonObject, values: JsonObject): Flaw | undefined {
  // Boundary: the schema of an image.
  const properties = schema['properties'] as Readonly<Record<string, ValueSchema>>;
  const others = schema['additionalProperties'] as ValueSchema;
  const known = Object.entries(properties)
    .filter(([name]) => Object.hasOwn(values, name))
    .map(([name, each]) => find(each, values[name], [name], ['properties', name]));
  const added = Object.entries(values)
    .filter(([name]) => !Object.hasOwn(properties, name))
    .map(([name, value]) => find(others, value, [name], ['additionalProperties']));
  const flaws = [...known, ...added].flatMap((flaw) => flaw ?? []);
  return flaws.sort((a, b) => a.path.length - b.path.length)[0];
}

type Path = readonly (string | number)[];

function find(schema: ValueSchema, value: unknown, path: Path, schemaPath: Path): Flaw | undefined {
  const flaw = (keyword: string, message: string): Flaw => ({
    message,
    keyword,
    schema,
    schemaPath,
    path,
    value,
  });
  const shown = pythonRepr(value);
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => IS[type]!(value))) {
    return flaw('type', `${shown} is not of type ${types.map(pythonRepr).join(', ')}`);
  }
  if (schema.enum && !schema.enum.includes(value)) {
    return flaw('enum', `${shown} is not one of ${pythonRepr(schema.enum)}`);
  }
  if (typeof value === 'string') {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
      return flaw('pattern', `${shown} does not match ${pythonRepr(schema.pattern)}`);
    }
    if (schema.maxLength !== undefined && [...value].length > schema.maxLength) {
      return flaw('maxLength', `${shown} is too long`);
    }
  }
  const missing = isObject(value) ? schema.required?.find((name) => !(name in value)) : undefined;
  if (missing !== undefined) return flaw('required', `${pythonRepr(missing)} is a required property`);
  return Array.isArray(value) && schema.items
    ? findInItems(schema.items, value, path, schemaPath)
    : undefined;
}

function findInItems(
  schema: ValueSchema,
  items: readonly unknown[],
  path: Path,
  schemaPath: Path,
): Flaw | undefined {
  for (const [index, item] of items.entries()) {
    const flaw = find(schema, item, [...path, index], [...schemaPath, 'items']);
    if (flaw) return flaw;
  }
  return undefined;
}

const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  null: (value) => value === null,
  object: isObject,
  string: (value) => typeof value === 'string',
};

function subscripts(path: Path): string {
  return path.map((key) => `[${pythonRepr(key)}]`).join('');
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}
