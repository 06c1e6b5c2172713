import { templateError } from '../../errors.ts';
import { arithmetic } from '../../arithmetic.ts';
import {
  compare,
  contains,
  isFloat,
  isNumber,
  isSequence,
  length,
  makeFloat,
  makeInteger,
  numeric,
} from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Dict, Value } from '../../value.ts';
import { entriesOf } from '../dicts/dict-filters.ts';
import { writeJson } from '../json/write-json.ts';
import { parseFloatText, parseIntegerText } from '../numbers/parse-number.ts';

/** An argument: a value, or an expression to be applied to items. */
export type QueryArgument = { readonly value: Value } | { readonly apply: (item: Value) => Value };

type TypeName = 'number' | 'string' | 'boolean' | 'array' | 'object' | 'null';
type Parameter = 'any' | 'expression' | 'numbers' | 'strings' | TypeName | readonly TypeName[];

interface QueryFunction {
  readonly parameters: readonly Parameter[];
  readonly isVariadic?: boolean;
  readonly run: (values: readonly Value[], apply: (item: Value) => Value) => Value;
}

const first = ([value]: readonly Value[]): Value => value ?? null;
const firstText = (values: readonly Value[]): string => str(first(values));
const firstList = (values: readonly Value[]): Value[] => {
  const value = first(values);
  return isSequence(value) ? [...value] : [];
};

const functions: Readonly<Record<string, QueryFunction>> = {
  abs: { parameters: ['number'], run: (args) => absolute(first(args)) },
  avg: {
    parameters: ['numbers'],
    run: (args) => {
      const items = firstList(args);
      if (items.length === 0) return null;
      return makeFloat(items.reduce((sum: number, item) => sum + Number(numeric(item)), 0) / items.length);
    },
  },
  ceil: { parameters: ['number'], run: (args) => rounded(first(args), Math.ceil) },
  contains: {
    parameters: [['array', 'string'], 'any'],
    run: ([subject = null, wanted = null]) =>
      typeof subject === 'string' && typeof wanted !== 'string' ? false : contains(subject, wanted),
  },
  ends_with: {
    parameters: ['string', 'string'],
    run: ([text = null, end = null]) => str(text).endsWith(str(end)),
  },
  floor: { parameters: ['number'], run: (args) => rounded(first(args), Math.floor) },
  join: {
    parameters: ['string', 'strings'],
    run: ([separator = null, ...rest]) => firstList(rest).map(str).join(str(separator)),
  },
  keys: { parameters: ['object'], run: (args) => (entriesOf(first(args)) ?? []).map(([key]) => key) },
  length: { parameters: [['string', 'array', 'object']], run: (args) => length(first(args)) },
  map: {
    parameters: ['expression', 'array'],
    run: (args, apply) => firstList(args).map((item) => apply(item)),
  },
  max: { parameters: [['array']], run: (args) => extreme(sortable(args), (item) => item, 1) },
  max_by: {
    parameters: ['array', 'expression'],
    run: (args, apply) => extreme(firstList(args), keyed(apply), 1),
  },
  merge: {
    parameters: ['object'],
    isVariadic: true,
    run: (args) => new Map(args.flatMap((dict) => entriesOf(dict) ?? [])) satisfies Dict,
  },
  min: { parameters: [['array']], run: (args) => extreme(sortable(args), (item) => item, -1) },
  min_by: {
    parameters: ['array', 'expression'],
    run: (args, apply) => extreme(firstList(args), keyed(apply), -1),
  },
  not_null: {
    parameters: ['any'],
    isVariadic: true,
    run: (args) => args.find((arg) => arg !== null) ?? null,
  },
  reverse: {
    parameters: [['array', 'string']],
    run: (args) =>
      typeof first(args) === 'string' ? [...firstText(args)].reverse().join('') : firstList(args).reverse(),
  },
  sort: { parameters: [['array']], run: (args) => sortable(args).sort((a, b) => compare(a, b)) },
  sort_by: {
    parameters: ['array', 'expression'],
    run: (args, apply) => {
      const keyOf = keyed(apply);
      return firstList(args)
        .map((item) => ({ item, key: keyOf(item) }))
        .sort((a, b) => compare(a.key, b.key))
        .map(({ item }) => item);
    },
  },
  starts_with: {
    parameters: ['string', 'string'],
    run: ([text = null, start = null]) => str(text).startsWith(str(start)),
  },
  sum: {
    parameters: ['numbers'],
    run: (args) => firstList(args).reduce<Value>((sum, item) => arithmetic('+', sum, item), 0),
  },
  to_array: { parameters: ['any'], run: (args) => (isSequence(first(args)) ? first(args) : [first(args)]) },
  to_number: { parameters: ['any'], run: (args) => toNumber(first(args)) },
  to_string: { parameters: ['any'], run: (args) => toText(first(args)) },
  type: { parameters: ['any'], run: (args) => typeOf(first(args)) },
  values: { parameters: ['object'], run: (args) => (entriesOf(first(args)) ?? []).map(([, item]) => item) },
};

/** Calls a function of the JMESPath specification. Throws for a wrong name, count or type of arguments. */
export function callFunction(name: string, args: readonly QueryArgument[]): Value {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined)
    throw queryError(
      `Unknown function: ${name}()`,
      `The functions are: ${Object.keys(functions).join(', ')}.`,
    );
  const { parameters, isVariadic = false } = found;
  if (isVariadic ? args.length < parameters.length : args.length !== parameters.length) {
    throw queryError(
      `Expected ${isVariadic ? 'at least ' : ''}${parameters.length} argument${parameters.length === 1 ? '' : 's'} for function ${name}(), received ${args.length}`,
    );
  }
  args.forEach((arg, index) => {
    checkArgument(name, arg, parameters[Math.min(index, parameters.length - 1)] ?? 'any');
  });
  const expression = args.find((arg) => 'apply' in arg);
  const values = args.flatMap((arg) => ('value' in arg ? [arg.value] : []));
  return found.run(
    values,
    expression !== undefined && 'apply' in expression ? expression.apply : (item) => item,
  );
}

function queryError(detail: string, help?: string): Error {
  return templateError(`JMESPathError in json_query filter plugin:\n${detail}`, help);
}

function checkArgument(name: string, arg: QueryArgument, parameter: Parameter): void {
  if ('apply' in arg) {
    if (parameter !== 'expression') throw queryError(`In function ${name}(), an expression is no value`);
    return;
  }
  if (parameter === 'expression')
    throw queryError(`In function ${name}(), “&” has to stand before the expression`);
  if (parameter === 'any') return;
  const type = typeOf(arg.value);
  const isList = parameter === 'numbers' || parameter === 'strings';
  const allowed: readonly string[] = isList
    ? ['array']
    : typeof parameter === 'string'
      ? [parameter]
      : parameter;
  const items = isList && isSequence(arg.value) ? [...arg.value].map(typeOf) : [];
  const odd = items.find((item) => item !== (parameter === 'numbers' ? 'number' : 'string'));
  if (allowed.includes(type) && odd === undefined) return;
  const wanted = isList ? `array-${parameter.slice(0, -1)}` : allowed.join(', ');
  throw queryError(
    `In function ${name}(), invalid type for value: ${str(arg.value)}, expected one of: ${wanted}, received: "${odd ?? type}"`,
  );
}

function typeOf(value: Value): TypeName {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (isNumber(value)) return 'number';
  return isSequence(value) ? 'array' : 'object';
}

/** Items that are all numbers, or all texts. */
function sortable(args: readonly Value[]): Value[] {
  const items = firstList(args);
  const types = new Set(items.map(typeOf));
  if (types.size > 1 || [...types].some((type) => type !== 'number' && type !== 'string'))
    throw queryError(`invalid type for value: ${str(items)}, expected one of: array-number, array-string`);
  return items;
}

/** The keys of items, all of which must be numbers, or all texts. */
function keyed(apply: (item: Value) => Value): (item: Value) => Value {
  let type: string | undefined;
  return (item) => {
    const key = apply(item);
    const own = typeOf(key);
    type ??= own;
    if ((own !== 'number' && own !== 'string') || own !== type)
      throw queryError(
        `invalid type for value: ${str(key)}, expected one of: number, string, received: "${own}"`,
      );
    return key;
  };
}

function extreme(items: readonly Value[], keyOf: (item: Value) => Value, sign: 1 | -1): Value {
  const keys = items.map((item) => ({ item, key: keyOf(item) }));
  return (
    keys.reduce<(typeof keys)[number] | undefined>(
      (best, each) => (best !== undefined && sign * compare(each.key, best.key) <= 0 ? best : each),
      undefined,
    )?.item ?? null
  );
}

function absolute(value: Value): Value {
  return (numeric(value) ?? 0) < 0 ? arithmetic('-', 0, value) : value;
}

function rounded(value: Value, round: (number: number) => number): Value {
  return isFloat(value) ? makeInteger(BigInt(round(Number(numeric(value))))) : value;
}

function toNumber(value: Value): Value {
  if (isNumber(value)) return value;
  if (typeof value !== 'string') return null;
  const whole = parseIntegerText(value);
  if (whole !== undefined) return whole;
  const real = parseFloatText(value);
  return real === undefined ? null : makeFloat(real);
}

function toText(value: Value): Value {
  if (typeof value === 'string') return value;
  return writeJson(value, {
    indent: undefined,
    itemSeparator: ',',
    keySeparator: ':',
    sortsKeys: false,
    escapesNonAscii: true,
    allowsNan: true,
    skipsKeys: false,
  });
}
