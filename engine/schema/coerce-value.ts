import { formatPointer } from '../text/json-pointer.ts';
import { coerceObject } from './coerce-object.ts';
import type { ArgumentProblem, Place } from './coerce-place.ts';
import {
  isDictionary,
  toBoolean,
  toDictionary,
  toInteger,
  toList,
  toNumber,
  toText,
  type Coerced,
} from './coerce-scalar.ts';
import { checkLimits } from './check-limits.ts';
import { pythonType } from './python-words.ts';
import type { AnyOfSchema, ArraySchema, DescribedObjectSchema, Schema } from './types.ts';

/** A value as its schema wants it; undefined where it cannot be (reported at the place). */
export function coerceValue(schema: Schema, value: unknown, place: Place): unknown {
  if (value === null && schema.nullable === true) return null;
  if (schema.type === undefined) {
    // A schema without a type is that of any value, unless it has alternatives.
    return 'anyOf' in schema ? coerceAlternatives(schema satisfies AnyOfSchema, value, place) : value;
  }
  const converted = convert(schema, value);
  if ('failure' in converted) {
    reportType(schema, value, converted.failure, place);
    return undefined;
  }
  return finish(schema, converted.value, place);
}

const ansibleNames = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  array: 'list',
  object: 'dict',
} as const;

type TypedSchema = Exclude<Schema, { readonly type?: never }>;

function convert(schema: TypedSchema, value: unknown): Coerced {
  switch (schema.type) {
    case 'string':
      return toText(value);
    case 'integer':
      return toInteger(value);
    case 'number':
      return toNumber(value);
    case 'boolean':
      return toBoolean(value);
    case 'array':
      return toList(value);
    case 'object':
      return toDictionary(value);
  }
}

function finish(schema: TypedSchema, value: unknown, place: Place): unknown {
  switch (schema.type) {
    case 'array':
      return finishList(schema, value, place);
    case 'object':
      return finishDictionary(schema, value, place);
    case 'string':
      return checkLimits(schema, schema.format === 'path' ? expand(value, place) : value, place);
    default:
      return checkLimits(schema, value, place);
  }
}

function expand(value: unknown, place: Place): unknown {
  return typeof value === 'string' ? (place.context.expandPath?.(value) ?? value) : value;
}

function finishList(schema: ArraySchema, value: unknown, place: Place): unknown {
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item: unknown, index) => {
    const inside: Place = { ...place, path: [...place.path, index] };
    // An element's own failure names the option, as Ansible does for `elements`.
    return item === null && schema.items.type === undefined ? null : coerceItem(schema.items, item, inside);
  });
  return checkLimits(schema, items, place);
}

function coerceItem(schema: Schema, item: unknown, place: Place): unknown {
  if (schema.type === undefined || (item === null && schema.nullable === true))
    return coerceValue(schema, item, place);
  const converted = convert(schema, item);
  if ('value' in converted) return finish(schema, converted.value, place);
  const [name, ...outer] = place.options.toReversed();
  const within = outer.length === 0 ? '' : ` found in '${outer.toReversed().join(' -> ')}'`;
  report(
    place,
    `Elements value for option '${name ?? ''}'${within} is of type ${pythonType(item)} and we were unable to convert to ${ansibleNames[schema.type]}: ${hideSecret(schema, converted.failure)}`,
  );
  return undefined;
}

function finishDictionary(schema: DescribedObjectSchema, value: unknown, place: Place): unknown {
  return isDictionary(value) ? coerceObject(schema, value, place, coerceValue) : undefined;
}

/** The first alternative that fits, of those whose type the value has already; else of all that it can be converted to. */
function coerceAlternatives(schema: AnyOfSchema, value: unknown, place: Place): unknown {
  const own = schema.anyOf.filter((alternative) => hasType(alternative, value));
  const attempts = own.length > 0 ? own : schema.anyOf;
  let failures: readonly ArgumentProblem[] = [];
  for (const alternative of attempts) {
    const problems: ArgumentProblem[] = [];
    const coerced = coerceValue(alternative, value, { ...place, problems });
    if (problems.length === 0) return coerced;
    if (failures.length === 0) failures = problems;
  }
  place.problems.push(...failures);
  return undefined;
}

function hasType(schema: Schema, value: unknown): boolean {
  if (value === null) return schema.nullable === true;
  switch (schema.type) {
    case undefined:
      return false;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isDictionary(value);
    case 'integer':
      return Number.isInteger(value) || typeof value === 'bigint';
    default:
      return typeof value === schema.type;
  }
}

function reportType(schema: TypedSchema, value: unknown, failure: string, place: Place): void {
  const [name, ...outer] = place.options.toReversed();
  const within = outer.length === 0 ? '' : ` found in '${outer.toReversed().join(' -> ')}'.`;
  report(
    place,
    `argument '${name ?? ''}' is of type ${pythonType(value)}${within} and we were unable to convert to ${ansibleNames[schema.type]}: ${hideSecret(schema, failure)}`,
  );
}

/** Some failures quote the value. */
function hideSecret(schema: Schema, failure: string): string {
  return schema.secret === true ? failure.replace(/'.*?'/s, "'********'") : failure;
}

function report(place: Place, message: string): void {
  place.problems.push({ code: 'invalid-argument', pointer: formatPointer(place.path), message });
}
