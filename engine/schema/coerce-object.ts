import { formatPointer } from '../text/json-pointer.ts';
import type { Place } from './coerce-place.ts';
import { suggest } from './suggest.ts';
import type { AnyOfSchema, ObjectSchema, Schema } from './types.ts';

/** A value as its schema wants it; handed in, because values hold objects and objects hold values. */
type CoerceValue = (schema: Schema, value: unknown, place: Place) => unknown;

/** One mapping of options: the arguments themselves, or those of an option inside them. */
export function coerceObject(
  schema: ObjectSchema,
  given: Readonly<Record<string, unknown>>,
  place: Place,
  coerceValue: CoerceValue,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  const written = resolveAliases(schema, given);
  const isMissing = (name: string): boolean => {
    const property = schema.properties[name];
    const found = written.get(name);
    return (
      property?.default === undefined &&
      (found === undefined || property === undefined || !isGiven(found.value, property))
    );
  };
  const missing = (schema.required ?? []).filter(isMissing);
  if (missing.length > 0) reportMissing(missing, place);
  for (const [name, property] of Object.entries(schema.properties)) {
    const found = written.get(name);
    if (found !== undefined && isGiven(found.value, property)) {
      const inside: Place = { ...place, options: [...place.options, name], path: [...place.path, found.key] };
      const value = coerceValue(property, found.value, inside);
      if (value !== undefined) values[name] = value;
    } else if (property.default !== undefined) values[name] = property.default;
  }
  coerceFurther(schema, given, written, values, place, coerceValue);
  return values;
}

interface Written {
  readonly key: string;
  readonly value: unknown;
}

/** Arguments by their own names; an alias stands in where the name itself is not written. */
function resolveAliases(
  schema: ObjectSchema,
  given: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, Written> {
  const written = new Map<string, Written>();
  for (const [name, property] of Object.entries(schema.properties)) {
    const key = [name, ...(property.aliases ?? [])].find((one) => Object.hasOwn(given, one));
    if (key !== undefined) written.set(name, { key, value: given[key] });
  }
  return written;
}

function isGiven(value: unknown, property: Schema): boolean {
  if (value === undefined) return false;
  return value !== null || acceptsNull(property);
}

function acceptsNull(property: Schema): boolean {
  if (property.nullable === true) return true;
  return (
    property.type === undefined && !('anyOf' in property && (property satisfies AnyOfSchema).anyOf.length > 0)
  );
}

function reportMissing(missing: readonly string[], place: Place): void {
  const inside = place.options.length === 0 ? '' : ` found in ${place.options.join(' -> ')}`;
  place.problems.push({
    code: 'missing-argument',
    pointer: formatPointer(place.path),
    message: `missing required arguments: ${[...missing].sort().join(', ')}${inside}`,
    help: missing.length === 1 ? `Give the argument ${missing.join('')}.` : 'Give these arguments.',
  });
}

/** Keys that the schema does not name: any, of one schema, or none. */
function coerceFurther(
  schema: ObjectSchema,
  given: Readonly<Record<string, unknown>>,
  written: ReadonlyMap<string, Written>,
  values: Record<string, unknown>,
  place: Place,
  coerceValue: CoerceValue,
): void {
  const known = new Set(
    Object.entries(schema.properties).flatMap(([name, { aliases }]) => [name, ...(aliases ?? [])]),
  );
  for (const [key, value] of Object.entries(given)) {
    if (known.has(key) || written.has(key)) continue;
    const further = schema.additionalProperties;
    if (further === true) values[key] = value;
    else if (further === undefined || further === false) reportUnknown(schema, key, place);
    else {
      const inside: Place = { ...place, options: [...place.options, key], path: [...place.path, key] };
      values[key] = value === null && acceptsNull(further) ? null : coerceValue(further, value, inside);
    }
  }
}

function reportUnknown(schema: ObjectSchema, key: string, place: Place): void {
  const names = Object.entries(schema.properties).flatMap(([name, { aliases }]) => [
    name,
    ...(aliases ?? []),
  ]);
  const supported = Object.entries(schema.properties)
    .map(([name, { aliases = [] }]) => (aliases.length === 0 ? name : `${name} (${aliases.join(', ')})`))
    .sort();
  const near = suggest(key, names);
  place.problems.push({
    code: 'unknown-argument',
    pointer: formatPointer([...place.path, key]),
    message: `Unsupported parameters for (${place.context.module}) module: ${[...place.options, key].join('.')}. Supported parameters include: ${supported.join(', ')}.`,
    ...(near === undefined ? {} : { help: `Did you mean ${near}?` }),
  });
}
