import { suggest } from '../../../../engine/schema/suggest.ts';
import type { ArraySchema, ObjectSchema, Schema } from '../../../../engine/schema/types.ts';
import { nameOf, shown, type Finding, type Path } from './finding.ts';
import { readScalar } from './read-scalar.ts';
import { foreignKey } from './foreign-keys.ts';
import { variantOf } from './variants.ts';

export type Report = (finding: Finding) => void;

/**
 * A value as its schema has it, with defaults filled in. What is wrong is reported; in its place stands undefined, an
 * empty list or a mapping of defaults, so that all the rest can be looked at.
 */
export function readValue(schema: Schema, value: unknown, path: Path, report: Report): unknown {
  if ('anyOf' in schema) {
    const variant = variantOf(schema, value);
    return variant === undefined
      ? undefined
      : readMapping(variant.schema, value, path, report, variant.elsewhere);
  }
  switch (schema.type) {
    case undefined:
      return value;
    case 'object':
      return readMapping(schema, value, path, report, () => undefined);
    case 'array':
      return readList(schema, value, path, report);
    default: {
      const read = readScalar(schema, value, nameOf(path));
      if ('problem' in read) {
        report({ code: 'discovery-value', path, ...read.problem });
        return undefined;
      }
      if (read.notice !== undefined)
        report({ code: 'discovery-value', path, ...read.notice, isWarning: true });
      return read.value;
    }
  }
}

function readList(schema: ArraySchema, value: unknown, path: Path, report: Report): readonly unknown[] {
  if (!Array.isArray(value)) {
    const isScalar = typeof value !== 'object';
    report({
      code: 'discovery-value',
      path,
      detail: `${nameOf(path)} is ${isScalar ? shown(value) : 'a mapping'}; a list is expected.`,
      help: isScalar ? `Make a list of it: [${shown(value)}].` : 'Write each item after a hyphen.',
    });
    return [];
  }
  if (value.length < (schema.minItems ?? 0)) {
    report({
      code: 'discovery-value',
      path,
      detail: `${nameOf(path)} is an empty list.`,
      help: 'Write at least one item, or take the key out.',
    });
  }
  return value
    .map((item: unknown, index) => readValue(schema.items, item, [...path, index], report))
    .filter((item) => item !== undefined);
}

/** `elsewhere`: why a key that is not there may be known nevertheless. */
function readMapping(
  schema: ObjectSchema,
  value: unknown,
  path: Path,
  report: Report,
  elsewhere: (key: string) => string | undefined,
): Readonly<Record<string, unknown>> {
  // A section whose name stands there alone is an empty one: its keys are what is missing.
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  const given: Readonly<Record<string, unknown>> = isMapping ? { ...value } : {};
  if (!isMapping && value !== null) {
    report({
      code: 'discovery-value',
      path,
      detail: `${nameOf(path) || 'The file'} is ${Array.isArray(value) ? 'a list' : shown(value)}; a mapping is expected.`,
      help: `Write its keys beneath it: ${Object.keys(schema.properties).slice(0, 3).join(', ')} …`,
    });
  } else reportMissing(schema, given, path, report);
  const result: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(schema.properties)) {
    const isNeeded = schema.required?.includes(key) === true;
    const read = readProperty(property, given[key], [...path, key], report, isNeeded);
    if (read !== undefined) result[key] = read;
  }
  for (const key of unknownKeys(schema, given)) {
    if (typeof schema.additionalProperties === 'object')
      result[key] = readValue(schema.additionalProperties, given[key], [...path, key], report);
    else report(unknownKey(schema, key, path, elsewhere(key)));
  }
  return result;
}

/** What is needed and missing was told of: mappings and lists are there nevertheless. */
function readProperty(
  property: Schema,
  value: unknown,
  path: Path,
  report: Report,
  isNeeded: boolean,
): unknown {
  const isSection = property.type === 'object' || 'anyOf' in property;
  if (value !== undefined && (value !== null || isSection)) return readValue(property, value, path, report);
  const fallback = property.default ?? (isNeeded ? EMPTY[property.type ?? 'string'] : undefined);
  if (fallback === undefined) return undefined;
  if (value === null && !isNeeded) report(emptyKey(path, fallback));
  return readValue(property, fallback, path, () => undefined);
}

const EMPTY: Readonly<Partial<Record<NonNullable<Schema['type']>, unknown>>> = { object: {}, array: [] };

function emptyKey(path: Path, fallback: unknown): Finding {
  return {
    code: 'discovery-value',
    path,
    detail: `${nameOf(path)} has no value; its default is taken: ${shown(fallback)}.`,
    help: 'Give it a value, or take the key out.',
    isWarning: true,
    onKey: true,
  };
}

/** Null is nothing, too. A section that stands there empty, and a key that is misspelt, are told of by what they lack. */
function reportMissing(
  schema: ObjectSchema,
  given: Readonly<Record<string, unknown>>,
  path: Path,
  report: Report,
): void {
  const misspelt = new Set(unknownKeys(schema, given).map((key) => meantBy(schema, key)));
  for (const key of schema.required ?? []) {
    const isSection = schema.properties[key]?.type === 'object';
    if ((given[key] !== undefined && (given[key] !== null || isSection)) || misspelt.has(key)) continue;
    report({
      code: 'discovery-missing',
      path: [...path, key],
      detail: `${nameOf([...path, key])} is missing.`,
      help: `Add it. ${schema.properties[key]?.description ?? ''}`.trim(),
    });
  }
}

function unknownKeys(schema: ObjectSchema, given: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(given).filter((key) => !Object.hasOwn(schema.properties, key));
}

function meantBy(schema: ObjectSchema, key: string): string | undefined {
  return suggest(key, Object.keys(schema.properties));
}

function unknownKey(schema: ObjectSchema, key: string, path: Path, elsewhere: string | undefined): Finding {
  const name = nameOf([...path, key]);
  const help = elsewhere ?? foreignKey(key, path);
  const near = meantBy(schema, key);
  const known = `${nameOf(path) || 'The file'} takes ${Object.keys(schema.properties).join(', ')}.`;
  return {
    code: 'discovery-key',
    path: [...path, key],
    onKey: true,
    detail: help === undefined ? `There is no key ${name}.` : `The key ${name} cannot stand here.`,
    help: help ?? (near === undefined ? known : `Did you mean ${near}?`),
    ...(near === undefined ? {} : { meant: [...path, near] }),
  };
}
