/** Filters and tests by name, for the compiled templates and for filters that apply others (map, select). */
import type { FilterFunction, TemplateEnvironment } from './environment.ts';
import { getAttribute as attributeOf, getItem } from './attributes.ts';
import { templateError } from './errors.ts';
import { builtInFilters } from './filters/index.ts';
import { builtInLookups } from './lookups/index.ts';
import { isMapping, isTruthy } from './operations.ts';
import { builtInTests } from './tests/index.ts';
import type { LookupFunction } from './environment.ts';
import type { Value } from './value.ts';

const prefixes = [
  'ansible.builtin.',
  'ansible.legacy.',
  'community.general.',
  'ansible.utils.',
  'ansible.netcommon.',
  'os_migrate.os_migrate.',
];

function find<T>(
  name: string,
  own: ReadonlyMap<string, T> | undefined,
  builtIn: ReadonlyMap<string, T>,
): T | undefined {
  const known = own?.get(name) ?? builtIn.get(name);
  if (known !== undefined) return known;
  const prefix = prefixes.find((each) => name.startsWith(each));
  return prefix === undefined
    ? undefined
    : (own?.get(name.slice(prefix.length)) ?? builtIn.get(name.slice(prefix.length)));
}

export function findFilter(name: string, environment?: TemplateEnvironment): FilterFunction | undefined {
  return find(name, environment?.extensions?.filters, builtInFilters);
}

export function findTest(name: string, environment?: TemplateEnvironment): FilterFunction | undefined {
  return find(name, environment?.extensions?.tests, builtInTests);
}

export function findLookup(name: string, environment?: TemplateEnvironment): LookupFunction | undefined {
  return find(name, environment?.extensions?.lookups, builtInLookups);
}

export function applyFilter(
  name: string,
  value: Value,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): Value {
  const filter = findFilter(name, environment);
  if (filter === undefined) throw templateError(`No filter named '${name}'.`);
  return filter(value, positional, named, environment);
}

export function applyTest(
  name: string,
  value: Value,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): boolean {
  const test = findTest(name, environment);
  if (test === undefined) throw templateError(`No test named '${name}'.`);
  return isTruthy(test(value, positional, named, environment));
}

/** A value's attribute by a path with dots; numbers are indices. */
export function getAttribute(value: Value, path: string): Value {
  return path
    .split('.')
    .reduce<Value>(
      (at, part) => (/^\d+$/.test(part) ? getItem(at, Number(part)) : getItemOrAttribute(at, part)),
      value,
    );
}

function getItemOrAttribute(value: Value, name: string): Value {
  return isMapping(value) && value.has(name) ? (value.get(name) ?? null) : attributeOf(value, name);
}
