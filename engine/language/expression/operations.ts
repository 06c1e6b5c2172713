/** What Python does with values: truth, equality, order, keys, iteration and type names. */
import { dictGet, dictHas, dictKey } from './dict-keys.ts';
import { templateError, undefinedError } from './errors.ts';
import {
  Bytes,
  Callable,
  ObjectValue,
  Omit,
  PyFloat,
  PySet,
  Tuple,
  Undefined,
  View,
  type Dict,
  type Value,
} from './value.ts';

export { dictGet, dictHas, dictKey, dictSet } from './dict-keys.ts';

const typeNames: readonly (readonly [(value: Value) => boolean, string])[] = [
  [(value) => value === null, 'NoneType'],
  [(value) => typeof value === 'boolean', 'bool'],
  [(value) => typeof value === 'string', 'str'],
  [isFloat, 'float'],
  [(value) => typeof value === 'number' || typeof value === 'bigint', 'int'],
  [(value) => value instanceof Tuple, 'tuple'],
  [isSequence, 'list'],
  [isMapping, 'dict'],
  [(value) => value instanceof PySet, 'set'],
  [(value) => value instanceof Bytes, 'bytes'],
  [(value) => value instanceof Undefined, 'AnsibleUndefined'],
  [(value) => value instanceof Omit, 'str'],
];

/** Python's name of a value's type. */
export function typeName(value: Value): string {
  if (value instanceof ObjectValue || value instanceof Callable || value instanceof View)
    return value.typeName;
  return typeNames.find(([isType]) => isType(value))?.[1] ?? 'object';
}

export function isFloat(value: Value): value is number | PyFloat {
  return value instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value));
}

export function isInteger(value: Value): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

/** An int or float; booleans are not, here. */
export function isNumber(value: Value): value is number | bigint | PyFloat {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat;
}

export function isString(value: Value): value is string {
  return typeof value === 'string';
}

export function isMapping(value: Value): value is Dict {
  return value instanceof Map;
}

/** list, tuple. */
export function isSequence(value: Value): value is Value[] {
  return Array.isArray(value);
}

/** The number of a bool, int or float; undefined for anything else. */
export function numeric(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof PyFloat ? value.value : undefined;
}

/** The number of a value as a JavaScript number; throws Python's TypeError for what is none. */
export function toNumber(value: Value): number {
  const number = numeric(requireDefined(value));
  if (number === undefined) throw templateError(`must be real number, not ${typeName(value)}`);
  return Number(number);
}

/** A float: boxed where it has no fraction. */
export function makeFloat(value: number): number | PyFloat {
  return Number.isInteger(value) ? new PyFloat(value) : value;
}

/** An int: a number where that is exact, else a bigint. */
export function makeInteger(value: bigint | number): number | bigint {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : BigInt(value);
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

/**
 * The value itself; throws for one that is not there. What an inline `if` without an else gives is an empty text to
 * whatever uses it.
 */
export function requireDefined<T extends Value>(value: T): Exclude<T, Undefined> {
  const given: Value = value instanceof Undefined && value.silent ? '' : value;
  if (given instanceof Undefined) throw undefinedError(given);
  return given as Exclude<T, Undefined>;
}

/** Throws for a value that is not there, but for the silent one of an inline `if`. */
export function refuseUndefined(value: Value): Value {
  if (value instanceof Undefined && !value.silent) throw undefinedError(value);
  return value;
}

/** Python's truth of a value. */
export function isTruthy(given: Value): boolean {
  const value: Value = requireDefined(given);
  if (value === null || value === false || value === '' || value === 0 || value === 0n) return false;
  if (value instanceof PyFloat) return value.value !== 0;
  if (isSequence(value)) return value.length > 0;
  if (isMapping(value)) return value.size > 0;
  if (value instanceof PySet) return value.items.size > 0;
  if (value instanceof Bytes) return value.data.length > 0;
  if (value instanceof ObjectValue && value.keys !== undefined) return value.keys().length > 0;
  return true;
}

/** Python's `==`. */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a instanceof Undefined || b instanceof Undefined)
    return refuseUndefined(a) instanceof Undefined && refuseUndefined(b) instanceof Undefined;
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined && right !== undefined) return left == right;
  if (isSequence(a) && isSequence(b)) {
    return (
      kindOf(a) === kindOf(b) &&
      a.length === b.length &&
      a.every((item, index) => equals(item, b[index] ?? null))
    );
  }
  if (isMapping(a) && isMapping(b)) return equalDicts(a, b);
  if (a instanceof PySet && b instanceof PySet) {
    return a.items.size === b.items.size && [...a.items.keys()].every((key) => b.items.has(key));
  }
  if (a instanceof Bytes && b instanceof Bytes) return Buffer.compare(a.data, b.data) === 0;
  return a instanceof ObjectValue && a.behaviour.compare?.(b) === 0;
}

/** Lists, tuples and the various views are never equal to one another. */
function kindOf(value: readonly Value[]): string {
  if (value instanceof View) return value.typeName;
  return value instanceof Tuple ? 'tuple' : 'list';
}

function equalDicts(a: Dict, b: Dict): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = dictGet(b, key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}

/** Python's order: negative, zero or positive. Throws Python's TypeError for what has none. */
export function compare(a: Value, b: Value, operator = '<'): number {
  for (const each of [a, b]) if (each instanceof Undefined) throw undefinedError(each);
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined && right !== undefined)
    return left < right ? -1 : left > right ? 1 : left == right ? 0 : Number.NaN;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (isSequence(a) && isSequence(b) && !(a instanceof View) && kindOf(a) === kindOf(b))
    return compareLists(a, b, operator);
  const order = a instanceof ObjectValue ? a.behaviour.compare?.(b) : undefined;
  if (order !== undefined) return order;
  throw templateError(
    `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

function compareLists(a: readonly Value[], b: readonly Value[], operator: string): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left, right] = [a[index] ?? null, b[index] ?? null];
    if (!equals(left, right)) return compare(left, right, operator);
  }
  return a.length - b.length;
}

/** By code points, as Python compares; JavaScript would compare UTF-16 units. */
export function compareText(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === shorter) return a.length - b.length;
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
  /* Units of surrogate pairs stand for code points above all others. */
  return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** The pairs of a dictionary, or of a list of pairs. */
export function pairsOf(value: Value): readonly (readonly [Value, Value])[] {
  if (isMapping(value)) return [...value];
  return iterate(value).map((pair) => {
    const [key, item] = iterate(pair);
    if (key === undefined || item === undefined)
      throw templateError('dictionary update sequence element has not two items; 2 is required');
    return [key, item];
  });
}

/** What a `for` walks over; throws Python's TypeError for what cannot be walked over. */
export function iterate(given: Value): Value[] {
  const value: Value = requireDefined(given);
  if (isSequence(value)) return value;
  if (typeof value === 'string') return [...value];
  if (isMapping(value)) return [...value.keys()];
  if (value instanceof PySet) return [...value.items.values()];
  if (value instanceof Bytes) return [...value.data];
  if (value instanceof ObjectValue && value.keys !== undefined) return [...value.keys()];
  throw templateError(`'${typeName(value)}' object is not iterable`);
}

/** Python's `len`. */
export function length(given: Value): number {
  const value: Value = requireDefined(given);
  if (isSequence(value)) return value.length;
  if (typeof value === 'string') return isBasic(value) ? value.length : [...value].length;
  if (isMapping(value)) return value.size;
  if (value instanceof PySet) return value.items.size;
  if (value instanceof Bytes) return value.data.length;
  if (value instanceof ObjectValue && value.keys !== undefined) return value.keys().length;
  throw templateError(`object of type '${typeName(value)}' has no len()`);
}

function isBasic(text: string): boolean {
  return !/[\uD800-\uDFFF]/.test(text);
}

/** Python's `in`. */
export function contains(container: Value, item: Value): boolean {
  if (refuseUndefined(container) instanceof Undefined) return false;
  if (isSequence(container) && container.length === 0) return false;
  refuseUndefined(item);
  if (typeof container === 'string') {
    if (typeof item !== 'string')
      throw templateError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
    return container.includes(item);
  }
  if (isMapping(container)) return dictHas(container, item);
  if (container instanceof PySet) return container.items.has(dictKey(item));
  if (isSequence(container)) return container.some((member) => equals(member, item));
  if (container instanceof ObjectValue && container.keys !== undefined)
    return container.keys().some((key) => equals(key, item));
  throw templateError(`argument of type '${typeName(container)}' is not iterable`);
}
