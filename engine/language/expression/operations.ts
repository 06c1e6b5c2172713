/** What Python does with values: truth, equality, order, keys, iteration and type names. */
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
  type Dict,
  type Value,
} from './value.ts';

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
  [(value) => value instanceof Callable, 'function'],
  [(value) => value instanceof Undefined, 'AnsibleUndefined'],
  [(value) => value instanceof Omit, 'str'],
];

/** Python's name of a value's type. */
export function typeName(value: Value): string {
  if (value instanceof ObjectValue) return value.typeName;
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

/** The value itself; throws for one that is not there. */
export function requireDefined<T extends Value>(value: T): Exclude<T, Undefined> {
  if (value instanceof Undefined) throw undefinedError(value);
  return value as Exclude<T, Undefined>;
}

/** Python's truth of a value. */
export function isTruthy(value: Value): boolean {
  requireDefined(value);
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
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined && right !== undefined) return left == right;
  if (isSequence(a) && isSequence(b)) {
    return (
      a instanceof Tuple === b instanceof Tuple &&
      a.length === b.length &&
      a.every((item, index) => equals(item, b[index] ?? null))
    );
  }
  if (isMapping(a) && isMapping(b)) return equalDicts(a, b);
  if (a instanceof PySet && b instanceof PySet) {
    return a.items.size === b.items.size && [...a.items.keys()].every((key) => b.items.has(key));
  }
  if (a instanceof Bytes && b instanceof Bytes) return Buffer.compare(a.data, b.data) === 0;
  if (a instanceof ObjectValue) return a.behaviour.compare?.(b) === 0;
  return a instanceof Undefined && b instanceof Undefined;
}

function equalDicts(a: Dict, b: Dict): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}

/** Python's order: negative, zero or positive. Throws Python's TypeError for what has none. */
export function compare(a: Value, b: Value, operator = '<'): number {
  requireDefined(a);
  requireDefined(b);
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined && right !== undefined)
    return left < right ? -1 : left > right ? 1 : left == right ? 0 : Number.NaN;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (isSequence(a) && isSequence(b) && a instanceof Tuple === b instanceof Tuple)
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
  if (a === b) return 0;
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const tuples = new Map<string, Tuple>();

function keyName(value: Value): Value {
  const key = dictKey(value);
  return typeof key === 'bigint' ? key.toString() : key;
}

/** The form in which a value is a key: 1, 1.0 and True are one key; equal tuples are one key. Throws for what cannot be one. */
export function dictKey(value: Value): Value {
  if (typeof value === 'string' || value === null) return value;
  const number = numeric(value);
  if (typeof value === 'boolean') return value;
  if (number !== undefined) return number;
  if (value instanceof Tuple) {
    const text = JSON.stringify(value.map((item) => [typeName(item), keyName(item)]));
    const known = tuples.get(text) ?? value;
    tuples.set(text, known);
    return known;
  }
  if (isSequence(value) || isMapping(value) || value instanceof PySet)
    throw templateError(`unhashable type: '${typeName(value)}'`);
  return value;
}

export function dictGet(dict: Dict, key: Value): Value | undefined {
  if (typeof key === 'string') return dict.get(key);
  const known = dict.get(dictKey(key));
  return known === undefined ? dict.get(twin(key)) : known;
}

export function dictHas(dict: Dict, key: Value): boolean {
  return dict.has(dictKey(key)) || (typeof key !== 'string' && dict.has(twin(key)));
}

/** True and 1, False and 0 are one key; the one that came first is shown. */
function twin(key: Value): Value {
  if (typeof key === 'boolean') return key ? 1 : 0;
  const number = numeric(key);
  return number == 1 ? true : number == 0 ? false : dictKey(key);
}

export function dictSet(dict: Dict, key: Value, value: Value): void {
  if (typeof key === 'string') dict.set(key, value);
  else dict.set(dict.has(twin(key)) ? twin(key) : dictKey(key), value);
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
export function iterate(value: Value): Value[] {
  requireDefined(value);
  if (isSequence(value)) return value;
  if (typeof value === 'string') return [...value];
  if (isMapping(value)) return [...value.keys()];
  if (value instanceof PySet) return [...value.items.values()];
  if (value instanceof Bytes) return [...value.data];
  if (value instanceof ObjectValue && value.keys !== undefined) return [...value.keys()];
  throw templateError(`'${typeName(value)}' object is not iterable`);
}

/** Python's `len`. */
export function length(value: Value): number {
  requireDefined(value);
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
  requireDefined(container);
  requireDefined(item);
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
