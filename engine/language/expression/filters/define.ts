import { templateError } from '../errors.ts';
import type { FilterFunction, TemplateEnvironment } from '../environment.ts';
import { isTruthy, numeric, isFloat, requireDefined, typeName } from '../operations.ts';
import { str } from '../python-text.ts';
import type { Value } from '../value.ts';

/** The arguments of a filter or test by the names of its parameters. Undefined values throw when they are read. */
export interface FilterArguments {
  readonly environment: TemplateEnvironment;
  /** Whether the argument was given. */
  has(name: string): boolean;
  /** The argument as it is, Undefined included; undefined where it was not given. */
  raw(name: string): Value | undefined;
  /** The argument; undefined where it was not given or is None. */
  get(name: string): Value | undefined;
  /** The argument; None where it was not given. */
  value(name: string): Value;
  /** Python's `str()` of the argument. */
  text(name: string, fallback?: string): string;
  integer(name: string, fallback: number): number;
  /** undefined where it was not given or is None. */
  optionalInteger(name: string): number | undefined;
  flag(name: string, fallback?: boolean): boolean;
}

export type FilterBody = (value: Value, args: FilterArguments) => Value;
export type FilterEntry = readonly [name: string, filter: FilterFunction];

/**
 * A filter with its parameters behind the value, in order: `'old new [count]'`, the optional ones in brackets.
 * A value that is not there is refused before the body runs. Throws Python's TypeError for arguments that do not fit.
 */
export function filter(name: string, parameters: string, body: FilterBody): FilterEntry {
  return lenientFilter(name, parameters, (value, args) => body(requireDefined(value), args));
}

/** A filter whose body is given Undefined too. */
export function lenientFilter(name: string, parameters: string, body: FilterBody): FilterEntry {
  const names = parameters.split(' ').filter((word) => word !== '');
  const all = names.map((word) => word.replace(/[[\]]/g, ''));
  const required = names.filter((word) => !word.startsWith('['));
  return [
    name,
    (value, positional, named, environment) =>
      body(value, readArguments(bind(name, all, required, positional, named), environment)),
  ];
}

/** The same filter under further names. */
export function alias(entry: FilterEntry, ...names: readonly string[]): FilterEntry[] {
  return [entry, ...names.map((name): FilterEntry => [name, entry[1]])];
}

function bind(
  name: string,
  all: readonly string[],
  required: readonly string[],
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  if (positional.length > all.length) {
    const count =
      all.length === 0 ? 'no arguments' : `at most ${all.length} argument${all.length > 1 ? 's' : ''}`;
    throw templateError(`${name}() takes ${count} (${positional.length} given)`);
  }
  const bound = new Map<string, Value>();
  positional.forEach((value, index) => bound.set(all[index] ?? '', value));
  for (const [key, value] of named) {
    if (bound.has(key)) throw templateError(`${name}() got multiple values for argument '${key}'`);
    if (!all.includes(key)) throw unexpectedKeyword(name, key, all);
    bound.set(key, value);
  }
  const missing = required.find((key) => !bound.has(key));
  if (missing !== undefined) throw templateError(`${name}() missing required argument '${missing}'`);
  return bound;
}

/** A named argument that there is none of. */
export function unexpectedKeyword(name: string, key: string, known: readonly string[]): Error {
  const help = known.length === 0 ? 'It takes none.' : `Its arguments are: ${known.join(', ')}.`;
  return templateError(`${name}() got an unexpected keyword argument '${key}'`, help);
}

/** Reads arguments that were bound to names. */
export function readArguments(
  bound: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): FilterArguments {
  const get = (name: string): Value | undefined => {
    const value = bound.get(name);
    return value === undefined ? undefined : (requireDefined(value) ?? undefined);
  };
  const optionalInteger = (name: string): number | undefined => {
    const value = get(name);
    return value === undefined ? undefined : toIndex(value);
  };
  return {
    environment,
    has: (name) => bound.has(name),
    raw: (name) => bound.get(name),
    get,
    value: (name) => get(name) ?? null,
    text: (name, fallback = '') => {
      const value = bound.get(name);
      return value === undefined ? fallback : str(value);
    },
    integer: (name, fallback) => (bound.has(name) ? toIndex(bound.get(name) ?? null) : fallback),
    optionalInteger,
    flag: (name, fallback = false) => (bound.has(name) ? isTruthy(bound.get(name) ?? null) : fallback),
  };
}

/** The value as an index or count: an int or a bool; throws Python's TypeError for anything else. */
export function toIndex(value: Value): number {
  const number = numeric(requireDefined(value));
  if (number === undefined || isFloat(value))
    throw templateError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return Number(number);
}

/** The text that a filter works on; throws Python's AttributeError for anything else. */
export function requireText(value: Value, method: string): string {
  if (typeof value === 'string') return value;
  throw templateError(`'${typeName(requireDefined(value))}' object has no attribute '${method}'`);
}

const noArguments: ReadonlyMap<string, Value> = new Map();

/** Calls a filter or test of this library from another one. */
export function callEntry(
  entry: FilterEntry,
  value: Value,
  positional: readonly Value[],
  environment: TemplateEnvironment,
): Value {
  return entry[1](value, positional, noArguments, environment);
}
