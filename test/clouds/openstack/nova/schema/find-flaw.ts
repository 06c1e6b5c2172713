import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../http/exchange.ts';
import { pythonRepr } from '../../neutron/values/python.ts';
import { FORMATS } from './formats.ts';
import { numeralOf } from './numbers.ts';
import { pythonPattern } from './patterns.ts';
import type { Flaw, Schema, TypeName } from './types.ts';

/** What is wrong with a value, and where; nothing if all is well. Messages are those of Python's jsonschema 4.10. */
export function findFlaw(schema: Schema, value: unknown): Flaw | undefined {
  for (const keyword of Object.keys(schema)) {
    // Boundary: the keys of a schema are its keywords; those that only another reads have no check.
    const flaw = CHECKS[keyword as keyof Schema]?.(value, schema);
    if (flaw !== undefined) return typeof flaw === 'string' ? { message: flaw, path: [], value } : flaw;
  }
  return undefined;
}

type Check = (value: unknown, schema: Schema) => Flaw | string | undefined;

const CHECKS: Readonly<Partial<Record<keyof Schema, Check>>> = {
  type(value, { type = [] }) {
    const types = [type].flat();
    if (types.some((each) => IS[each](value))) return undefined;
    return `${pythonRepr(value)} is not of type ${types.map(pythonRepr).join(', ')}`;
  },
  properties(value, { properties = {} }) {
    if (!isObject(value)) return undefined;
    return firstFlaw(Object.keys(properties), (name) =>
      name in value ? within(name, findFlaw(properties[name]!, value[name])) : undefined,
    );
  },
  patternProperties(value, { patternProperties = {} }) {
    if (!isObject(value)) return undefined;
    return firstFlaw(Object.entries(patternProperties), ([pattern, schema]) =>
      firstFlaw(Object.keys(value), (name) =>
        pythonPattern(pattern).test(name) ? within(name, findFlaw(schema, value[name])) : undefined,
      ),
    );
  },
  required(value, { required = [] }) {
    const missing = isObject(value) ? required.find((name) => !(name in value)) : undefined;
    return missing === undefined ? undefined : `${pythonRepr(missing)} is a required property`;
  },
  additionalProperties: (value, schema) => (isObject(value) ? extras(value, schema) : undefined),
  minProperties: (value, { minProperties = 0 }) =>
    isObject(value) && Object.keys(value).length < minProperties
      ? `${pythonRepr(value)} does not have enough properties`
      : undefined,
  maxProperties: (value, { maxProperties = Infinity }) =>
    isObject(value) && Object.keys(value).length > maxProperties
      ? `${pythonRepr(value)} has too many properties`
      : undefined,
  items(value, { items }) {
    if (!Array.isArray(value) || items === undefined) return undefined;
    return firstFlaw([...value.keys()], (index) => {
      const schema = Array.isArray(items) ? (items as readonly Schema[])[index] : (items as Schema);
      return schema === undefined ? undefined : within(index, findFlaw(schema, value[index]));
    });
  },
  uniqueItems: (value) =>
    Array.isArray(value) && !isUnique(value) ? `${pythonRepr(value)} has non-unique elements` : undefined,
  minItems: (value, { minItems = 0 }) =>
    Array.isArray(value) ? tooShort(value, value, minItems) : undefined,
  maxItems: (value, { maxItems = 0 }) => (Array.isArray(value) ? tooLong(value, value, maxItems) : undefined),
  // Python counts characters.
  minLength: (value, { minLength = 0 }) =>
    typeof value === 'string' ? tooShort(value, [...value], minLength) : undefined,
  maxLength: (value, { maxLength = 0 }) =>
    typeof value === 'string' ? tooLong(value, [...value], maxLength) : undefined,
  enum: (value, { enum: allowed = [] }) =>
    allowed.some((each) => isDeepStrictEqual(each, value))
      ? undefined
      : `${pythonRepr(value)} is not one of ${pythonRepr(allowed)}`,
  pattern(value, { pattern = '' }) {
    if (typeof value !== 'string' || pythonPattern(pattern).test(value)) return undefined;
    return `${pythonRepr(value)} does not match ${pythonRepr(pattern)}`;
  },
  format(value, { format = '' }) {
    const message = FORMATS[format]?.(value);
    return message === undefined ? undefined : { ...message, path: [], value };
  },
  minimum(value, { minimum = 0, exclusiveMinimum = false }) {
    const number = numeralOf(value);
    if (!number || number.value > minimum || (number.value === minimum && !exclusiveMinimum))
      return undefined;
    return `${number.text} is less than ${exclusiveMinimum ? 'or equal to ' : ''}the minimum of ${minimum}`;
  },
  maximum(value, { maximum = 0 }) {
    const number = numeralOf(value);
    if (!number || number.value <= maximum) return undefined;
    return `${number.text} is greater than the maximum of ${maximum}`;
  },
  allOf: (value, { allOf = [] }) => firstFlaw(allOf, (each) => findFlaw(each, value)),
  oneOf: (value, { oneOf = [] }) =>
    oneOf.some((each) => findFlaw(each, value) === undefined)
      ? undefined
      : `${pythonRepr(value)} is not valid under any of the given schemas`,
};

const IS: Readonly<Record<TypeName, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  null: (value) => value === null,
  number: (value) => typeof value === 'number',
  object: isObject,
  string: (value) => typeof value === 'string',
};

function firstFlaw<Item>(items: readonly Item[], check: (item: Item) => Flaw | undefined): Flaw | undefined {
  for (const item of items) {
    const flaw = check(item);
    if (flaw) return flaw;
  }
  return undefined;
}

function within(key: string | number, flaw: Flaw | undefined): Flaw | undefined {
  return flaw && { ...flaw, path: [key, ...flaw.path] };
}

function extras(value: Readonly<Record<string, unknown>>, schema: Schema): string | undefined {
  if (schema.additionalProperties !== false) return undefined;
  const patterns = Object.keys(schema.patternProperties ?? {});
  const unknown = Object.keys(value)
    .filter((name) => !Object.hasOwn(schema.properties ?? {}, name))
    .filter((name) => !patterns.some((pattern) => pythonPattern(pattern).test(name)))
    .sort();
  if (unknown.length === 0) return undefined;
  const names = unknown.map(pythonRepr).join(', ');
  const isOne = unknown.length === 1;
  return patterns.length > 0
    ? `${names} ${isOne ? 'does' : 'do'} not match any of the regexes: ${patterns.map(pythonRepr).join(', ')}`
    : `Additional properties are not allowed (${names} ${isOne ? 'was' : 'were'} unexpected)`;
}

function isUnique(items: readonly unknown[]): boolean {
  return items.every((item, index) => !items.slice(0, index).some((each) => isDeepStrictEqual(each, item)));
}

function tooShort(value: unknown, { length }: ArrayLike<unknown>, least: number): string | undefined {
  return length < least ? `${pythonRepr(value)} is too short` : undefined;
}

function tooLong(value: unknown, { length }: ArrayLike<unknown>, most: number): string | undefined {
  return length > most ? `${pythonRepr(value)} is too long` : undefined;
}
