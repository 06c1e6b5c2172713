/** Filters and tests by name, for the compiled templates and for filters that apply others (map, select). */
import { DroverError } from '../../diagnostics/drover-error.ts';
import { didYouMean } from '../../schema/suggest.ts';
import type { FilterFunction, TemplateEnvironment } from './environment.ts';
import { getAttribute as attributeOf, getItem } from './attributes.ts';
import { findByName } from './filters/find-by-name.ts';
import { builtInFilters } from './filters/index.ts';
import { builtInLookups } from './lookups/index.ts';
import { isMapping, isTruthy } from './operations.ts';
import { builtInTests } from './tests/index.ts';
import type { LookupFunction } from './environment.ts';
import { View, type Value } from './value.ts';

export function findFilter(name: string, environment?: TemplateEnvironment): FilterFunction | undefined {
  return findByName(name, environment?.extensions?.filters, builtInFilters);
}

export function findTest(name: string, environment?: TemplateEnvironment): FilterFunction | undefined {
  return findByName(name, environment?.extensions?.tests, builtInTests);
}

export function findLookup(name: string, environment?: TemplateEnvironment): LookupFunction | undefined {
  return findByName(name, environment?.extensions?.lookups, builtInLookups);
}

/** The filter of a name. Throws `unknown-filter` with the nearest name that there is. */
export function requireFilter(name: string, environment: TemplateEnvironment): FilterFunction {
  const filter = findFilter(name, environment);
  if (filter !== undefined) return filter;
  const own = environment.extensions?.filters.keys() ?? [];
  throw unknown('unknown-filter', `No filter named '${name}'.`, name, [...own, ...builtInFilters.keys()]);
}

/** The test of a name. Throws `unknown-test` with the nearest name that there is. */
export function requireTest(name: string, environment: TemplateEnvironment): FilterFunction {
  const test = findTest(name, environment);
  if (test !== undefined) return test;
  const own = environment.extensions?.tests.keys() ?? [];
  throw unknown('unknown-test', `No test named '${name}'.`, name, [...own, ...builtInTests.keys()]);
}

function unknown(
  code: 'unknown-filter' | 'unknown-test',
  detail: string,
  name: string,
  known: readonly string[],
): DroverError {
  const near = didYouMean(name.slice(name.lastIndexOf('.') + 1), known);
  return new DroverError(code, {
    detail,
    help: near === '' ? 'See the documentation for those that there are.' : near,
  });
}

export function applyFilter(
  name: string,
  value: Value,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): Value {
  const result = requireFilter(name, environment)(value, positional, named, environment);
  return result instanceof View ? [...result] : result;
}

export function applyTest(
  name: string,
  value: Value,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): boolean {
  return isTruthy(requireTest(name, environment)(value, positional, named, environment));
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
