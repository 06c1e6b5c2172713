import type { Schema } from '../../../engine/schema/types.ts';
import { didYouMean } from '../api/nearest.ts';
import { isBody, isEmpty } from '../kind/wire.ts';
import { isOfFormat } from './formats.ts';

/** One thing that is wrong in a value. */
export interface Flaw {
  /** Where: keys and indexes from the top. */
  readonly path: readonly (string | number)[];
  readonly kind: 'wrong' | 'missing' | 'unknown';
  /** The key that is missing there. */
  readonly key?: string;
  readonly detail: string;
  /** What to write, where that can be told. */
  readonly help?: string;
}

/** What is wrong in a value by its schema. `name` is what the value is called in messages. */
export function checkValue(
  value: unknown,
  schema: Schema,
  name: string,
  path: Flaw['path'] = [],
): readonly Flaw[] {
  const wrong = (detail: string, help?: string): readonly Flaw[] => [
    help === undefined ? { path, kind: 'wrong', detail } : { path, kind: 'wrong', detail, help },
  ];
  if (value === null && ('nullable' in schema || schema.type === undefined)) return [];
  if ('anyOf' in schema) return checkAny(value, schema.anyOf, name, path);
  if (schema.type === undefined) return [];
  const isType = TYPES[schema.type](value);
  if (!isType) {
    const detail = `${name} is ${shown(value)}; ${EXPECTED[schema.type]} is expected${nullHint(schema)}.`;
    return wrong(detail, wayOut(value, schema));
  }
  switch (schema.type) {
    case 'string': {
      const text = value as string;
      if (schema.enum !== undefined && !schema.enum.includes(text)) {
        return wrong(
          `${name} is ${shown(text)}, but can only be ${schema.enum.join(', ')}.${didYouMean(text, schema.enum)}`,
        );
      }
      if (schema.format !== undefined && !isOfFormat(text, schema.format)) {
        return wrong(`${name} is ${shown(text)}, which is no ${FORMATS[schema.format]}.`);
      }
      return [];
    }
    case 'integer':
    case 'number': {
      const number = value as number;
      const { minimum, maximum } = schema;
      if (minimum !== undefined && number < minimum)
        return wrong(`${name} is ${number}, which is less than ${minimum}.`);
      if (maximum !== undefined && number > maximum)
        return wrong(`${name} is ${number}, which is more than ${maximum}.`);
      return [];
    }
    case 'boolean':
      return [];
    case 'array':
      if ((value as readonly unknown[]).length < (schema.minItems ?? 0))
        return wrong(`${name} is an empty list.`);
      return (value as readonly unknown[]).flatMap((item, index) =>
        checkValue(item, schema.items, `${name}[${index}]`, [...path, index]),
      );
    case 'object':
      return checkObject(value as Readonly<Record<string, unknown>>, schema, name, path);
  }
}

/** What somebody who wrote such a value most likely means, as it has to be written. */
function wayOut(value: unknown, schema: Schema): string | undefined {
  const isScalar = typeof value !== 'object';
  if (schema.type === 'string' && isScalar) return `Put it in quotes: '${JSON.stringify(value)}'.`;
  if (schema.type === 'array' && isScalar) return `Make a list of it: [${JSON.stringify(value)}].`;
  if (schema.type === 'object' && typeof value === 'string' && schema.required?.includes('name') === true)
    return `Write {name: ${JSON.stringify(value)}, project_name: null, domain_name: null}.`;
  if (typeof value !== 'string') return undefined;
  const isNumber = (schema.type === 'integer' || schema.type === 'number') && /^-?\d+$/.test(value);
  const isBoolean = schema.type === 'boolean' && /^(?:true|false)$/i.test(value);
  return isNumber || isBoolean ? `Write it without quotes: ${value.toLowerCase()}.` : undefined;
}

function checkAny(
  value: unknown,
  schemas: readonly Schema[],
  name: string,
  path: Flaw['path'],
): readonly Flaw[] {
  const [first = [], ...others] = schemas.map((schema) => checkValue(value, schema, name, path));
  return others.some((flaws) => flaws.length === 0) ? [] : first;
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  schema: Extract<Schema, { readonly type: 'object' }>,
  name: string,
  path: Flaw['path'],
): readonly Flaw[] {
  const flaws: Flaw[] = [];
  for (const key of schema.required ?? []) {
    if (!(key in value)) flaws.push({ path, kind: 'missing', key, detail: `${name} has no ${key}.` });
  }
  for (const [key, held] of Object.entries(value)) {
    const inner = schema.properties[key];
    if (inner !== undefined) flaws.push(...checkValue(held, inner, `${name}.${key}`, [...path, key]));
    // What is empty says nothing, to whomever it may be addressed.
    else if (schema.additionalProperties !== true && !isEmpty(held)) {
      const known = Object.keys(schema.properties);
      flaws.push({
        path: [...path, key],
        kind: 'unknown',
        detail: `${name} has the key "${key}", which nobody reads.${didYouMean(key, known)}`,
      });
    }
  }
  return flaws;
}

const TYPES: Readonly<Record<NonNullable<Schema['type']>, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: isBody,
};

const EXPECTED: Readonly<Record<NonNullable<Schema['type']>, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

const FORMATS = {
  path: 'path',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  ip: 'IP address',
  cidr: 'CIDR such as 192.0.2.0/24',
  mac: 'MAC address',
  uri: 'URI',
  uuid: 'UUID',
} as const;

function nullHint(schema: Schema): string {
  return 'nullable' in schema ? ', or null' : '';
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
